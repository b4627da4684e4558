// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { documentText } from '../../dev/document-text.ts';
import type { AuditEntry } from '../../shared/domain/audit.ts';
import { chainEntry, emptyChain, endAt } from '../../shared/domain/audit-chain.ts';
import { erasureNote } from '../../shared/domain/erased-origins.ts';
import { docx, p, table } from '../support/docx.ts';
import { sha256 } from '../support/sha256.ts';
import { rowXml, xlsxOf } from '../support/xlsx.ts';
import { CliFolder } from './cli-run.ts';

let folder: CliFolder;
beforeEach(() => {
  folder = new CliFolder();
});
afterEach(() => {
  folder.remove();
});

const remarks = z.array(
  z.strictObject({ code: z.string(), message: z.string(), where: z.string(), around: z.string() }),
);

/** The promise of `inspect --json` to scripts. */
const verdict = z.strictObject({
  file: z.string(),
  verdict: z.enum(['accepted', 'rejected']),
  code: z.string(),
  message: z.string(),
  fields: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      type: z.string(),
      required: z.boolean(),
      where: z.string(),
    }),
  ),
  faults: remarks,
  warnings: remarks,
});

/** The text of a document that a command wrote. */
const textOf = (...path: string[]): string => documentText(readFileSync(join(folder.path, ...path)));

/** Names of the files in a folder; a draft left behind would be among them. */
const filesIn = (...path: string[]): string[] => readdirSync(join(folder.path, ...path)).sort();

describe('mytypist', () => {
  test('explains itself', async () => {
    const help = await folder.run('--help');
    expect(help.code).toBe(0);
    expect(help.stdout.toString()).toContain('mytypist batch FILE ROWS');
    const ofFill = await folder.run('fill', '--help');
    expect(ofFill.code).toBe(0);
    expect(ofFill.stdout.toString()).toContain('--assets DIR');
  });

  test('says its version', async () => {
    const { code, stdout } = await folder.run('--version');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [[], 'Name a command; mytypist --help lists them.\n'],
    [['inspct'], 'There is no command inspct; did you mean inspect?\n'],
    [['toString'], 'There is no command toString; mytypist --help lists all.\n'],
    [['inspect'], 'Name the Word file to look at; see mytypist inspect --help.\n'],
    [['inspect', '--jsn', 'a.docx'], "Unknown option '--jsn'; see mytypist inspect --help.\n"],
    [['fill', 'a.docx'], 'Name one Word file and one JSON file with its values; see mytypist fill --help.\n'],
    [['schema', 'a.docx', 'b.docx'], 'Name one Word file; see mytypist schema --help.\n'],
    [['inspect', 'none.docx'], 'There is no file none.docx.\n'],
    [['inspect', '.'], '. is a folder; name a file.\n'],
  ])('answers %j with one sentence and exit code 1', async (args, sentence) => {
    const { code, stdout, stderr } = await folder.run(...args);
    expect(stderr).toBe(sentence);
    expect(stdout.toString()).toBe('');
    expect(code).toBe(1);
  });
});

describe('inspect', () => {
  test('prints the fields as a table', async () => {
    folder.template('letter.docx', 'Dear ${name},', 'you owe ${amount|naira}.');
    const { code, stdout } = await folder.run('inspect', 'letter.docx');
    expect(code).toBe(0);
    const lines = stdout.toString().split('\n');
    expect(lines[0]).toBe('letter.docx: accepted. The template asks for 2 fields.');
    expect(lines[2]).toMatch(/^FIELD +KIND +TYPE +REQUIRED +WHERE$/);
    expect(lines[3]).toMatch(/^name +value +\S+ +yes +body, paragraph 1$/);
    expect(lines[4]).toMatch(/^amount +filter +\S+ +yes +body, paragraph 2$/);
  });

  test('prints one line of JSON for each file and flattens sections', async () => {
    folder.template('list.docx', '${title}', '${#items}', '${name}', '${/items}');
    folder.template('bad.docx', 'Dear ${name', '${/items}');
    const { code, stdout } = await folder.run('inspect', '--json', 'list.docx', 'bad.docx');
    expect(code).toBe(2);
    const lines = stdout.toString().split('\n');
    expect(lines).toHaveLength(3);
    const [list, bad] = lines.slice(0, 2).map((line) => verdict.parse(JSON.parse(line)));
    expect(list).toMatchObject({ file: 'list.docx', verdict: 'accepted', code: 'ok', faults: [] });
    expect(list?.message).toBe('The template asks for 3 fields.');
    expect(list?.fields.map(({ name, kind, where }) => [name, kind, where])).toEqual([
      ['title', 'value', 'body, paragraph 1'],
      ['items', 'section', 'body, paragraph 2'],
      ['items.name', 'value', 'body, paragraph 3'],
    ]);
    expect(bad).toMatchObject({ file: 'bad.docx', verdict: 'rejected', fields: [] });
    expect(bad?.faults.length).toBeGreaterThan(1);
    expect([bad?.code, bad?.message]).toEqual([bad?.faults[0]?.code, bad?.faults[0]?.message]);
    expect(bad?.faults[0]).toMatchObject({ where: 'body, paragraph 1' });
    expect(bad?.faults[0]?.around).toContain('${name');
  });

  test('names faults with their place, their text and what to do', async () => {
    folder.template('bad.docx', 'Fine.', 'Dear ${name|uper},');
    const { code, stdout } = await folder.run('inspect', 'bad.docx');
    expect(code).toBe(2);
    expect(stdout.toString()).toContain('bad.docx: rejected, 1 fault.');
    expect(stdout.toString()).toMatch(/unknown-filter +body, paragraph 2 +Dear \$\{name\|uper\},/);
    expect(stdout.toString()).toContain('upper');
  });

  test.each([
    ['empty-file', ''],
    ['not-docx', '%PDF-1.7'],
    ['not-docx', 'PK'],
    ['damaged-file', Buffer.from('504b030414000000', 'hex')],
    ['file-too-large', Buffer.alloc(10 * 1024 * 1024 + 1)],
  ])('rejects a hostile file with %s', async (expected, content) => {
    folder.put('hostile.docx', content);
    const { code, stdout } = await folder.run('inspect', '--json', 'hostile.docx');
    expect(code).toBe(2);
    expect(verdict.parse(JSON.parse(stdout.toString())).code).toBe(expected);
  });

  test('looks at the other files when one cannot be read', async () => {
    folder.template('letter.docx', '${name}');
    const { code, stdout, stderr } = await folder.run('inspect', 'none.docx', 'letter.docx');
    expect(code).toBe(1);
    expect(stderr).toBe('There is no file none.docx.\n');
    expect(stdout.toString()).toContain('letter.docx: accepted.');
  });

  test('lets no document steer the terminal or break the line', async () => {
    folder.put('steer.docx', docx(p('\u009b31m\u202e\u2028 ${name|uper}')));
    const forPeople = await folder.run('inspect', 'steer.docx');
    expect(forPeople.stdout.toString()).not.toMatch(/[\u0080-\u009f\u2028\u202a-\u202e]/);
    const forScripts = await folder.run('inspect', '--json', 'steer.docx');
    expect(forScripts.stdout.toString().trimEnd()).not.toMatch(/[\n\u0080-\u009f\u2028]/);
    expect(verdict.parse(JSON.parse(forScripts.stdout.toString())).code).toBe('unknown-filter');
  });
});

describe('fill', () => {
  test('writes a document and leaves nothing else behind', async () => {
    folder.template('letter.docx', 'Dear ${name},');
    folder.put('values.json', { name: 'Ada Obi' });
    const { code, stdout } = await folder.run('fill', 'letter.docx', 'values.json');
    expect([code, stdout.toString()]).toEqual([0, 'Wrote letter-filled.docx.\n']);
    expect(textOf('letter-filled.docx')).toContain('Dear Ada Obi,');
    expect(filesIn()).toEqual(['letter-filled.docx', 'letter.docx', 'values.json']);
  });

  test('writes to the standard output', async () => {
    folder.template('letter.docx', 'Dear ${name},');
    folder.put('values.json', { name: 'Ada Obi' });
    const { code, stdout, stderr } = await folder.run('fill', 'letter.docx', 'values.json', '-o', '-');
    expect([code, stderr]).toEqual([0, '']);
    expect(documentText(stdout)).toContain('Dear Ada Obi,');
    expect(filesIn()).toEqual(['letter.docx', 'values.json']);
  });

  test('names every value that does not fit and writes nothing', async () => {
    folder.template('bill.docx', '${name} pays ${amount|naira}');
    folder.put('values.json', { amount: 'a lot\u001b[2J', extra: 1 });
    folder.put('bill-filled.docx', 'the old one');
    const { code, stderr } = await folder.run('fill', 'bill.docx', 'values.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^name: .+\./m);
    expect(stderr).toMatch(/^amount: .+\./m);
    expect(stderr).toMatch(/^extra: .+\./m);
    expect(stderr).not.toContain('\u001b');
    expect(readFileSync(join(folder.path, 'bill-filled.docx'), 'utf8')).toBe('the old one');
  });

  test.each([
    ['[1, 2]', 2],
    ['"text"', 2],
    ['{"__proto__": {"name": "x"}}', 2],
    [`${'['.repeat(100_000)}`, 1],
    ['{"name": ', 1],
    [Buffer.from('fffe7b00', 'hex'), 1],
  ])('refuses hostile values: %s', async (content, expected) => {
    folder.template('letter.docx', 'Dear ${name},');
    folder.put('values.json', content);
    const { code, stderr } = await folder.run('fill', 'letter.docx', 'values.json');
    expect(code).toBe(expected);
    expect(stderr).not.toContain('defect');
    expect(filesIn()).toEqual(['letter.docx', 'values.json']);
  });

  test('never overwrites the template or the values, whatever they are called', async () => {
    const template = folder.template('letter.docx', 'Dear ${name},');
    folder.put('values.json', { name: 'Ada Obi' });
    const before = readFileSync(template);
    for (const output of ['letter.docx', './letter.docx', template, 'values.json']) {
      const { code, stderr } = await folder.run('fill', 'letter.docx', 'values.json', '-o', output);
      expect(code).toBe(1);
      expect(stderr).toContain('would be overwritten');
    }
    expect(readFileSync(template).equals(before)).toBe(true);
  });

  test.each([
    ['nowhere/out.docx', 'The folder of nowhere/out.docx does not exist; make it first.\n'],
    ['.', '. is a folder; name a file.\n'],
  ])('says why it cannot write to %s', async (output, sentence) => {
    folder.template('letter.docx', 'Dear ${name},');
    folder.put('values.json', { name: 'Ada Obi' });
    const { code, stderr } = await folder.run('fill', 'letter.docx', 'values.json', '-o', output);
    expect([code, stderr]).toEqual([1, sentence]);
  });

  test('refuses a template with faults', async () => {
    folder.template('bad.docx', 'Dear ${name', '${/x}');
    folder.put('values.json', {});
    const { code, stderr } = await folder.run('fill', 'bad.docx', 'values.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^bad\.docx cannot be filled\. .+ There is more; mytypist inspect shows all\.\n$/);
  });
});

describe('fill with pictures', () => {
  const dot = (): Promise<Buffer> =>
    sharp({ create: { width: 8, height: 4, channels: 3, background: '#008751' } })
      .png()
      .toBuffer();

  beforeEach(() => {
    folder.template('logo.docx', 'Our sign: ${%logo}');
  });

  test('takes a picture from the folder of the values', async () => {
    folder.put('sign.png', await dot());
    folder.put('values.json', { logo: 'sign.png' });
    const { code, stderr } = await folder.run('fill', 'logo.docx', 'values.json');
    expect([code, stderr]).toEqual([0, '']);
    expect(textOf('logo-filled.docx')).toContain('Our sign:');
  });

  test('takes a picture from the folder that is named', async () => {
    mkdirSync(join(folder.path, 'art'));
    folder.put('art/sign.png', await dot());
    folder.put('values.json', { logo: 'sign.png' });
    const without = await folder.run('fill', 'logo.docx', 'values.json');
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('logo: “sign.png” cannot be used: There is no such file in .');
    const { code } = await folder.run('fill', 'logo.docx', 'values.json', '--assets', 'art');
    expect(code).toBe(0);
  });

  test.each([
    '../sign.png',
    '/etc/hostname',
    'file:///etc/hostname',
    'https://example.com/sign.png',
    '.',
    'text.png',
    'broken.png',
    'art',
  ])('refuses %s as a picture', async (logo) => {
    mkdirSync(join(folder.path, 'art'));
    folder.put('text.png', 'no picture at all');
    folder.put('broken.png', (await dot()).subarray(0, 60));
    folder.put('values.json', { logo });
    const { code, stderr } = await folder.run('fill', 'logo.docx', 'values.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^logo: /);
    expect(filesIn()).not.toContain('logo-filled.docx');
  });
});

describe('batch', () => {
  beforeEach(() => {
    folder.template('offer.docx', 'Dear ${candidate_name}, you get ${salary|naira}.');
  });

  test('writes a document for each row, named by its number in the table', async () => {
    folder.put('rows.csv', 'Candidate name;Salary\r\nAda Obi;1000\r\n\r\nAda;2000\r\n');
    const { code, stdout, stderr } = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toMatch(/^Wrote 2 documents to out in \d+\.\d s\.\n$/);
    expect(filesIn('out')).toEqual(['offer-2.docx', 'offer-4.docx']);
    expect(textOf('out', 'offer-2.docx')).toContain('Dear Ada Obi, you get ₦1,000.00.');
    expect(textOf('out', 'offer-4.docx')).toContain('₦2,000.00');
  });

  test('names every bad cell and writes nothing', async () => {
    const long = 'x'.repeat(300);
    folder.put('rows.csv', `candidate_name,salary\n"Ada\nObi",1000\n,${long}\nAda,-\u001b[2J\n`);
    const { code, stdout, stderr } = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out');
    expect(code).toBe(2);
    expect(stdout.toString()).toBe('');
    const lines = stderr.split('\n');
    expect(lines[0]).toMatch(/^Row 3, column “candidate_name”, empty: “Candidate name” is missing\.$/);
    expect(lines[1]).toMatch(/^Row 3, column “salary”, “x{39}…”: “Salary” must be a number/);
    expect(lines[2]).toMatch(/^Row 4, column “salary”, “-.+”: “Salary” /);
    expect(lines[3]).toBe(
      'Nothing was written: 2 of 3 rows do not fit. Mend them, or write the others with --skip-bad.',
    );
    expect(stderr).not.toContain('\u001b');
    expect(filesIn()).toEqual(['offer.docx', 'rows.csv']);
  });

  test('takes an Excel workbook, and the sheet that is named', async () => {
    const sheet = (...rows: string[][]) => rows.map((cells, index) => rowXml(index + 1, cells)).join('');
    folder.put(
      'rows.xlsx',
      xlsxOf({
        sheets: [
          { name: 'May', rows: sheet(['Candidate name', 'Salary'], ['Ada', '1']) },
          { name: 'June', rows: sheet(['Candidate name', 'Salary'], ['Obi', '2'], ['Ada', 'x']) },
        ],
      }),
    );
    const first = await folder.run('batch', 'offer.docx', 'rows.xlsx', '-o', 'may');
    expect([first.code, first.stderr]).toEqual([0, 'Only the sheet “May” is read, not “June”.\n']);
    expect(textOf('may', 'offer-2.docx')).toContain('Dear Ada, you get ₦1.00.');
    const other = await folder.run(
      'batch',
      'offer.docx',
      'rows.xlsx',
      '-o',
      'june',
      '--sheet',
      'June',
      '--skip-bad',
    );
    expect(other.stderr).toContain('Row 3, column “Salary”, “x”: “Salary” must be a number');
    expect(filesIn('june')).toEqual(['offer-2.docx']);
    const unknown = await folder.run('batch', 'offer.docx', 'rows.xlsx', '-o', 'july', '--sheet', 'July');
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      'rows.xlsx: The workbook has no sheet “July”; it has “May”, “June”.\n',
    ]);
  });

  test('writes the rows that fit when told so, and still ends with 2', async () => {
    folder.put('rows.csv', 'candidate_name,salary\nAda,1\nAda,x\nAda,3\n');
    const run = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out', '--skip-bad');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('Row 3, column “salary”, “x”');
    expect(run.stderr).toContain('1 row did not fit and became no document.');
    expect(filesIn('out')).toEqual(['offer-2.docx', 'offer-4.docx']);
  });

  test('gives safe names, none twice, and overwrites nothing', async () => {
    folder.put(
      'rows.csv',
      'candidate_name,salary,file no\nAda,1,../../x\nada,2,CON\nAda,3,"a/b"\nAda,4,CON\n',
    );
    mkdirSync(join(folder.path, 'out'));
    folder.put('out/_CON.docx', 'older');
    const pattern = ['--name', '${file_no}'];
    const { code } = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out', ...pattern);
    expect(code).toBe(0);
    expect(filesIn('out')).toEqual(['_CON (2).docx', '_CON (3).docx', '_CON.docx', 'a-b.docx', 'x.docx']);
    expect(readFileSync(join(folder.path, 'out/_CON.docx'), 'utf8')).toBe('older');
  });

  test('counts names that differ only in upper and lower case as equal', async () => {
    folder.put('rows.csv', 'candidate_name,salary\nAda,1\nada,2\n');
    const pattern = ['--name', 'Offer - ${candidate_name}'];
    await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out', ...pattern);
    expect(filesIn('out')).toEqual(['Offer - Ada.docx', 'Offer - ada (2).docx']);
  });

  test('names a misspelt column and leaves out one for other purposes', async () => {
    folder.put('rows.csv', 'candidate_nmae,salary,Internal remark\nAda,1,hello\n');
    const misspelt = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out');
    expect(misspelt.code).toBe(2);
    expect(misspelt.stderr).toContain('no field “candidate_nmae”; did you mean candidate_name?');
    folder.put('rows.csv', 'candidate_name,salary,Internal remark\nAda,1,hello\n');
    const { code, stderr } = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out');
    expect(stderr).toBe('The template has no field “Internal remark”; the column is left out.\n');
    expect(code).toBe(0);
  });

  test('names a column that is missing altogether once', async () => {
    folder.put('rows.csv', 'salary\n1\n2\n3\n');
    const { code, stderr } = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out');
    expect(code).toBe(2);
    expect(stderr.split('\n')[0]).toBe(
      'The table has no column “candidate_name”, but 3 rows need it, row 2 first: “Candidate name” is missing.',
    );
  });

  test('fills lists from counted columns or from JSON', async () => {
    folder.template('bill.docx', '${#items}', '${name}: ${price|naira}', '${/items}');
    folder.put(
      'rows.csv',
      'items[0].name,items[0].price,items[2].name,items[2].price\nRice,1,Beans,2\n,,Yam,x\n',
    );
    const counted = await folder.run('batch', 'bill.docx', 'rows.csv', '-o', 'out', '--skip-bad');
    expect(counted.stderr).toContain('Row 3, column “items[2].price”, “x”');
    expect(textOf('out', 'bill-2.docx')).toContain('Rice: ₦1.00Beans: ₦2.00');
    folder.put(
      'json.csv',
      'items\n"[{""name"":""Rice"",""price"":1}]"\n"[{""name"":""Yam"",""price"":""x""}]"\n[oops\n',
    );
    const json = await folder.run('batch', 'bill.docx', 'json.csv', '-o', 'json', '--skip-bad');
    expect(textOf('json', 'bill-2.docx')).toContain('Rice: ₦1.00');
    expect(json.stderr).toMatch(/Row 3, column “items”, “\[.*: “Price” must be/);
    expect(json.stderr).toMatch(/Row 4, column “items”, “\[oops”: This begins like JSON and is none/);
  });

  test('gives the same documents on two processors as on one', async () => {
    const rows = Array.from({ length: 12 }, (_, index) => `Ada ${index},${index}`);
    folder.put('rows.csv', ['candidate_name,salary', ...rows].join('\n'));
    const one = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'one', '--jobs', '1');
    const two = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'two', '--jobs', '2');
    expect([one.code, two.code, two.stderr]).toEqual([0, 0, '']);
    expect(filesIn('two')).toEqual(filesIn('one'));
    for (const name of filesIn('one')) {
      const bytes = readFileSync(join(folder.path, 'one', name));
      expect(readFileSync(join(folder.path, 'two', name)).equals(bytes)).toBe(true);
    }
  });

  test('says on plain lines how far it is', async () => {
    folder.put('rows.csv', `candidate_name,salary\n${'Ada,1\n'.repeat(100)}`);
    const { code, stderr } = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out');
    expect(code).toBe(0);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('10 of 100 documents');
    expect(lines[9]).toBe('100 of 100 documents');
  });

  test.each([
    [['-o', 'out', '--name', 'Offer '], /holds no name such as \$\{row\}/],
    [['-o', 'out', '--name', '${candidat name}'], /did you mean|no column “candidat name”/i],
    [['-o', 'out', '--jobs', '0'], /--jobs takes a number from 1 to 64/],
    [['-o', 'rows.csv'], /rows\.csv is a file; name a folder/],
    [[], /Say with -o which folder/],
  ])('answers %j with one sentence and exit code 1', async (options, sentence) => {
    folder.put('rows.csv', 'candidate_name,salary\nAda,1\n');
    const { code, stderr } = await folder.run('batch', 'offer.docx', 'rows.csv', ...options);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(code).toBe(1);
  });

  test.each([
    ['', /is empty; its first row must name the fields/],
    ['candidate_name,salary\n\n', /has no rows below its heading/],
    ['PK\u0003\u0004', /rows\.csv: The workbook is damaged/],
    ['candidate_name,salary\n"Ada,1\nAda,2\n', /rows\.csv: Row 2 opens a quotation mark/],
    ['candidate_name,Candidate Name,salary\nAda,Ada,1\n', /both give candidate_name/],
  ])('says what is wrong with the table %j', async (content, sentence) => {
    folder.put('rows.csv', content);
    const { code, stderr } = await folder.run('batch', 'offer.docx', 'rows.csv', '-o', 'out');
    expect(stderr).toMatch(sentence);
    expect(code).toBe(1);
    expect(filesIn()).toEqual(['offer.docx', 'rows.csv']);
  });
});

describe('schema and sample', () => {
  test('print JSON, and the sample fills the template', async () => {
    folder.put('bill.docx', docx(p('${name}') + table(['${items.name}', '${items.price|naira}'])));
    const schema = await folder.run('schema', 'bill.docx');
    expect(schema.code).toBe(0);
    expect(JSON.parse(schema.stdout.toString())).toMatchObject({ title: 'bill' });
    const sample = await folder.run('sample', 'bill.docx');
    expect(sample.code).toBe(0);
    folder.put('values.json', sample.stdout);
    const { code, stderr } = await folder.run('fill', 'bill.docx', 'values.json');
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('verify-audit', () => {
  const accountId = `acc_${'1'.repeat(32)}`;
  const chain: AuditEntry[] = [];
  for (let end = emptyChain; end.seq < 5; ) {
    const at = `2026-11-01T10:00:0${end.seq}.000Z`;
    const target = { kind: 'document', id: 'doc_1' };
    const entry = chainEntry(
      end,
      { accountId, at, actor: { kind: 'guest' }, action: 'openDocument', target, result: 'done' },
      sha256,
    );
    chain.push(entry);
    end = endAt(entry);
  }
  const hashOf = (seq: number): string => chain[seq - 1]?.hash ?? '';
  const head = (from: number) => ({
    export: { format: 'mytypist-audit-1', accountId, from, at: '2026-11-02T00:00:00.000Z' },
  });
  const anchor = { anchor: { seq: 3, hash: hashOf(3) } };
  const end = { end: { seq: 5, hash: hashOf(5) } };
  const put = (name: string, ...lines: object[]): string =>
    folder.put(name, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

  test('proves a trail in one file or in its parts, without a network', async () => {
    const file = put('trail.ndjson', head(1), anchor, ...chain, end);
    const { code, stdout, stderr } = await folder.run('verify-audit', file);
    expect(stderr).toBe('');
    expect(stdout.toString()).toBe(
      `The trail of ${accountId} is whole: 5 entries. Up to entry 3 it agrees with anchors. It ends with ${hashOf(5)}.\n`,
    );
    expect(code).toBe(0);
    const parts = [
      put('1.ndjson', head(1), ...chain.slice(0, 2), { next: { after: 2 } }),
      put('2.ndjson', head(3), ...chain.slice(2), end),
    ];
    const { code: inParts, stdout: said } = await folder.run('verify-audit', '--json', ...parts);
    expect(JSON.parse(said.toString())).toMatchObject({ verdict: 'whole', accountId, proved: { seq: 5 } });
    expect(inParts).toBe(0);
  });

  test('counts addresses that were erased, and finds those that somebody took away', async () => {
    const note = { accountId, action: 'openDocument', actor: { kind: 'guest' }, result: 'done' } as const;
    const target = { kind: 'document', id: 'doc_1' };
    const origin = { salt: 'ab', ip: '192.0.2.7', userAgent: 'Firefox' };
    const { origin: _, ...gone } = chainEntry(
      chain.reduce((_, entry) => endAt(entry), emptyChain),
      { ...note, target, at: '2026-11-01T11:00:00.000Z', origin },
      sha256,
    );
    const said = chainEntry(
      endAt(gone),
      {
        ...erasureNote(accountId),
        actor: { kind: 'system' },
        action: 'eraseAccounts',
        at: '2026-11-02T00:00:00.000Z',
      },
      sha256,
    );
    const endOf = ({ seq, hash }: AuditEntry) => ({ end: { seq, hash } });
    const taken = await folder.run('verify-audit', put('taken.ndjson', head(1), ...chain, gone, endOf(gone)));
    expect(taken).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Entry 6 is broken \(origin-removed\)/),
    });
    const file = put('erased.ndjson', head(1), ...chain, gone, said, endOf(said));
    const erased = await folder.run('verify-audit', file);
    expect(erased.stdout.toString()).toContain('Addresses of 1 entry, from 6 to 6, were erased');
    expect(erased.code).toBe(0);
    const json = await folder.run('verify-audit', '--json', file);
    expect(JSON.parse(json.stdout.toString())).toMatchObject({
      originsErased: { count: 1, first: 6, last: 6 },
    });
  });

  test('names the first broken entry and ends with 1', async () => {
    const changed = { ...chain[2], content: { ...chain[2]?.content, action: 'getMe' } };
    const file = put('changed.ndjson', head(1), ...chain.slice(0, 2), changed, ...chain.slice(3), end);
    const { code, stdout, stderr } = await folder.run('verify-audit', file);
    expect(stderr).toBe(
      'Entry 3 is broken (altered): The content of the entry is not the one that was written.\n',
    );
    expect(stdout.toString()).toBe('');
    expect(code).toBe(1);
  });

  test('ends with 1 for a file that is cut off, none at all, or something else', async () => {
    const cut = await folder.run('verify-audit', put('cut.ndjson', head(1), ...chain.slice(0, 3)));
    expect(cut).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Entry 4 is broken \(cut-off\)/) });
    const other = await folder.run('verify-audit', folder.put('other.txt', 'hello\n'));
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('no exported audit trail') });
    const none = await folder.run('verify-audit', 'none.ndjson');
    expect(none).toMatchObject({ code: 1, stderr: 'There is no file none.ndjson.\n' });
    expect(await folder.run('verify-audit', '.')).toMatchObject({ code: 1 });
    expect(await folder.run('verify-audit')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Name the exported trail'),
    });
  });

  test('believes anchors that were taken from the bucket more than the export', async () => {
    const file = put('trail.ndjson', head(1), ...chain, end);
    const listed = (hash: string) =>
      folder.put('list.json', { Versions: [{ Key: `anchors/${accountId}/000000000004-${hash}` }] });
    const agreeing = await folder.run('verify-audit', file, '--anchors', listed(hashOf(4)));
    expect(agreeing).toMatchObject({ code: 0 });
    expect(agreeing.stdout.toString()).toContain('Up to entry 4');
    const forged = await folder.run('verify-audit', file, '--anchors', listed('a'.repeat(64)));
    expect(forged).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Entry 4 is broken \(anchor-differs\)/),
    });
    const wrong = await folder.run('verify-audit', file, '--anchors', folder.put('wrong.json', {}));
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('list-object-versions') });
  });
});
