import { describe, expect, test } from 'vitest';
import { readContainer, unpack } from '../../../shared/engines/docx/container.ts';
import { zipOf } from '../../support/docx.ts';
import { rowXml, type SheetContent, workbookOf, xlsxOf } from '../../support/xlsx.ts';
import { readAll } from './read-all.ts';

/** A workbook whose headers give their sizes in eight bytes, as streaming programs write them. */
const streamed = (longSize: number | true): Buffer =>
  zipOf(
    readContainer(workbookOf([['Name'], ['Ada']])).map((entry) => ({
      name: entry.name,
      content: unpack(entry, 1_000_000),
      longSize,
    })),
  );

test('a workbook with sizes of eight bytes is read, unless they contradict the directory', async () => {
  expect((await readAll(streamed(true))).rows).toEqual([{ number: 2, cells: ['Ada'] }]);
  await expect(readAll(streamed(7))).rejects.toMatchObject({ code: 'damaged-table' });
  expect(() => readContainer(streamed(true))).toThrow('damaged-file');
});

/** Reads a sheet with the headings `a`, `b`, … and one row of cells, given as XML. */
async function cellsOf(cells: string, extra: Partial<Parameters<typeof xlsxOf>[0]> = {}) {
  const heading = rowXml(1, ['a', 'b', 'c', 'd']);
  const { rows } = await readAll(
    xlsxOf({ sheets: [{ rows: `${heading}<row r="2">${cells}</row>` }], ...extra }),
  );
  return rows[0];
}

describe('a workbook', () => {
  test('gives headings and rows, numbered as the sheet numbers them', async () => {
    const sheet = {
      name: 'Staff',
      rows: rowXml(3, ['Name', ' State ']) + rowXml(4, ['Àda', 'Ọyọ']) + rowXml(9, ['عائشة', '']),
    };
    expect(await readAll(xlsxOf({ sheets: [sheet] }))).toEqual({
      format: 'xlsx',
      sheet: 'Staff',
      sheets: ['Staff'],
      headings: ['Name', 'State'],
      notes: [],
      rows: [
        { number: 4, cells: ['Àda', 'Ọyọ'] },
        { number: 9, cells: ['عائشة'] },
      ],
    });
  });

  test('is read as Excel writes it: shared texts, rich runs, phonetic hints, escapes', async () => {
    const sharedXml = [
      '<si><t>name</t></si><si><t xml:space="preserve"> note </t></si>',
      '<si><r><rPr><b/></rPr><t>Ada</t></r><r><t xml:space="preserve"> Obi</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>',
      '<si><t>one_x000D_two &amp; _x005F_x0041_</t></si>',
    ].join('');
    const rows =
      '<row r="1" spans="1:2" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' +
      '<row r="2" spans="1:2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>';
    const { headings, rows: read } = await readAll(xlsxOf({ sheets: [{ rows }], sharedXml }));
    expect(headings).toEqual(['name', 'note']);
    expect(read).toEqual([{ number: 2, cells: ['Ada Obi', 'one\rtwo & _x0041_'] }]);
  });

  test('is read as Google Sheets and LibreOffice write it: single quotes, prefixes, extra attributes', async () => {
    const xml = `<?xml version='1.0' encoding='UTF-8'?><x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetPr filterMode='false'/><x:dimension ref='A1:XFD1048576'/><!-- <row> --><x:sheetData>
      <x:row customFormat='false' ht='12.8' hidden='false' r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>name</x:t></x:is></x:c></x:row>
      <x:row r='2'><x:c r='A2' s='0' t='str'><x:f aca='false'>"A"&amp;"da"</x:f><x:v>Ada</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
    expect((await readAll(xlsxOf({ sheets: [{ xml }] }))).rows).toEqual([{ number: 2, cells: ['Ada'] }]);
  });

  test('may be in the Strict variant', async () => {
    const file = xlsxOf({
      strict: true,
      sheets: [{ rows: `${rowXml(1, ['a'])}<row><c t="d"><v>2026-11-20T00:00:00</v></c></row>` }],
    });
    expect((await readAll(file)).rows).toEqual([{ number: 2, cells: ['2026-11-20'] }]);
  });

  test('may be written in UTF-16', async () => {
    const text = `\uFEFF<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData>${rowXml(1, ['Ọyọ'])}${rowXml(2, ['₦'])}</sheetData></worksheet>`;
    const { headings, rows } = await readAll(xlsxOf({ sheets: [{ xml: Buffer.from(text, 'utf16le') }] }));
    expect([headings, rows]).toEqual([['Ọyọ'], [{ number: 2, cells: ['₦'] }]]);
  });

  test('may have cells out of order, without references and far apart', async () => {
    expect((await cellsOf('<c r="C2"><v>3</v></c><c r="A2"><v>1</v></c><c><v>2</v></c>'))?.cells).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  test('keeps what is in CDATA', async () => {
    expect((await cellsOf('<c t="inlineStr"><is><t><![CDATA[<b> & c]]></t></is></c>'))?.cells).toEqual([
      '<b> & c',
    ]);
  });

  test.each([
    ['0.30000000000000004', '0.3'],
    ['1250000.5', '1250000.5'],
    ['1.25E6', '1250000'],
    ['8031234567', '8031234567'],
    ['1E+21', '1000000000000000000000'],
    ['1.5E-7', '0.00000015'],
    ['-0', '0'],
    ['-42', '-42'],
    ['12345678901234567', '12345678901234600'],
  ])('shows the number %s as %s', async (written, shown) => {
    expect((await cellsOf(`<c r="A2"><v>${written}</v></c>`))?.cells).toEqual([shown]);
  });

  test.each([
    [14, '46346', '2026-11-20'],
    [14, '46346.75', '2026-11-20'],
    [22, '46346', '2026-11-20'],
    [22, '46346.604166666664', '2026-11-20 14:30'],
    ['dd/mm/yyyy', '1', '1900-01-01'],
    ['dd/mm/yyyy', '59', '1900-02-28'],
    ['[$-409]d mmm yyyy', '61', '1900-03-01'],
    ['mmm\\-yy', '46346', '2026-11-20'],
    ['[$-F800]dddd, mmmm dd, yyyy', '46346', '2026-11-20'],
    [20, '0.5', '12:00'],
    ['h:mm:ss AM/PM', '0.500011574', '12:00:01'],
    [46, '1.5', '36:00'],
    ['[h]:mm', '2.25', '54:00'],
    ['"₦"#,##0.00', '1250000.5', '1250000.5'],
    ['[$₦-46A]#,##0.00;[Red]-[$₦-46A]#,##0.00', '5', '5'],
    ['0.0%', '0.075', '0.075'],
    ['0000000000', '690000031', '0690000031'],
    ['_-* #,##0.00\\ "days"_-', '7', '7'],
    ['0.00E+00', '7', '7'],
    ['General', '7', '7'],
    ['@', '0803', '803'],
  ])('shows a number in the format %j: %s as %s', async (format, written, shown) => {
    expect((await cellsOf(`<c r="A2" s="1"><v>${written}</v></c>`, { formats: [format] }))?.cells).toEqual([
      shown,
    ]);
  });

  test('counts days from 1904 where the workbook says so', async () => {
    const row = await cellsOf('<c r="A2" s="1"><v>44884</v></c>', { formats: [14], from1904: true });
    expect(row?.cells).toEqual(['2026-11-20']);
  });

  test('shows yes and no', async () => {
    expect((await cellsOf('<c t="b"><v>1</v></c><c t="b"><v>0</v></c>'))?.cells).toEqual(['TRUE', 'FALSE']);
  });

  test.each([
    ['<c r="B2" t="e"><v>#N/A</v></c>', '#N/A', 'The spreadsheet has an error here, #N/A; mend it there.'],
    ['<c r="B2"><f>A1+1</f></c>', '', /has no result in the file/],
    ['<c r="B2"><f>A1+1</f><v></v></c>', '', /has no result in the file/],
    ['<c r="B2" s="1"><v>60</v></c>', '60', /cannot show this as a date/],
    ['<c r="B2" s="1"><v>-1</v></c>', '-1', /cannot show this as a date/],
    ['<c r="B2"><v>NaN</v></c>', 'NaN', 'This is no number.'],
  ])('names a cell that cannot be read: %s', async (xml, shown, message) => {
    const row = await cellsOf(`<c r="A2"><v>1</v></c>${xml}`, { formats: [14] });
    expect(row?.unread).toEqual([
      { index: 1, shown, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ]);
  });

  test('takes an empty text of a formula for an empty cell', async () => {
    expect(await cellsOf('<c r="A2"><v>1</v></c><c r="B2" t="str"><f>""</f><v></v></c>')).toEqual({
      number: 2,
      cells: ['1'],
    });
  });
});

describe('the sheets of a workbook', () => {
  const filled = (name: string, more: Partial<SheetContent> = {}): SheetContent => ({
    name,
    rows: rowXml(1, [`heading of ${name}`]) + rowXml(2, ['x']),
    ...more,
  });

  test('the first one that is visible and not empty is read', async () => {
    const file = xlsxOf({
      sheets: [filled('Old', { state: 'hidden' }), { name: 'Empty' }, filled('Staff'), filled('More')],
    });
    const { sheet, sheets, notes } = await readAll(file);
    expect([sheet, sheets]).toEqual(['Staff', ['Old', 'Empty', 'Staff', 'More']]);
    expect(notes).toEqual([
      {
        code: 'other-sheets',
        message: 'Only the sheet “Staff” is read, not “Old” (hidden), “Empty”, “More”.',
      },
    ]);
  });

  test('another one is read when it is named, hidden ones too', async () => {
    const file = xlsxOf({ sheets: [filled('Staff'), filled('Old', { state: 'veryHidden' })] });
    const { headings, notes } = await readAll(file, { sheet: 'Old' });
    expect(headings).toEqual(['heading of Old']);
    expect(notes.map(({ code }) => code)).toEqual(['hidden-sheet', 'other-sheets']);
    await expect(readAll(file, { sheet: 'Old ' })).rejects.toMatchObject({
      code: 'unknown-sheet',
      message: 'The workbook has no sheet “Old”; it has “Staff”, “Old”.',
    });
  });

  test('hidden rows are read and noted', async () => {
    const rows = `${rowXml(1, ['a'])}<row r="2" hidden="1"><c><v>1</v></c></row>`;
    const { notes, rows: read } = await readAll(xlsxOf({ sheets: [{ rows }] }));
    expect(read).toHaveLength(1);
    expect(notes).toMatchObject([{ code: 'hidden-rows' }]);
  });

  test('merged cells give their value once, and are noted', async () => {
    const rows = `${rowXml(1, ['a', 'b'])}<row r="2"><c r="A2"><v>1</v></c><c r="B2"/></row>`;
    const after = '<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>';
    const { notes, rows: read } = await readAll(xlsxOf({ sheets: [{ rows, after }] }));
    expect(read).toEqual([{ number: 2, cells: ['1'] }]);
    expect(notes).toMatchObject([{ code: 'merged-cells', message: expect.stringContaining('A2:B2') }]);
  });

  test('a merged heading is refused', async () => {
    const after = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>';
    const file = xlsxOf({
      sheets: [{ rows: rowXml(1, ['Staff of 2026']) + rowXml(2, ['a', 'b', 'c']), after }],
    });
    await expect(readAll(file)).rejects.toMatchObject({ code: 'merged-heading', row: 1, column: 'A' });
  });

  test('a heading that is an error is refused', async () => {
    const rows = `<row r="1"><c t="e"><v>#REF!</v></c></row>${rowXml(2, ['1'])}`;
    await expect(readAll(xlsxOf({ sheets: [{ rows }] }))).rejects.toMatchObject({
      code: 'bad-heading',
      row: 1,
      column: 'A',
    });
  });

  test('values without a heading are left out and noted once', async () => {
    const { rows, notes } = await readAll(
      workbookOf([
        ['a', '', 'c'],
        ['1', 'x', '3', 'y'],
        ['2', 'x', '4', 'y'],
      ]),
    );
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1', 'x', '3'],
      ['2', 'x', '4'],
    ]);
    expect(notes.map(({ message }) => message.slice(0, 12))).toEqual(['The column B', 'The column D']);
  });
});
