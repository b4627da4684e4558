import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { coverPage } from '../../../shared/engines/pdf/cover-page.ts';
import { findFonts } from '../../../shared/engines/pdf/find-fonts.ts';
import { type MergeOptions, type MergePart, mergePdfs } from '../../../shared/engines/pdf/merge-pdfs.ts';
import { protectPdf } from '../../../shared/engines/pdf/protect-pdf.ts';
import { stampPdf } from '../../../shared/engines/pdf/stamp-pdf.ts';
import { pdfFaultOf } from '../../support/pdf-fault.ts';
import { pdfFonts, pdfInfo, pdfText, qpdfCheck } from '../../support/pdf-judges.ts';
import { fileOf, pdfOf } from '../../support/plain-pdf.ts';
import { named, type RealPdfs, realPdfs } from '../../support/real-pdfs.ts';

let real: RealPdfs;
beforeAll(async () => {
  real = await realPdfs();
});

async function* each(parts: Iterable<MergePart>): AsyncGenerator<MergePart> {
  yield* parts;
}

async function merged(parts: Iterable<MergePart>, options?: MergeOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of mergePdfs(each(parts), options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const part = (text: string): MergePart => ({ name: text, pdf: pdfOf([{ text }]) });

describe('a merged file', () => {
  test('has all pages of all documents in their order, their fonts and their text', async () => {
    const parts = [...real.plain, ...real.archival].map(([name, pdf]) => ({ name, pdf }));
    const file = await merged(parts, { title: 'Everything for Adébáyọ̀' });
    expect(qpdfCheck(file)).toBe('no errors');
    const pages = parts.map(({ pdf }) => Number(pdfInfo(pdf).Pages));
    expect(pdfInfo(file)).toMatchObject({
      Pages: String(pages.reduce((sum, count) => sum + count)),
      Title: 'Everything for Adébáyọ̀',
      Producer: 'MyTypist',
    });
    expect(pdfText(file)).toBe(parts.map(({ pdf }) => pdfText(pdf)).join(''));
    for (const font of pdfFonts(file)) expect(font).toMatchObject({ isEmbedded: true });
  });

  test('takes what our own tools have written, in packed objects', async () => {
    const fonts = await findFonts();
    const stamped = await stampPdf(named(real.plain, 'invoice'), { watermark: 'COPY' }, fonts);
    const file = await merged([part('First'), { name: 'Stamped', pdf: stamped }]);
    expect(qpdfCheck(file)).toBe('no errors');
    expect(pdfFonts(file)).toContainEqual({ name: 'MTSTMP+DejaVuSans', isEmbedded: true, isSubset: true });
  });

  test('names each document in its outline, in any script', async () => {
    const file = (await merged([part('One'), { ...part('Two'), name: 'Ọmọ 漢 😀 (x)' }])).toString('latin1');
    for (const name of ['One', 'Ọmọ 漢 😀 (x)']) {
      const title = Buffer.from(`\uFEFF${name}`, 'utf16le').swap16().toString('hex').toUpperCase();
      expect(file).toContain(`/Title<${title}>`);
    }
    expect(file).toContain('/PageMode/UseOutlines');
  });

  test('begins with its cover, which knows on which page each document begins', async () => {
    const fonts = await findFonts();
    const cover: MergeOptions['cover'] = (contents) =>
      coverPage({ title: 'Letters', lines: ['Two documents'], contents }, fonts);
    const two = { name: 'Two pages', pdf: pdfOf([{ text: 'Two' }, { text: 'pages' }]) };
    const file = await merged([two, part('Last')], { cover });
    expect(qpdfCheck(file)).toBe('no errors');
    expect(pdfInfo(file).Pages).toBe('4');
    expect(pdfText(file, 1)).toMatch(/Letters.*Two documents.*Contents/s);
    expect(pdfText(file, 1).match(/^\d+$/gm)).toEqual(['2', '4']);
    expect(pdfText(file, 4)).toContain('Last');
  });

  test('keeps pages turned, cut and drawn as they inherit it', async () => {
    const inherited = fileOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 77 /MediaBox [0 0 300 200] /Rotate 90 >>',
      '<< /Type /Pages /Parent 2 0 R /Kids [4 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 3 0 R /Resources << >> >>',
    ]);
    const file = await merged([{ name: 'Turned', pdf: inherited }]);
    expect(pdfInfo(file)).toMatchObject({ Pages: '1', 'Page size': '300 x 200 pts', 'Page rot': '90' });
  });

  test('is the same each time, and stores equal pictures once', async () => {
    const parts = [...real.archival].map(([name, pdf]) => ({ name, pdf }));
    const once = await merged(parts);
    expect((await merged(parts)).equals(once)).toBe(true);
    const fiveTimes = await merged([...parts, ...parts, ...parts, ...parts, ...parts]);
    expect(fiveTimes.length).toBeLessThan(2.5 * once.length);
    expect(qpdfCheck(fiveTimes)).toBe('no errors');
  });
});

describe('documents that cannot be merged', () => {
  test.each([
    ['a text', Buffer.from('no PDF'), 'damaged-pdf'],
    ['a file that was cut off', pdfOf([{ text: 'Ada' }]).subarray(0, 400), 'damaged-pdf'],
    ['a file without pages', pdfOf([]), 'damaged-pdf'],
  ])('are named: %s', async (_, pdf, code) => {
    const fault = await pdfFaultOf(merged([part('Good'), { name: 'Offer for Ada', pdf }]));
    expect(fault).toMatchObject({
      code,
      message: expect.stringContaining('“Offer for Ada” cannot be merged.'),
    });
  });

  test('are those with a password, even if they open', async () => {
    const pdf = await protectPdf(pdfOf([{ text: 'Ada' }]), { owner: 'boss' });
    expect(await pdfFaultOf(merged([{ name: 'Locked', pdf }]))).toMatchObject({
      code: 'locked-pdf',
      message: expect.stringContaining('“Locked”'),
    });
  });

  test('are none at all, and more than 10,000', { timeout: 120_000 }, async () => {
    expect(await pdfFaultOf(merged([]))).toMatchObject({ code: 'nothing-to-merge' });
    const many = Array.from({ length: 10_001 }, () => part('x'));
    expect(await pdfFaultOf(merged(many))).toMatchObject({ code: 'too-many-documents' });
  });
});

test('2,000 documents take hardly more memory than 10', { timeout: 120_000 }, async () => {
  const templates = [...real.archival.values()];
  /** Highest RSS in bytes while merging; nothing of the file is kept. */
  const peak = async (count: number): Promise<number> => {
    let highest = 0;
    async function* parts(): AsyncGenerator<MergePart> {
      for (let index = 0; index < count; index++) {
        const pdf = Buffer.from(templates[index % templates.length] ?? '');
        yield { name: `Document ${index + 1}`, pdf };
        if (index % 50 === 0) highest = Math.max(highest, process.memoryUsage().rss);
      }
    }
    await pipeline(mergePdfs(parts()), createWriteStream('/dev/null'));
    return highest;
  };
  await peak(200);
  const few = await peak(10);
  // Held whole, the documents would be 200 MB, and their objects a million.
  expect((await peak(2000)) - few).toBeLessThan(120 * 1024 * 1024);
});
