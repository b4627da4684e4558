// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import { docx, p } from '../../support/docx.ts';
import { paragraphsOf } from '../../support/docx-text.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { download, letterValues, readyTemplate } from '../fixtures.ts';
import { send } from '../send.ts';

/** What generateDocuments makes of values: those that do not fit are named, and no value breaks anything. */

let person: Person;
let templateId: string;
let simpleId: string;
beforeAll(async () => {
  person = await newPerson();
  [templateId, simpleId] = await Promise.all([
    readyTemplate(person.api),
    readyTemplate(person.api, 'Simple', docx(p('${text}') + p('${#flag}Yes.${/flag}'))),
  ]);
});

const fill = (values: unknown, id = templateId) =>
  send(generateDocuments, { token: person.accessToken, body: { templateId: id, values } });

/** Sends values as raw JSON, for what JSON.stringify cannot write. */
const fillRaw = (values: string, id = simpleId) =>
  send(generateDocuments, {
    token: person.accessToken,
    raw: `{"templateId":"${id}","values":${values}}`,
    headers: { prefer: 'wait=20' },
  });

const without = (name: string): Record<string, unknown> => {
  const { [name]: _, ...rest } = letterValues();
  return rest;
};

describe('values that do not fit are refused by name', () => {
  test.each([
    ['a missing value', without('name'), ['name']],
    ['a missing list', without('items'), ['items']],
    ['a value that is null', { ...letterValues(), name: null }, ['name']],
    ['an unknown value', { ...letterValues(), nmae: 'x' }, ['nmae']],
    ['several at once', { nmae: 'x', amount: 1, items: [] }, ['name', 'nmae', 'urgent']],
    ['nothing at all', {}, ['name', 'amount', 'items', 'urgent']],
    ['a list for a text', { ...letterValues(), name: ['x'] }, ['name']],
    ['an object for a text', { ...letterValues(), name: { first: 'x' } }, ['name']],
    ['yes or no for a text', { ...letterValues(), name: true }, ['name']],
    ['a text for an amount', { ...letterValues(), amount: 'lots' }, ['amount']],
    ['a text for a list', { ...letterValues(), items: 'Paper' }, ['items']],
    ['a text for yes or no', { ...letterValues(), urgent: 'yes' }, ['urgent']],
    ['a row that is no object', { ...letterValues(), items: ['Paper'] }, ['items[0]']],
    [
      'a row with a missing value',
      { ...letterValues(), items: [{ label: 'x', count: 1 }, { label: 'y' }] },
      ['items[1].count'],
    ],
    [
      'a row with an unknown value',
      { ...letterValues(), items: [{ label: 'x', count: 1, price: 2 }] },
      ['items[0].price'],
    ],
    [
      'over 1,000 rows',
      { ...letterValues(), items: Array.from({ length: 1001 }, () => ({ label: 'x', count: 1 })) },
      ['items'],
    ],
    ['a text over 100,000 characters', { ...letterValues(), name: 'x'.repeat(100_001) }, ['name']],
    ['a NUL', { ...letterValues(), name: 'a\u0000b' }, ['name']],
    ['half of a character pair', { ...letterValues(), name: 'a\ud800' }, ['name']],
    ['a character XML cannot hold', { ...letterValues(), name: '\ufffe' }, ['name']],
    [
      'names that every object has',
      { ...letterValues(), constructor: 'x', toString: 'y' },
      ['constructor', 'toString'],
    ],
  ])('%s', async (_, values, fields) => {
    expectFieldFaults(
      await fill(values),
      fields.map((field) => `values.${field}`),
      'invalid-values',
    );
  });

  test('in a list with the number of the set', async () => {
    const answer = await fill([
      letterValues(),
      without('name'),
      { ...letterValues(), items: [{ label: 'x' }] },
    ]);
    expectFieldFaults(answer, ['values[1].name', 'values[2].items[0].count'], 'invalid-values');
  });

  test('with a guess at what was meant', async () => {
    const error = expectRefusal(await fill({ ...letterValues(), nam: 'x' }), 'invalid-values');
    expect(error.fields?.[0]?.message).toContain('“name”');
  });

  test('up to a number that a person can read', async () => {
    const values = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`unknown_${index}`, 'x']));
    const error = expectRefusal(await fill([values, values]), 'invalid-values');
    expect(error.fields?.length).toBe(200);
    expect(error.message).toContain('more');
  });
});

describe('hostile JSON', () => {
  test.each([
    ['__proto__', '{"text":"x","flag":true,"__proto__":{"text":"y"}}'],
    ['__proto__ in a row', '{"text":"x","flag":{"__proto__":{"admin":true}}}'],
    ['a constructor with a prototype', '{"text":"x","flag":true,"constructor":{"prototype":{"admin":true}}}'],
    ['10,000 nested lists', `{"text":"x","flag":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['10,000 nested objects', `{"text":"x","flag":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    [
      '10,000 nested objects where a text belongs',
      `{"flag":true,"text":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    ],
    ['a number without end', '{"text":1e400,"flag":true}'],
    ['a number without end below zero', '{"text":-1e400,"flag":true}'],
    ['a name of 500 characters', `{"text":"x","flag":true,"${'n'.repeat(500)}":1}`],
  ])('is refused: %s', async (_, values) => {
    const answer = await fillRaw(values);
    expect([400, 422]).toContain(answer.status);
    const { code } = JSON.parse(answer.text).error;
    expect(['invalid-json', 'invalid-request', 'invalid-values']).toContain(code);
    expectRefusal(answer, code);
  });

  test('leaves the next request as it was', async () => {
    await fillRaw('{"text":"x","flag":true,"__proto__":{"polluted":"y"}}');
    const answer = await fillRaw('{"text":"x","flag":false}');
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('polluted');
  });
});

describe('unusual values that fit are printed as they are given', () => {
  test.each([
    ['a number beyond what a computer counts exactly', '12345678901234567890', '12345678901234567000'],
    ['a very large number', '1e300', /^1/],
    ['a very small number', '1e-300', /^0|1e-300|^1/],
    ['a number with many digits behind the point', '0.1234567890123456789', /^0\.12345678901234/],
    ['minus zero', '-0', /^-?0$/],
    ['an empty text', '""', ''],
    ['a placeholder', '"${flag}"', '${flag}'],
    ['markup', '"<w:p>&amp;]]>"', '<w:p>&amp;]]>'],
    ['characters beyond the basic plane', '"😀 Ẹ̀kọ́ 名"', '😀 Ẹ̀kọ́ 名'],
    ['100,000 characters', JSON.stringify('x'.repeat(100_000)), 'x'.repeat(100_000)],
  ])('%s', async (_, text, printed) => {
    const answer = await fillRaw(`{"text":${text},"flag":true}`);
    expect(answer.status, answer.text).toBe(200);
    const [document] = generateDocuments.reply.finishedBody.parse(JSON.parse(answer.text)).items;
    expect(document?.state, JSON.stringify(document?.failure)).toBe('ready');
    const file = await download(document?.download?.url ?? '');
    const [first = ''] = paragraphsOf(file.bytes);
    if (typeof printed === 'string') expect(first).toBe(printed);
    else expect(first).toMatch(printed);
  });

  test.each([
    ['yes', 'true'],
    ['no', 'false'],
    ['an object without names', '{}'],
    ['a list of objects without names', '[{},{}]'],
    ['an empty list', '[]'],
  ])('a section that is only shown may be %s', async (_, flag) => {
    const answer = await fillRaw(`{"text":"x","flag":${flag}}`);
    expect(answer.status, answer.text).toBe(200);
    const [document] = generateDocuments.reply.finishedBody.parse(JSON.parse(answer.text)).items;
    expect(document?.state, JSON.stringify(document?.failure)).toBe('ready');
  });
});

describe('a section that is only shown has no fields, so every name inside is refused', () => {
  test.each([
    ['an object', '{"anything":"x"}', ['values.flag.anything']],
    ['an object with an empty name', '{"":"x"}', ['values.flag.']],
    [
      'an object with large and small numbers',
      '{"a":12345678901234567890,"b":1e300,"c":1e-300}',
      ['values.flag.a', 'values.flag.b', 'values.flag.c'],
    ],
    ['an object forty levels deep', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, ['values.flag.a']],
    ['a list of objects', '[{"a":[[[]]]},{}]', ['values.flag[0].a']],
  ])('in %s', async (_, flag, fields) => {
    expectFieldFaults(await fillRaw(`{"text":"x","flag":${flag}}`), fields, 'invalid-values');
  });
});

test('values that grow when they are stored still fit: a hundred documents full of large numbers', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  const body = p(`\${#r}${names.map((name) => `\${${name}}`).join('')}\${/r}`);
  const templateId = await readyTemplate(person.api, 'Large numbers', docx({ body }));
  // Sent as 1E20 each; kept with twenty-one digits, which is more than one transaction may carry.
  const row = `{${names.map((name) => `"${name}":1E20`).join()}}`;
  const set = `{"r":[${Array.from({ length: 200 }, () => row).join()}]}`;
  const sets = Array.from({ length: 100 }, () => set).join();
  const answer = await send(generateDocuments, {
    token: person.accessToken,
    raw: `{"templateId":"${templateId}","values":[${sets}]}`,
  });
  expect(answer.status, answer.text.slice(0, 500)).toBe(202);
  expect(generateDocuments.reply.body.parse(JSON.parse(answer.text)).items).toHaveLength(100);
});
