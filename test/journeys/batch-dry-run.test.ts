// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { beforeAll, describe, expect, test } from 'vitest';
import { addBatch } from '../../dev/journey.ts';
import { readyAsset } from '../functions/asset-fixtures.ts';
import { allFaults, type BatchReply, checkedOffers, offerHeadings } from '../functions/batch-fixtures.ts';
import { readyTemplate } from '../functions/fixtures.ts';
import { csvOf } from '../support/csv.ts';
import { docx, p } from '../support/docx.ts';
import { payAsYouGo } from '../support/money.ts';
import { newPerson, type Person } from '../support/people.ts';
import { STAFF_HEADINGS, STAFF_TEMPLATE, staffRows } from '../support/planted-faults.ts';
import { useTable } from '../support/table.ts';
import { rowXml, workbookOf, xlsxOf } from '../support/xlsx.ts';

useTable();

let person: Person;
let templateId: string;
beforeAll(async () => {
  person = await newPerson();
  await payAsYouGo(person);
  templateId = await readyTemplate(person.api, 'Staff', docx(p(STAFF_TEMPLATE)));
});

/** Milliseconds; the machine may have a lot to do. */
const patience = 120_000;

const check = (file: Buffer): Promise<BatchReply> =>
  addBatch(person.api, { templateId, namePattern: 'Letter - ${candidate_name}' }, file, patience);

describe('5,000 rows with 40 mistakes of 8 kinds', () => {
  const { rows, planted } = staffRows(5000);
  const table = [STAFF_HEADINGS, ...rows];

  test.each([
    ['CSV', () => csvOf(table)],
    ['CSV with semicolons', () => csvOf(table, ';')],
    ['CSV in UTF-16', () => Buffer.from(`\uFEFF${csvOf(table)}`, 'utf16le')],
    ['XLSX', () => workbookOf(table)],
  ])(
    'as %s give exactly these 40 cells, three rows to look at and the price of the others',
    async (_, file) => {
      const batch = await check(file());
      expect(batch).toMatchObject({
        state: 'checked',
        table: { rows: 5000, headings: STAFF_HEADINGS },
        dryRun: {
          rows: 5000,
          good: 4960,
          bad: 40,
          faults: 40,
          missing: [],
          quote: { documents: 4960, unitKobo: 5000, totalKobo: 24_800_000 },
        },
      });
      expect(batch.dryRun?.previews.map(({ row }) => row)).toEqual([2, 2501, 5001]);

      const faults = await allFaults(person.api, batch.batchId, 17);
      expect(faults.map(({ row, column }) => ({ row, column }))).toEqual(planted);
      expect(faults.every(({ message, value }) => message.endsWith('.') && value.length <= 40)).toBe(true);
    },
    patience,
  );
});

describe('a file that is no table', () => {
  const bomb = (): Buffer =>
    xlsxOf({
      sheets: [{ rows: rowXml(1, STAFF_HEADINGS) }],
      parts: [{ name: 'xl/sharedStrings.xml', content: Buffer.alloc(140 * 1024 * 1024, ' ') }],
    });
  const swollen = (): Buffer =>
    xlsxOf({
      sheets: [
        {
          rows: Array.from(
            { length: 2500 },
            (_, index) => `<row r="${index + 1}"><c t="s"><v>${index === 0 ? 0 : 1}</v></c></row>`,
          ).join(''),
        },
      ],
      sharedTexts: ['Note', 'x'.repeat(30_000)],
    });

  test.each([
    ['a program renamed .csv', () => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]), 'not-a-table'],
    ['a workbook that unpacks to far more', bomb, 'unpacks-too-large'],
    ['a workbook that repeats a long text', swollen, 'unpacks-too-large'],
    ['a workbook of an old Excel', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'old-excel-format'],
    ['nothing but a heading', () => csvOf([STAFF_HEADINGS]), 'empty-table'],
    ['a heading that is an essay', () => csvOf([['x'.repeat(301)], ['1']]), 'bad-heading'],
  ])(
    'is rejected: %s',
    async (_, file, code) => {
      const batch = await check(file());
      expect(batch).toMatchObject({ state: 'rejected', problem: { code } });
      expect(batch.problem?.message).toMatch(/\.$/);
    },
    patience,
  );

  test('has two columns with one name, and the refusal says where', async () => {
    const batch = await check(
      csvOf([
        ['Email', 'Phone', 'EMAIL'],
        ['a@b.ng', '1', 'c@d.ng'],
      ]),
    );
    expect(batch).toMatchObject({
      state: 'rejected',
      problem: { code: 'duplicate-heading', row: 1, column: 'EMAIL' },
    });
  });
});

describe('what spreadsheets do to cells', () => {
  const [good = []] = staffRows(400).rows;

  test('a byte order mark, empty rows and right-to-left names do no harm', async () => {
    const rightToLeft = good.with(0, 'عائشة محمد');
    const empty = STAFF_HEADINGS.map(() => '');
    const file = Buffer.from(`\uFEFF${csvOf([STAFF_HEADINGS, good, empty, rightToLeft, empty])}`);
    const batch = await check(file);
    expect(batch).toMatchObject({ state: 'checked', dryRun: { rows: 2, good: 2, bad: 0, faults: 0 } });
    expect(batch.dryRun?.previews).toEqual([
      { row: 2, name: 'Letter - Adaeze Okonkwo' },
      { row: 4, name: 'Letter - عائشة محمد' },
    ]);
  });

  test('dates that are numbers and numbers that are text are read as people see them', async () => {
    const styled = `<row r="2">${good
      .map((cell, index) =>
        index === 3
          ? '<c s="1"><v>46346</v></c>'
          : `<c t="inlineStr"><is><t>${index === 4 ? ' 1250000 ' : cell}</t></is></c>`,
      )
      .join('')}</row>`;
    const batch = await check(
      xlsxOf({ sheets: [{ name: 'Staff', rows: rowXml(1, STAFF_HEADINGS) + styled }], formats: [14] }),
    );
    expect(batch).toMatchObject({
      state: 'checked',
      table: { format: 'xlsx', sheet: 'Staff' },
      dryRun: { good: 1, faults: 0 },
    });
  });

  test('merged cells are told, and the cells they hide are faults where something is needed', async () => {
    const rows = rowXml(1, STAFF_HEADINGS) + rowXml(2, good) + rowXml(3, good.with(0, ''));
    const batch = await check(
      xlsxOf({
        sheets: [{ rows, after: '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>' }],
      }),
    );
    expect(batch.table?.notes.join(' ')).toMatch(/merged/i);
    expect(batch.dryRun).toMatchObject({ good: 1, bad: 1, faults: 1 });
    expect(await allFaults(person.api, batch.batchId)).toMatchObject([{ row: 3, column: 'Candidate Name' }]);
  });
});

describe('names', () => {
  test('that would collide or hurt a file system are told apart and mended', async () => {
    const [row = []] = staffRows(400).rows;
    const named = ['Ada', 'ada', 'Ada', '../../etc/passwd', 'CON'].map((name) => row.with(0, name));
    const batch = await addBatch(
      person.api,
      { templateId, namePattern: '${candidate_name}' },
      csvOf([STAFF_HEADINGS, ...named.slice(0, 3)]),
      patience,
    );
    expect(batch.dryRun?.previews.map(({ name }) => name)).toEqual(['Ada', 'ada (2)', 'Ada (3)']);
    const hostile = await addBatch(
      person.api,
      { templateId, namePattern: '${candidate_name}' },
      csvOf([STAFF_HEADINGS, ...named.slice(3)]),
      patience,
    );
    for (const { name } of hostile.dryRun?.previews ?? []) expect(name).not.toMatch(/[/\\]|^\.|^con$/i);
    expect(hostile.dryRun?.previews).toHaveLength(2);
  });
});

describe('pictures and passwords', () => {
  test('pictures that are not there are faults of their cells', async () => {
    const { assetId } = await readyAsset(person.api);
    const file = docx(p('${name} ${%photo}'));
    const withPhoto = await readyTemplate(person.api, 'Badge', file);
    const rows = [
      ['Name', 'Photo'],
      ['Ada', assetId],
      ['Bola', `ast_${'0'.repeat(32)}`],
      ['Chidi', 'chidi.png'],
      ['Dayo', assetId],
    ];
    const batch = await addBatch(person.api, { templateId: withPhoto }, csvOf(rows), patience);
    expect(batch.dryRun).toMatchObject({ good: 2, bad: 2, faults: 2, previews: [{ row: 2 }, { row: 5 }] });
    expect(await allFaults(person.api, batch.batchId)).toMatchObject([
      { row: 3, column: 'Photo', message: expect.stringContaining('no such picture') },
      { row: 4, column: 'Photo', value: 'chidi.png', message: expect.stringContaining('assetId') },
    ]);
  });

  test('a template with a QR code is shown with one that verifies nothing', async () => {
    const coded = await readyTemplate(person.api, 'Coded', docx(p('${name} ${%qr}')));
    const batch = await addBatch(person.api, { templateId: coded }, csvOf([['Name'], ['Ada']]), patience);
    expect(batch.dryRun).toMatchObject({ good: 1, previews: [{ row: 2 }] });
  });

  test('every row needs a password that can be used, and no fault shows one', async () => {
    const rows = [
      [...offerHeadings, 'PIN'],
      ['Ada', '1', 'ada@example.com', '2580'],
      ['Bola', '2', 'bola@example.com', ''],
      ['Chidi', '3', 'chidi@example.com', 'abc'],
    ];
    const order = { formats: ['pdf' as const], passwordColumn: 'PIN' };
    const batch = await checkedOffers(person.api, order, csvOf(rows));
    expect(batch.dryRun).toMatchObject({ good: 1, bad: 2, faults: 2 });
    const faults = await allFaults(person.api, batch.batchId);
    expect(faults.map(({ row, column, value }) => ({ row, column, value }))).toEqual([
      { row: 3, column: 'PIN', value: '' },
      { row: 4, column: 'PIN', value: '' },
    ]);
  });

  test('a column of passwords that is not there ends the dry run with the reason', async () => {
    const batch = await checkedOffers(person.api, { formats: ['pdf'], passwordColumn: 'PIN' });
    expect(batch).toMatchObject({ state: 'mapped', problem: { code: 'unknown-column', column: 'PIN' } });
  });

  test('a pattern that names no column does too', async () => {
    const batch = await checkedOffers(person.api, { namePattern: 'Offer ${nobody}' });
    expect(batch).toMatchObject({ state: 'mapped', problem: { code: 'bad-name-pattern' } });
  });
});
