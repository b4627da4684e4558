import { describe, expect, it, test } from 'vitest';
import { checkWorkbook } from '../../../shared/engines/docx/embedded-workbook.ts';
import { type ZipFile, zipOf } from '../../support/docx.ts';
import { faultsOf } from './faults-of.ts';

const MAIN = '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"';
const TYPES = { name: '[Content_Types].xml', content: `<T ${MAIN}/>` };
const SHEET = { name: 'xl/sheet1.xml', content: '<sheet/>'.repeat(20) };
const check = (files: ZipFile[], most = 1_000_000): number =>
  checkWorkbook(zipOf(files), 'word/a.xlsx', most);
const codes = (files: ZipFile[], most?: number) => faultsOf(() => check(files, most)).map(({ code }) => code);

describe('the workbook of a chart', () => {
  it('counts the bytes it unpacks to', () => {
    expect(check([TYPES, SHEET])).toBe(TYPES.content.length + SHEET.content.length);
    expect(check([{ ...TYPES, name: '[CONTENT_types].xml' }])).toBe(TYPES.content.length);
  });

  it('is refused with what to do about it', () => {
    expect(faultsOf(() => checkWorkbook(Buffer.from('none'), 'word/a.xlsx', 100))).toMatchSnapshot();
  });

  test.each([
    'xl/vbaProject.bin',
    'xl/activeX/a.xml',
    'xl/embeddings/a.bin',
    'xl/externalLinks/a.xml',
    'xl/macrosheets/a.xml',
    'xl/dialogSheets/a.xml',
    'vba',
  ])('may not hold %s', (name) => {
    expect(codes([TYPES, { name, content: '' }])).toEqual(['embedded-document']);
  });

  it('may hold names that only resemble those', () => {
    expect(codes([TYPES, { name: 'xl/myvba.xml', content: '' }])).toEqual([]);
  });

  test.each([
    ['no content types', [SHEET]],
    ['content types of something else', [{ ...TYPES, content: '<T/>' }, SHEET]],
    ['a type that only begins like it', [{ ...TYPES, content: `<T ${MAIN.slice(0, -1)}2"/>` }]],
    [
      'the type in another part',
      [
        { ...TYPES, content: '<T/>' },
        { ...SHEET, content: TYPES.content },
      ],
    ],
    ['macros by type', [{ ...TYPES, content: `<T ${MAIN} "macroenabled"/>` }]],
    ['a project by type', [{ ...TYPES, content: `<T ${MAIN} "VBAProject"/>` }]],
    ['a lie about a size', [TYPES, { ...SHEET, statedSize: 3 }]],
  ])('may not have %s', (_, files) => {
    expect(codes(files)).toEqual(['embedded-document']);
  });

  it('may have content types of up to 2 MB', () => {
    const most = 2 * 1024 * 1024;
    const types = (length: number) => [{ ...TYPES, content: TYPES.content.padEnd(length) }];
    expect(codes(types(most), 2 * most)).toEqual([]);
    expect(codes(types(most + 1), 2 * most)).toEqual(['embedded-document']);
  });

  it('may not unpack to more than is left', () => {
    const length = TYPES.content.length + SHEET.content.length;
    expect(codes([TYPES, SHEET], length)).toEqual([]);
    expect(codes([TYPES, SHEET], length - 1)).toEqual(['unpacks-too-large']);
    expect(codes([SHEET, TYPES], length - 1)).toEqual(['unpacks-too-large']);
  });

  it('lets errors of the program through', () => {
    const broken = zipOf([TYPES]);
    const failure = new TypeError('broken');
    broken.readUInt32LE = () => {
      throw failure;
    };
    expect(() => checkWorkbook(broken, 'word/a.xlsx', 100)).toThrow(failure);
  });
});
