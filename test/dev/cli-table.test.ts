// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { matchColumns, pathOf } from '../../bin/cli/columns.ts';
import { type CsvRow, CsvTable } from '../../bin/cli/csv-table.ts';
import { rowValues } from '../../bin/cli/row-values.ts';
import { fieldsOf } from '../support/plain-template.ts';
import { CliFolder } from './cli-run.ts';

let folder: CliFolder;
beforeEach(() => {
  folder = new CliFolder();
});
afterEach(() => {
  folder.remove();
});

async function read(content: string | Buffer) {
  const table = await CsvTable.open(folder.put('rows.csv', content));
  const rows: CsvRow[] = [];
  for await (const row of table.rows()) rows.push(row);
  return { heading: table.heading, rows };
}

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
    const { heading, rows } = await read(bytes);
    expect(heading).toEqual(['name', 'city']);
    expect(rows).toEqual([{ number: 2, cells: ['Àda', 'Ọyọ'] }]);
  });

  test('is read in Windows-1252', async () => {
    const bytes = Buffer.concat([
      Buffer.from('name;sum\nJos'),
      Buffer.from([0xe9]),
      Buffer.from(';5 '),
      Buffer.from([0x80]),
    ]);
    expect((await read(bytes)).rows).toEqual([{ number: 2, cells: ['José', '5 €'] }]);
  });

  test.each([',', ';', '\t', '|'])('is read with %j between cells', async (between) => {
    const quoted = `"a,;|b"${between}c`;
    const { heading, rows } = await read(`name${between}"c,i,t,y"\n${quoted}\n`);
    expect(heading).toEqual(['name', 'c,i,t,y']);
    expect(rows[0]?.cells).toEqual(['a,;|b', 'c']);
  });

  test('takes the separator that Excel names', async () => {
    expect(await read('sep=;\r\nname;a,b,c\r\nAda;1\r\n')).toEqual({
      heading: ['name', 'a,b,c'],
      rows: [{ number: 2, cells: ['Ada', '1'] }],
    });
  });

  test('numbers rows as a spreadsheet does and leaves empty ones out', async () => {
    const { rows } = await read('name,note\r\n"Ada","two\r\nlines"\r\n\r\n,\r\nObi,\n');
    expect(rows.map(({ number, cells }) => [number, cells[0]])).toEqual([
      [2, 'Ada'],
      [5, 'Obi'],
    ]);
  });

  test('takes quotation marks inside a cell as they stand', async () => {
    expect((await read('pipe,note\n6" pipe,say ""hi""\n')).rows[0]?.cells[0]).toBe('6" pipe');
  });
});

describe('columns', () => {
  const match = (template: string, ...headings: string[]) => matchColumns(fieldsOf(template), headings);

  test('find their field whatever the case, spaces and underscores', () => {
    const { columns, strays } = match(
      '${candidate_name} ${person.first_name} ${startDate}',
      'Candidate Name',
      'person.firstname',
      '',
      'START DATE',
    );
    expect(columns.map(({ index, steps }) => [index, pathOf(steps)])).toEqual([
      [0, 'candidate_name'],
      [1, 'person.first_name'],
      [3, 'startDate'],
    ]);
    expect(strays).toEqual([]);
  });

  test('give the rows of a list by number, the first one without', () => {
    const { columns } = match('${#items}${name} ${price}${/items}', 'items.name', 'Items[2].Price');
    expect(columns.map(({ steps }) => pathOf(steps))).toEqual(['items[0].name', 'items[2].price']);
  });

  test.each([
    ['name[0]', 'counts rows, but name is in no list'],
    ['items[1000].price', 'counts over 1000 rows'],
  ])('refuse %s', (heading, sentence) => {
    expect(() => match('${name} ${#items}${price}${/items}', heading)).toThrow(sentence);
  });

  test('refuse a heading that may mean two fields', () => {
    expect(() => match('${first_name} ${firstName}', 'First name')).toThrow(
      'may mean first_name or firstName',
    );
  });

  test('name the field that a stray heading was meant for', () => {
    expect(match('${salary} ${name}', 'sallary', 'name', 'nmae', 'remark').strays).toEqual([
      { heading: 'sallary', meant: 'salary' },
      { heading: 'nmae' },
      { heading: 'remark' },
    ]);
  });
});

describe('the values of a row', () => {
  const valuesOf = (template: string, headings: string[], cells: string[]) =>
    rowValues(matchColumns(fieldsOf(template), headings).columns, cells);

  test('are texts, and nothing for an empty cell', () => {
    const row = valuesOf(
      '${name} ${age} ${person.city}',
      ['name', 'age', 'person.city'],
      [' Ada ', '', 'Jos'],
    );
    expect(row.values).toEqual({ name: 'Ada', person: { city: 'Jos' } });
    expect(row.faults).toEqual([]);
  });

  test.each([
    ['yes', true],
    ['TRUE', true],
    ['1', true],
    ['x', true],
    ['no', false],
    ['False', false],
    ['0', false],
    ['perhaps', 'perhaps'],
  ])('say whether a section shows: %s', (cell, expected) => {
    expect(valuesOf('${#urgent}Now!${/urgent}', ['urgent'], [cell]).values).toEqual({ urgent: expected });
  });

  test('leave the word “yes” alone where it is printed', () => {
    expect(valuesOf('${#vat}VAT${/vat} ${vat}', ['vat'], ['yes']).values).toEqual({ vat: 'yes' });
  });

  test('close gaps in lists and remember the columns', () => {
    const headings = ['items[0].name', 'items[0].price', 'items[3].name', 'items[3].price'];
    const row = valuesOf('${#items}${name} ${price}${/items}', headings, ['', '', 'Rice', '']);
    expect(row.values).toEqual({ items: [{ name: 'Rice' }] });
    expect(row.columns.get('items[0].price')?.heading).toBe('items[3].price');
  });

  test('take JSON for lists, and say when it is none', () => {
    const template = '${#items}${name}${/items}';
    expect(valuesOf(template, ['items'], ['[{"name": "Rice"}]']).values).toEqual({
      items: [{ name: 'Rice' }],
    });
    const broken = valuesOf(template, ['items'], ['[{"name": ']);
    expect(broken.values).toEqual({});
    expect(broken.faults[0]?.message).toContain('begins like JSON and is none');
  });

  test('take no JSON for a plain text', () => {
    expect(valuesOf('${note}', ['note'], ['[sic]']).values).toEqual({ note: '[sic]' });
  });

  test('let a section told “no” stay hidden, and one told “yes” hold its columns', () => {
    const template = '${#items}${name}${/items}';
    const headings = ['items', 'items.name'];
    expect(valuesOf(template, headings, ['no', 'Rice']).values).toEqual({ items: false });
    expect(valuesOf(template, headings, ['yes', 'Rice']).values).toEqual({ items: [{ name: 'Rice' }] });
  });

  test('find no way to a prototype', () => {
    const template = '${#items}${name}${/items}';
    const row = valuesOf(template, ['items'], ['{"__proto__": {"polluted": true}, "name": "x"}']);
    expect(row.values).not.toHaveProperty('polluted');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
