import { beforeAll, describe, expect, test } from 'vitest';
import { findFonts, type PdfFonts, readFonts } from '../../../shared/engines/pdf/find-fonts.ts';
import { openPdf } from '../../../shared/engines/pdf/read-pdf.ts';
import { stampPdf } from '../../../shared/engines/pdf/stamp-pdf.ts';
import { pdfFaultOf } from '../../support/pdf-fault.ts';
import { pdfFonts, pdfInfo, pdfMetadata, pdfText, qpdfCheck } from '../../support/pdf-judges.ts';
import { pdfOf } from '../../support/plain-pdf.ts';
import { named, type RealPdfs, realPdfs } from '../../support/real-pdfs.ts';

let real: RealPdfs;
let fonts: PdfFonts;
beforeAll(async () => {
  [real, fonts] = await Promise.all([realPdfs(), findFonts()]);
});

describe('a stamped document', () => {
  test('tells its pages and carries the watermark, in an embedded font', async () => {
    const pdf = named(real.plain, 'tenancy-agreement');
    const stamped = await stampPdf(pdf, { watermark: 'DRAFT', pageNumbers: true }, fonts);
    expect(qpdfCheck(stamped)).toBe('no errors');
    const pages = Number(pdfInfo(pdf).Pages);
    expect(pages).toBeGreaterThan(1);
    expect(pdfInfo(stamped)).toMatchObject({ Pages: `${pages}`, Title: pdfInfo(pdf).Title });
    for (let page = 1; page <= pages; page++)
      expect(pdfText(stamped, page)).toContain(`Page ${page} of ${pages}`);
    expect(pdfFonts(stamped)).toContainEqual({ name: 'MTSTMP+DejaVuSans', isEmbedded: true, isSubset: true });
  });

  test('that was PDF/A-2b keeps its metadata, its profile and its dates, and embeds every font', async () => {
    const pdf = named(real.archival, 'offer-letter');
    const stamped = await stampPdf(pdf, { watermark: 'COPY', pageNumbers: true }, fonts);
    expect(qpdfCheck(stamped)).toBe('no errors');
    expect(pdfMetadata(stamped)).toBe(pdfMetadata(pdf));
    expect(pdfMetadata(stamped)).toContain('<pdfaid:part>2</pdfaid:part>');
    const { 'File size': _size, 'PDF version': _version, ...before } = pdfInfo(pdf);
    expect(pdfInfo(stamped)).toMatchObject(before);
    for (const font of pdfFonts(stamped)) expect(font).toMatchObject({ isEmbedded: true });
    const text = (await plainText(stamped)).toString();
    expect(text).toContain('/GTS_PDFA1');
    expect(text).toContain('/Artifact BMC');
  });

  test('may say it in Yoruba, Igbo and Hausa, with the naira sign', async () => {
    const said = 'Ẹ̀dá Ọ̀fẹ́ ọ́ ụ́ Ɗan ƙasa ₦1,000';
    const stamped = await stampPdf(pdfOf([{ text: '' }]), { watermark: said }, fonts);
    const pdf = await openPdf(stamped);
    const read = pdf.textOf(1).normalize('NFC');
    pdf.close();
    for (const word of ['₦1,000', 'Ɗan', 'ƙasa']) expect(read).toContain(word);
    expect(qpdfCheck(stamped)).toBe('no errors');
  });

  test('is the same each time, and may be stamped again', async () => {
    const pdf = named(real.plain, 'invoice');
    const once = await stampPdf(pdf, { watermark: 'DRAFT' }, fonts);
    expect((await stampPdf(pdf, { watermark: 'DRAFT' }, fonts)).equals(once)).toBe(true);
    const twice = await stampPdf(once, { pageNumbers: { first: 4, total: 9 } }, fonts);
    expect(qpdfCheck(twice)).toBe('no errors');
    const pdfium = await openPdf(twice);
    const text = pdfium.textOf(1);
    pdfium.close();
    expect(text).toContain('Page 4 of 9');
    expect(text).toContain('DRAFT');
  });

  test.each([0, 90, 180, 270, -90, 450])(
    'has the number at the foot of a page turned by %i',
    async (rotate) => {
      const entries = '/CropBox [50 60 250 360]';
      const pdf = pdfOf([{ text: '', width: 300, height: 400, rotate, entries }]);
      const stamped = await openPdf(await stampPdf(pdf, { pageNumbers: true }, fonts));
      const { rgba, width, height } = stamped.renderPage(1, 400);
      stamped.close();
      const dark: { x: number; y: number }[] = [];
      for (let at = 0; at < width * height; at++) {
        if ((rgba[4 * at] ?? 255) < 200)
          dark.push({ x: (at % width) / width, y: Math.floor(at / width) / height });
      }
      expect(dark.length).toBeGreaterThan(20);
      const middle = dark.reduce((sum, { x }) => sum + x, 0) / dark.length;
      expect(middle).toBeGreaterThan(0.45);
      expect(middle).toBeLessThan(0.55);
      expect(Math.min(...dark.map(({ y }) => y))).toBeGreaterThan(0.85);
    },
  );

  test.each([
    [1, 1],
    [10, 14_400],
    [14_400, 14_400],
  ])('may be %i points wide and %i high', async (width, height) => {
    const pdf = pdfOf([{ text: '', width, height }]);
    const stamped = await stampPdf(pdf, { watermark: 'DRAFT', pageNumbers: true }, fonts);
    expect(qpdfCheck(stamped)).toBe('no errors');
    // pdftotext reads letters along a slope of 45 degrees as lines of their own.
    expect(pdfText(stamped).replaceAll(/[^A-Z]/g, '')).toHaveLength('DRAFTP'.length);
  });
});

/** The file with its streams unpacked, as pdf-lib's packed objects hide names. */
async function plainText(pdf: Buffer): Promise<Buffer> {
  const { PDFDocument, PDFRawStream, decodePDFRawStream } = await import('pdf-lib');
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const parts = document.context.enumerateIndirectObjects().map(([, object]) => {
    if (!(object instanceof PDFRawStream)) return object.toString();
    const isDrawing =
      object.dict.toString().includes('/FlateDecode') && !object.dict.toString().includes('/Image');
    return (
      object.dict.toString() +
      (isDrawing ? Buffer.from(decodePDFRawStream(object).decode()).toString('latin1') : '')
    );
  });
  return Buffer.from(parts.join('\n'), 'latin1');
}

describe('a stamp that cannot be set', () => {
  const pdf = pdfOf([{ text: 'Ada' }]);

  test.each([
    ['characters no font of ours has', 'DRAFT 漢字\u0007', 'unprintable-characters', '“漢”, “字”, U+0007'],
    ['nothing', '  ', 'empty-text', 'Write at least one letter'],
    ['too much', 'x'.repeat(61), 'text-too-long', 'longer than 60 characters'],
  ])('is refused: %s', async (_, watermark, code, says) => {
    const fault = await pdfFaultOf(stampPdf(pdf, { watermark }, fonts));
    expect(fault).toMatchObject({ code, message: expect.stringContaining(says) });
  });

  test('for want of fonts says what to install', async () => {
    await expect(readFonts('/nowhere')).rejects.toThrow('Install the Debian package fonts-dejavu-core');
  });
});
