import { describe, expect, test } from 'vitest';
import { openPdf } from '../../../shared/engines/pdf/read-pdf.ts';
import { pdfFaultOf } from '../../support/pdf-fault.ts';
import { pdfOf } from '../../support/plain-pdf.ts';

describe('a PDF that is opened', () => {
  test('tells its pages, their sizes and their text', async () => {
    const pdf = await openPdf(pdfOf([{ text: 'Ada Obi' }, { text: 'Second', width: 300, height: 200 }]));
    expect(pdf.pageCount).toBe(2);
    expect(pdf.textOf(1)).toBe('Ada Obi');
    expect(pdf.textOf(2)).toBe('Second');
    expect(pdf.sizeOf(2)).toEqual({ width: 300, height: 200 });
    pdf.close();
  });

  test('shows a page as pixels: black on white, red first, opaque', async () => {
    const pdf = await openPdf(
      pdfOf([{ text: '', draw: '1 0 0 rg 0 0 50 100 re f', width: 100, height: 100 }]),
    );
    const page = pdf.renderPage(1, 200);
    pdf.close();
    expect({ width: page.width, height: page.height, bytes: page.rgba.length }).toEqual({
      width: 200,
      height: 200,
      bytes: 160_000,
    });
    expect([...page.rgba.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    expect([...page.rgba.subarray(-4)]).toEqual([255, 255, 255, 255]);
  });

  test('gives a turned page as it is seen', async () => {
    const pdf = await openPdf(pdfOf([{ text: 'Wide', width: 300, height: 200, rotate: 90 }]));
    expect(pdf.sizeOf(1)).toEqual({ width: 200, height: 300 });
    expect(pdf.renderPage(1, 20)).toMatchObject({ width: 20, height: 30 });
    pdf.close();
  });

  test('has no pages but its own, and none at all once it is closed', async () => {
    const pdf = await openPdf(pdfOf([{ text: 'Ada' }]));
    expect(() => pdf.textOf(0)).toThrow(RangeError);
    expect(() => pdf.sizeOf(2)).toThrow('there is no page 2 in a PDF of 1');
    pdf.close();
    pdf.close();
    expect(() => pdf.textOf(1)).toThrow('the PDF has been closed');
  });

  test('may be open beside another', async () => {
    const [one, other] = await Promise.all([
      openPdf(pdfOf([{ text: 'One' }])),
      openPdf(pdfOf([{ text: 'Other' }])),
    ]);
    expect([one.textOf(1), other.textOf(1)]).toEqual(['One', 'Other']);
    one.close();
    expect(other.textOf(1)).toBe('Other');
    other.close();
  });
});

describe('a file that cannot be opened', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('Dear Ada, this is no PDF.')],
    ['a head without a body', Buffer.from('%PDF-1.7\n%%EOF')],
    ['no pages', pdfOf([])],
  ])('is refused as damaged: %s', async (_, bytes) => {
    expect(await pdfFaultOf(openPdf(bytes))).toMatchObject({
      code: 'damaged-pdf',
      message: 'The file is not a whole PDF. Make it again, or open it, save it and try again.',
    });
  });

  test('is refused when a page would take too many pixels, and stays usable', async () => {
    const pdf = await openPdf(pdfOf([{ text: 'Long', width: 10, height: 10_000 }]));
    expect(() => pdf.renderPage(1, 1200)).toThrow('would need 1200 × 1200000 pixels');
    expect(pdf.textOf(1)).toBe('Long');
    pdf.close();
  });
});
