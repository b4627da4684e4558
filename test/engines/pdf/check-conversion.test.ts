import { beforeAll, describe, expect, test } from 'vitest';
import { checkConversion, mostCompared } from '../../../shared/engines/pdf/check-conversion.ts';
import { firstPageMargins } from '../../../shared/engines/pdf/first-page-margins.ts';
import { lettersWithoutFont } from '../../../shared/engines/pdf/letters-without-font.ts';
import { readWordParts, type WordParts } from '../../../shared/engines/pdf/read-word-parts.ts';
import { docx } from '../../support/docx.ts';
import { closeOwnPool, faultOf, openOwnPool } from './pool-fixture.ts';

const sentence = 'The rent is payable in advance on the first working day of each month.';
const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const twoPages = docx(
  `${paragraph(sentence)}<w:p><w:r><w:br w:type="page"/></w:r></w:p>${paragraph(sentence)}`,
);

let pdf: Buffer;

beforeAll(async () => {
  const own = await openOwnPool(1);
  pdf = (await own.pool.convert(twoPages)).pdf;
  await closeOwnPool(own);
});

function partsWith(changes: Partial<WordParts>): WordParts {
  const parts = readWordParts(twoPages);
  if (typeof parts === 'string') throw new Error(parts);
  return { ...parts, ...changes };
}

describe('a PDF', () => {
  test('that lacks a little of a header is reported', async () => {
    const { warnings } = await checkConversion(partsWith({ margins: paragraph('Zenith Quay') }), pdf);
    expect(warnings).toMatchObject([{ code: 'some-text-missing' }]);
  });

  test('that lacks all of a long header is refused', async () => {
    const margins = paragraph('Zenith Quay Joint Holdings '.repeat(4));
    expect((await faultOf(checkConversion(partsWith({ margins }), pdf))).code).toBe('text-lost');
  });

  test.each([
    ['too many bytes', { ...mostCompared, bytes: 100 }],
    ['too many pages', { ...mostCompared, pages: 1 }],
  ])('of %s is not compared, which is said, and its pages are counted', async (_, most) => {
    const { pages, warnings } = await checkConversion(partsWith({}), pdf, most);
    expect(pages).toBe(2);
    expect(warnings).toMatchObject([{ code: 'not-compared' }]);
  });

  test('is refused when there is too much of it and it has no page', async () => {
    const fault = await faultOf(
      checkConversion(partsWith({}), Buffer.from('%PDF-1.6'), { bytes: 1, pages: 1 }),
    );
    expect(fault.code).toBe('conversion-failed');
  });
});

describe('the header and footer of the first page', () => {
  const section = (inside: string): string => `<w:body><w:sectPr>${inside}</w:sectPr></w:body>`;
  const references =
    '<w:headerReference w:type="default" r:id="r1"/><w:footerReference w:type="default" r:id="r2"/>' +
    '<w:headerReference w:type="first" r:id="r3"/><w:headerReference w:type="even" r:id="r4"/>';

  test.each([
    ['are the usual ones', references, ['r1', 'r2']],
    ['are its own where it is a title page', `${references}<w:titlePg/>`, ['r3']],
    ['are the usual ones where that is switched off', `${references}<w:titlePg w:val="0"/>`, ['r1', 'r2']],
    ['are unknown where the numbering begins elsewhere', `${references}<w:pgNumType w:start="2"/>`, []],
    ['are none where there are none', '<w:pgSz w:w="11906"/>', []],
  ])('%s', (_, inside, expected) => {
    expect(firstPageMargins(section(inside))).toEqual(expected);
  });

  test('are read from the parts they refer to', () => {
    const parts = readWordParts(
      docx({
        body: `${paragraph('Body')}<w:sectPr><w:headerReference w:type="default" r:id="rH"/></w:sectPr>`,
        relationships:
          '<Relationship Id="rH" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>',
        files: { 'word/header1.xml': '<w:hdr>Head of the letter</w:hdr>' },
      }),
    );
    expect(parts).toMatchObject({ margins: '<w:hdr>Head of the letter</w:hdr>' });
  });
});

describe('letters without a font', () => {
  test('are named once each, in their order', async () => {
    expect(await lettersWithoutFont('a \u{17001}\u{17000}\u{17001} ₦')).toEqual(['\u{17001}', '\u{17000}']);
  });

  test('are not those of Europe and Nigeria, nor what nobody sees', async () => {
    expect(await lettersWithoutFont('Ẹ̀kọ́ Ṣàngó ɓaki Ελλ Рус \u200B\uE000')).toEqual([]);
  });
});
