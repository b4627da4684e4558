import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../shared/engines/table/read-table.ts';
import { docx, p, zipOf } from '../../support/docx.ts';
import { rowXml, workbookOf, xlsxOf } from '../../support/xlsx.ts';
import { readAll } from './read-all.ts';

const MB = 1024 * 1024;
const heading = rowXml(1, ['a']);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const compound = (stream: string): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(500),
    utf16(stream),
    Buffer.alloc(500),
  ]);

describe('a file that is no table', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'empty-table'],
    ['nothing but spaces and delimiters', Buffer.from(' ,,\n\n , ,\n'), 'empty-table'],
    ['a program', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(5000, 3)]), 'not-a-table'],
    [
      'a text that goes on as a program',
      Buffer.concat([Buffer.alloc(9000, 'a,b\n'), Buffer.alloc(10)]),
      'not-a-table',
    ],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-a-table'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'not-a-table'],
    ['a web page', Buffer.from('\uFEFF\n<html><table><tr><td>1</td></tr></table>'), 'not-a-table'],
    ['XML of Excel 2003', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'not-a-table'],
    ['an old workbook', compound('Workbook'), 'old-excel-format'],
    ['a protected workbook', compound('EncryptedPackage'), 'password-protected'],
    ['a Word document', docx(p('x')), 'other-spreadsheet-format'],
    [
      'an OpenDocument sheet',
      zipOf([
        { name: 'mimetype', content: 'x', method: 0 },
        { name: 'content.xml', content: '<x/>' },
      ]),
      'other-spreadsheet-format',
    ],
    [
      'an Apple Numbers document',
      zipOf([{ name: 'Index/Document.iwa', content: 'x' }]),
      'other-spreadsheet-format',
    ],
    ['some zip', zipOf([{ name: 'rows.csv', content: 'a,b' }]), 'not-a-table'],
    ['an empty zip', zipOf([]), 'not-a-table'],
    [
      'a workbook with macros',
      xlsxOf({ sheets: [{ rows: heading }], parts: [{ name: 'xl/vbaProject.bin', content: 'x' }] }),
      'has-macros',
    ],
    ['a workbook cut short', workbookOf([['a'], ['1']]).subarray(0, 900), 'damaged-table'],
    ['a workbook without sheets', xlsxOf({ sheets: [] }), 'empty-table'],
    ['a sheet that is missing', xlsxOf({ sheets: [{ xml: '' }] }), 'damaged-table'],
    ['a sheet that ends early', xlsxOf({ sheets: [{ xml: '<worksheet><sheetData>' }] }), 'damaged-table'],
    [
      'a sheet with crossed tags',
      xlsxOf({ sheets: [{ xml: '<worksheet><a><b></a></b></worksheet>' }] }),
      'damaged-table',
    ],
    [
      'a sheet that is no UTF-8',
      xlsxOf({ sheets: [{ xml: Buffer.from('<worksheet>\xff</worksheet>', 'latin1') }] }),
      'damaged-table',
    ],
    [
      'a shared text that is not there',
      xlsxOf({ sheets: [{ rows: `${heading}<row r="2"><c t="s"><v>7</v></c></row>` }] }),
      'damaged-table',
    ],
    [
      'rows beyond every sheet',
      xlsxOf({ sheets: [{ rows: '<row r="1048577"><c><v>1</v></c></row>' }] }),
      'damaged-table',
    ],
    [
      'a document type',
      xlsxOf({ sheets: [{ xml: '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>' }] }),
      'has-doctype',
    ],
    [
      'an unknown entity',
      xlsxOf({ sheets: [{ rows: `${heading}<row><c t="str"><v>&a;</v></c></row>` }] }),
      'damaged-table',
    ],
    ['elements nested without end', xlsxOf({ sheets: [{ xml: '<a>'.repeat(100_000) }] }), 'damaged-table'],
    ['a tag without end', xlsxOf({ sheets: [{ xml: `<a b="${'x'.repeat(3 * MB)}` }] }), 'damaged-table'],
  ])('is refused: %s', async (_, file, code) => {
    const refusal = expect(readAll(file)).rejects;
    await refusal.toMatchObject({ name: 'TableRefused', code, message: expect.stringMatching(/\.$/) });
  });
});

describe('a table over a limit', () => {
  test.each([
    ['rows', workbookOf([['a'], ['1'], ['2'], ['3']]), { rows: 2 }, 'too-many-rows'],
    ['rows', Buffer.from('a\n1\n2\n3\n'), { rows: 2 }, 'too-many-rows'],
    ['columns', workbookOf([['a', 'b', 'c']]), { columns: 2 }, 'too-many-columns'],
    [
      'columns',
      xlsxOf({ sheets: [{ rows: `${heading}<row r="2"><c r="XFD2"><v>1</v></c></row>` }] }),
      {},
      'too-many-columns',
    ],
    ['columns', Buffer.from('a,b,c\n'), { columns: 2 }, 'too-many-columns'],
    ['a cell', workbookOf([['a'], ['x'.repeat(32_768)]]), {}, 'cell-too-long'],
    ['a cell', Buffer.from(`a\n${'x'.repeat(32_768)}\n`), {}, 'cell-too-long'],
    [
      'a shared text',
      xlsxOf({ sheets: [{ rows: heading }], sharedTexts: ['x'.repeat(300_000)] }),
      {},
      'cell-too-long',
    ],
    ['the file', Buffer.from('a\n1\n'), { fileBytes: 3 }, 'file-too-large'],
    [
      'a quotation mark that nobody closes',
      Buffer.from(`a\n"${'x\n'.repeat(100)}`),
      { rowLength: 100 },
      'unclosed-quote',
    ],
  ])('is refused: %s', async (_, file, limits, code) => {
    await expect(readAll(file, { limits })).rejects.toMatchObject({ name: 'TableRefused', code });
  });

  test('names the row in which the quotation mark stands that nobody closes', async () => {
    const file = Buffer.from('a,b\n1,2\n3,4\n5,"6\n7,8\n');
    await expect(readAll(file)).rejects.toMatchObject({
      code: 'unclosed-quote',
      message: expect.stringContaining('Row 4 '),
    });
  });

  test('takes the most that is allowed', async () => {
    const file = workbookOf([
      ['a', 'b'],
      ['x'.repeat(32_767), '2'],
      ['3', '4'],
    ]);
    expect((await readAll(file, { limits: { rows: 2, columns: 2 } })).rows).toHaveLength(2);
  });

  test.each([
    ['CSV', Buffer.from('Name,State, NAME \nx,y,z\n')],
    ['XLSX', workbookOf([['Name', 'State', ' NAME ']])],
  ])('is refused with a heading that stands twice: %s', async (_, file) => {
    await expect(readAll(file)).rejects.toMatchObject({
      code: 'duplicate-heading',
      message: 'The columns A and C are both headed “NAME”; rename or remove one of them.',
    });
  });
});

describe('a bomb', () => {
  /** A part of so many megabytes of one letter, packed at a thousandth. */
  const swollen = (name: string, start: string, megabytes: number) => {
    const content = Buffer.alloc(megabytes * MB, ' ');
    content.write(start);
    return { name, content, packed: deflateRawSync(content, { level: 9 }) };
  };

  test.each([
    ['a sheet', swollen('xl/worksheets/sheet1.xml', '<worksheet>', 64), { sheetBytes: 32 * MB }],
    ['shared texts', swollen('xl/sharedStrings.xml', '<sst>', 64), { sharedTextBytes: 32 * MB }],
    ['styles', swollen('xl/styles.xml', '<styleSheet>', 64), {}],
    ['the workbook', swollen('xl/workbook.xml', '<workbook>', 64), {}],
  ])('in %s is refused by what it says of itself', async (_, part, limits) => {
    const file = xlsxOf({ sheets: [{ rows: heading }], sharedTexts: [], formats: [14], parts: [part] });
    await expect(readAll(file, { limits })).rejects.toMatchObject({ code: 'unpacks-too-large' });
  });

  test('that understates its size is refused as soon as it passes it', async () => {
    const part = { ...swollen('xl/worksheets/sheet1.xml', '<worksheet>', 64), statedSize: 1000 };
    const file = xlsxOf({ sheets: [{ rows: heading }], parts: [part] });
    const before = process.memoryUsage().rss;
    await expect(readAll(file)).rejects.toMatchObject({ code: 'damaged-table' });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MB);
  });
});

describe('a very long table', () => {
  /** Grown memory in bytes while something is read, looked at now and then. */
  async function growth(read: (look: () => void) => Promise<void>): Promise<number> {
    const before = process.memoryUsage().rss;
    let most = before;
    await read(() => {
      most = Math.max(most, process.memoryUsage().rss);
    });
    return most - before;
  }

  test('of 200 MB is refused without being kept', async () => {
    const piece = Buffer.alloc(MB, 'some text,more text\n');
    async function* bytes() {
      for (let count = 0; count < 200; count++) yield piece;
    }
    const grown = await growth(async (look) => {
      await expect(readTable(bytes)).rejects.toMatchObject({ code: 'file-too-large' });
      look();
    });
    expect(grown).toBeLessThan(60 * MB);
  });

  test('of 50,000 rows and 100 columns is read in little memory', async () => {
    const row = Buffer.from(`${Array.from({ length: 100 }, (_, index) => `v${index}`).join(',')}\n`);
    async function* bytes() {
      for (let count = 0; count <= 50_000; count++) yield row;
    }
    let rows = 0;
    const grown = await growth(async (look) => {
      const table = await readTable(bytes);
      for await (const { cells } of table.rows()) {
        rows += cells.length === 100 ? 1 : 0;
        if (rows % 5000 === 0) look();
      }
    });
    expect(rows).toBe(50_000);
    expect(grown).toBeLessThan(200 * MB);
  }, 240_000);
});
