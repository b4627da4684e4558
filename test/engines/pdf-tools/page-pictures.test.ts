import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type PagePictures, picturesOfPage } from '../../../shared/engines/pdf/page-pictures.ts';
import { openPdf } from '../../../shared/engines/pdf/read-pdf.ts';
import { type PlainPage, pdfOf } from '../../support/plain-pdf.ts';

async function picturesOf(page: PlainPage): Promise<PagePictures> {
  const pdf = await openPdf(pdfOf([page]));
  try {
    return await picturesOfPage(pdf, 1);
  } finally {
    pdf.close();
  }
}

describe('pictures of a page', () => {
  test('are WebP, 400 and 1,200 pixels wide', async () => {
    const { small, large } = await picturesOf({ text: 'Ada Obi' });
    expect(small).toMatchObject({ width: 400, height: 566 });
    expect(large).toMatchObject({ width: 1200, height: 1698 });
    for (const { bytes, width, height } of [small, large]) {
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width, height, hasAlpha: false });
    }
  });

  test('keep lettering sharp: white stays white and black stays black', async () => {
    const { large } = await picturesOf({ text: '', draw: '0 0 297 842 re f' });
    const { data, info } = await sharp(large.bytes).raw().toBuffer({ resolveWithObject: true });
    const row = data.subarray(100 * info.width * info.channels);
    expect([row[0], row[(info.width - 1) * info.channels]]).toEqual([0, 255]);
    expect(large.bytes.length).toBeLessThan(5000);
  });

  test('are the same each time', async () => {
    const [one, other] = [await picturesOf({ text: 'Ada' }), await picturesOf({ text: 'Ada' })];
    expect(other.large.bytes.equals(one.large.bytes)).toBe(true);
  });

  test.each([
    [10, 14_400, { width: 3, height: 4320 }],
    [14_400, 10, { width: 1200, height: 1 }],
    [1, 1, { width: 1200, height: 1200 }],
  ])('stay of sensible size for a page of %i by %i points', async (width, height, size) => {
    expect((await picturesOf({ text: '', width, height })).large).toMatchObject(size);
  });
});
