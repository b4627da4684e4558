import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { findFonts, type PdfFonts } from '../../../shared/engines/pdf/find-fonts.ts';
import { mergePdfs } from '../../../shared/engines/pdf/merge-pdfs.ts';
import { openPdf } from '../../../shared/engines/pdf/read-pdf.ts';
import { stampPdf } from '../../../shared/engines/pdf/stamp-pdf.ts';
import { pdfFaultOf } from '../../support/pdf-fault.ts';
import { fileOf, pdfOf, stream } from '../../support/plain-pdf.ts';

const catalogue = '<< /Type /Catalog /Pages 2 0 R >>';
const whole = pdfOf([{ text: 'Ada' }]);

/** A table that is a packed stream, with a bomb or a lie in it. */
function withPackedTable(dictionary: string, data: Buffer): Buffer {
  const head = `%PDF-1.7\n1 0 obj\n${stream(data, `/Type /XRef /Filter /FlateDecode ${dictionary}`)}\nendobj\n`;
  return Buffer.from(`${head}startxref\n9\n%%EOF\n`, 'latin1');
}

const bomb = deflateSync(Buffer.alloc(200_000_000));

const hostile: [string, Buffer][] = [
  ['a table that is its own predecessor', fileOf([catalogue], '/Prev 9')],
  ['a page tree that runs in circles', fileOf([catalogue, '<< /Type /Pages /Kids [2 0 R] /Count 1 >>'])],
  [
    'a page tree with one page in it twice',
    fileOf([
      catalogue,
      '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>',
    ]),
  ],
  [
    'a billion pages that are not there',
    fileOf([catalogue, '<< /Type /Pages /Kids [] /Count 1000000000 >>']),
  ],
  ['a table that unpacks to 200 MB', withPackedTable('/Size 9 /W [1 2 1] /Root 1 0 R', bomb)],
  [
    'a table that claims a billion rows',
    withPackedTable('/Size 1000000000 /W [0 1 0] /Root 1 0 R', deflateSync('x')),
  ],
  ['arrays a hundred thousand deep', fileOf([`${'['.repeat(100_000)}`, catalogue])],
  ['half a file', whole.subarray(0, whole.length / 2)],
  ['a reference that leads to itself', fileOf([catalogue, '2 0 R'])],
  [
    'a stream as long as itself',
    fileOf([catalogue, '<< /Type /Pages /Kids [3 0 R] >>', '<< /Length 3 0 R >>\nstream\nx\nendstream']),
  ],
];

async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) if (chunk.length === 0) throw new Error('an empty piece');
}

let fonts: PdfFonts;
beforeAll(async () => {
  fonts = await findFonts();
});

const faultCodes = ['damaged-pdf', 'pdf-too-complex', 'pdf-too-large'];

describe('a PDF made to break programs ends in a fault, with little memory', () => {
  test.each(hostile)('when it is merged: %s', async (_, pdf) => {
    const before = process.memoryUsage().rss;
    async function* parts() {
      yield { name: 'Hostile', pdf };
    }
    const fault = await pdfFaultOf(drain(mergePdfs(parts())));
    expect(faultCodes).toContain(fault.code);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  test.each(hostile)('when it is stamped: %s', async (_, pdf) => {
    const fault = await pdfFaultOf(stampPdf(pdf, { pageNumbers: true }, fonts));
    expect(faultCodes).toContain(fault.code);
  });
});

describe('PDFium', { timeout: 90_000 }, () => {
  /** What reading and showing a file comes to: pages, or the code of a fault. */
  const outcomeOf = async (pdf: Buffer): Promise<number | string> => {
    try {
      const opened = await openPdf(pdf);
      try {
        opened.textOf(1);
        opened.renderPage(1, 400);
        return opened.pageCount;
      } finally {
        opened.close();
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error) return String(error.code);
      throw error;
    }
  };

  test.each(hostile)('mends or refuses %s, and goes on', async (_, pdf) => {
    const outcome = await outcomeOf(pdf);
    expect([1, 2, ...faultCodes]).toContain(outcome);
    expect(await outcomeOf(whole)).toBe(1);
  });

  // PDFium reads such a page to its end, about six million bytes a second on a busy core; only a function's own time limit
  // bounds that.
  test('bears a page that unpacks to 20 MB within its limit', async () => {
    const pdf = fileOf([
      catalogue,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>',
      stream(deflateSync(Buffer.alloc(20_000_000)), '/Filter /FlateDecode'),
    ]);
    const before = process.memoryUsage().rss;
    expect([1, ...faultCodes]).toContain(await outcomeOf(pdf));
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 1024 * 1024);
    expect(await outcomeOf(whole)).toBe(1);
  });
});
