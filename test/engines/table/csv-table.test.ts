import { describe, expect, test } from 'vitest';
import { readAll } from './read-all.ts';

describe('a table', () => {
  const text = 'name,city\nÀda,Ọyọ\n';
  const utf16 = (little: boolean): Buffer => {
    const bytes = Buffer.from(text, 'utf16le');
    return little ? bytes : bytes.swap16();
  };

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from('fffe', 'hex'), utf16(true)])],
    ['UTF-16, big end first', Buffer.concat([Buffer.from('feff', 'hex'), utf16(false)])],
    ['UTF-16 without a mark', utf16(true)],
    ['UTF-16 without a mark, big end first', utf16(false)],
  ])('is read in %s', async (_, bytes) => {
    const { headings, rows } = await readAll(bytes);
    expect(headings).toEqual(['name', 'city']);
    expect(rows).toEqual([{ number: 2, cells: ['Àda', 'Ọyọ'] }]);
  });

  test('is read in Windows-1252', async () => {
    const bytes = Buffer.concat([
      Buffer.from('name;sum\nJos'),
      Buffer.from([0xe9]),
      Buffer.from(';5 '),
      Buffer.from([0x80]),
    ]);
    expect((await readAll(bytes)).rows).toEqual([{ number: 2, cells: ['José', '5 €'] }]);
  });

  test.each([',', ';', '\t', '|'])('is read with %j between cells', async (between) => {
    const quoted = `"a,;|b"${between}c`;
    const { headings, rows } = await readAll(`name${between}"c,i,t,y"\n${quoted}\n`);
    expect(headings).toEqual(['name', 'c,i,t,y']);
    expect(rows[0]?.cells).toEqual(['a,;|b', 'c']);
  });

  test('takes the separator that Excel names', async () => {
    expect(await readAll('sep=;\r\nname;a,b,c\r\nAda;1\r\n')).toMatchObject({
      headings: ['name', 'a,b,c'],
      rows: [{ number: 2, cells: ['Ada', '1'] }],
    });
  });

  test('numbers rows as a spreadsheet does and leaves empty ones out', async () => {
    const { rows } = await readAll('name,note\r\n"Ada","two\r\nlines"\r\n\r\n,\r\nObi,\n');
    expect(rows.map(({ number, cells }) => [number, cells[0]])).toEqual([
      [2, 'Ada'],
      [5, 'Obi'],
    ]);
  });

  test('takes quotation marks inside a cell as they stand', async () => {
    expect((await readAll('pipe,note\n6" pipe,say ""hi""\n')).rows[0]?.cells[0]).toBe('6" pipe');
  });
});
