import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSamples } from '../../../dev/samples.ts';
import { prepareValues } from '../../../shared/domain/prepare-values.ts';
import { compileTemplate } from '../../../shared/engines/docx/compile-template.ts';
import { countLetters, missingFrom } from '../../../shared/engines/pdf/count-letters.ts';
import { openPdf } from '../../../shared/engines/pdf/read-pdf.ts';
import { docx } from '../../support/docx.ts';
import { closeOwnPool, faultOf, letter, nestedTables, type OwnPool, openOwnPool } from './pool-fixture.ts';

// The first test waits until LibreOffice has started.

let own: OwnPool;

beforeAll(async () => {
  own = await openOwnPool(2);
});

afterAll(() => closeOwnPool(own));

async function textOf(pdf: Buffer): Promise<string> {
  const opened = await openPdf(pdf);
  try {
    return Array.from({ length: opened.pageCount }, (_, page) => opened.textOf(page + 1)).join('\n');
  } finally {
    opened.close();
  }
}

const run = (font: string, text: string): string =>
  `<w:p><w:r><w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:cs="${font}"/></w:rPr><w:t>${text}</w:t></w:r></w:p>`;

describe('the samples', async () => {
  const samples = await readSamples();
  const pages: Record<string, number> = { 'offer-letter': 2, 'tenancy-agreement': 3 };

  test.each(samples.map((sample) => [sample.name, sample] as const))(
    '%s becomes a PDF',
    async (_, sample) => {
      const template = compileTemplate(readFileSync(sample.file));
      const prepared = prepareValues(template.fields, sample.values);
      if ('faults' in prepared) throw new Error('the sample values do not fit');
      const conversion = await own.pool.convert(template.render(prepared.values));
      expect(conversion.pages).toBe(pages[sample.name] ?? 1);
      expect(conversion.warnings).toEqual([]);
      expect(conversion.pdf.toString('latin1', 0, 5)).toBe('%PDF-');
    },
  );
});

describe('a conversion', () => {
  test('gives equal bytes for equal files, whatever the clock says', async () => {
    const file = letter('The same every time');
    const first = await own.pool.convert(file);
    await setTimeout(1100);
    const second = await own.pool.convert(file);
    expect(second.pdf.equals(first.pdf)).toBe(true);
  });

  test('makes PDF/A-2b when asked to, and plain PDF otherwise', async () => {
    const metadata = (pdf: Buffer): string =>
      spawnSync('pdfinfo', ['-meta', '-'], { input: pdf }).stdout.toString();
    const archival = await own.pool.convert(letter('For the archive'), { archival: true });
    const plain = await own.pool.convert(letter('For the desk'));
    expect(metadata(archival.pdf)).toMatch(/<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>B</);
    expect(metadata(plain.pdf)).toBe('');
  });

  test('does not mix up bytes when twenty are asked for at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Recipient${String.fromCharCode(65 + index)}`);
    const conversions = await Promise.all(names.map((name) => own.pool.convert(letter(`Dear ${name},`))));
    const texts = await Promise.all(conversions.map(({ pdf }) => textOf(pdf)));
    expect(texts.map((text) => text.trim())).toEqual(names.map((name) => `Dear ${name},`));
  });

  test.each([
    ['no zip', Buffer.from('This is no Word file.')],
    ['HTML that is named a Word file', Buffer.from('<html><body><p>Hello</p></body></html>')],
    ['a file cut in half', letter('half').subarray(0, 700)],
    ['broken XML', docx({ body: '<w:p><w:r>' })],
    ['nothing at all', Buffer.alloc(0)],
  ])('refuses %s and goes on with the next', async (_, bytes) => {
    const before = own.pool.state().workers.map(({ pid }) => pid);
    expect((await faultOf(own.pool.convert(bytes))).code).toBe('conversion-failed');
    expect((await own.pool.convert(letter('next'))).pages).toBe(1);
    expect(own.pool.state().workers.map(({ pid }) => pid)).toEqual(expect.arrayContaining(before));
  });
});

describe('what comes out', () => {
  test('is refused when the text of nested tables was lost', async () => {
    const fault = await faultOf(own.pool.convert(nestedTables(60)));
    expect(['text-lost', 'blank-pdf']).toContain(fault.code);
  });

  test('is accepted when the tables are as deep as people nest them', async () => {
    expect((await own.pool.convert(nestedTables(8))).warnings).toEqual([]);
  });

  test('may be empty when the document is', async () => {
    expect((await own.pool.convert(docx('<w:p/>'))).pages).toBe(1);
  });

  test('does not miss text that is hidden, deleted or written twice for old programs', async () => {
    const body =
      '<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>This sentence is hidden</w:t></w:r>' +
      '<w:del w:id="1" w:author="A"><w:r><w:delText>This one is deleted</w:delText></w:r></w:del></w:p>';
    expect((await own.pool.convert(docx(body))).warnings).toEqual([]);
  });

  test('names fonts with the same widths that stand in, without a warning', async () => {
    const body = run('Calibri', 'Body') + run('Cambria', 'Heading') + run('Times New Roman', 'Old');
    const { substitutedFonts, warnings } = await own.pool.convert(docx(body));
    expect(substitutedFonts).toEqual([
      { asked: 'Calibri', used: ['Carlito'], sameWidths: true },
      { asked: 'Cambria', used: ['Caladea'], sameWidths: true },
      { asked: 'Times New Roman', used: ['Liberation Serif'], sameWidths: true },
    ]);
    expect(warnings).toEqual([]);
  });

  test('warns of a font that nothing stands in for', async () => {
    const { substitutedFonts, warnings } = await own.pool.convert(docx(run('Papyrus Deluxe', 'Fancy')));
    expect(substitutedFonts).toMatchObject([{ asked: 'Papyrus Deluxe', sameWidths: false }]);
    expect(warnings).toMatchObject([{ code: 'font-substituted' }]);
  });

  test('warns of letters that no font has, and names them', async () => {
    const { warnings } = await own.pool.convert(docx(run('Calibri', 'In Tangut: \u{17000}, and naira: ₦')));
    expect(warnings).toMatchObject([
      { code: 'letters-without-font', message: expect.stringContaining('No font has \u{17000}, so') },
    ]);
  });

  test.each(['Calibri', 'Cambria', 'Arial', 'Times New Roman', 'Courier New'])(
    'shows naira and the letters of Yoruba, Igbo and Hausa in %s',
    async (font) => {
      const text = '₦1,250 Ẹ̀kọ́ ọ̀rọ̀ Ṣàngó ụlọ ịbụ ɓarna ɗaki ƙasa';
      const { pdf, warnings } = await own.pool.convert(docx(run(font, text)));
      expect(warnings.filter(({ code }) => code !== 'font-substituted')).toEqual([]);
      const letters = countLetters(text);
      expect(missingFrom(letters, countLetters(await textOf(pdf)))).toBe(0);
      expect(await textOf(pdf)).toContain('₦');
    },
  );
});
