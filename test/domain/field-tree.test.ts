// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import type { Field } from '../../shared/domain/field.ts';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { fieldAt, fullFieldsOf, readFull } from './full-template.ts';

const only = (text: string, name: string): Field => fieldAt(fullFieldsOf(text), name);
const kinds = (text: string): string[] => fullFieldsOf(text).map(({ name, kind }) => `${kind} ${name}`);
const codes = (text: string): string[] => readFull(text).faults.map((fault) => fault.code);

describe('fields of pictures, signatures and conditions', () => {
  test.each([
    ['${%logo} ${logo:200:80}', ['image logo']],
    ['${%qr}', ['qr qr']],
    [
      '${signature:tenant} ${%signature:landlord} ${tenant}',
      ['signature tenant', 'signature landlord', 'value tenant'],
    ],
    ['${#if status = "paid"}${x}${else}${y}${/if}', ['condition status', 'value x', 'value y']],
    ['${status} ${#if status = "paid"}x${/if}', ['value status']],
    ['${#if items}${#items}${x}${/items}${/if}', ['section items']],
    ['${#if a > b or c}x${/if}', ['condition a', 'condition b', 'condition c']],
  ])('of %s are %j', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('of questions are yes or no, with names that stand on their own level', () => {
    expect(only('${#has_guarantor}${name}${/has_guarantor}', 'has_guarantor').type).toBe('yes-no');
    expect(only('${#guarantors}${name}${/guarantors}', 'guarantors').type).toBe('list');
    expect(sampleValues(fullFieldsOf('${#has_guarantor}${name}${/has_guarantor}'))).toEqual({
      has_guarantor: true,
      name: 'Ada Obi',
    });
  });

  test.each([
    ['${rent_amount|naira} ${rent_in_words}', 'rent_amount'],
    ['${monthly_rent|naira} ${rent_in_words}', 'monthly_rent'],
  ])('of words in %s are written from %s', (text, source) => {
    expect(only(text, 'rent_in_words').writtenFrom).toBe(source);
  });

  it('keep the box of a picture', () => {
    expect(only('${%logo} ${logo:200:80}', 'logo').box).toEqual({ width: 200, height: 80 });
  });

  it('are never asked for when we or somebody else fills them', () => {
    expect(fullFieldsOf('${%qr} ${signature:tenant}').map(({ required }) => required)).toEqual([
      false,
      false,
    ]);
  });

  it('remember what the document compares them with', () => {
    const text = '${#if status = "paid" or status = "open" or status != ""}${/if}';
    expect(only(text, 'status')).toMatchObject({ comparedWith: ['paid', 'open', ''], comparedAs: 'text' });
  });

  test.each([
    ['${#if a}x${/if}', 'yes-no', 'yes-no'],
    ['${#if a = yes}x${/if}', 'yes-no', 'yes-no'],
    ['${#if a = "x"}x${/if}', 'text', 'text'],
    ['${#if a > 5}x${/if}', 'number', 'number'],
    ['${#if a > "2026-01-01"}x${/if}', 'date', 'date'],
    ['${a} ${#if a > 5}x${/if}', 'number', 'number'],
    ['${#if a < b}x${/if} ${b|date}', 'date', 'date'],
    ['${#if a < b}x${/if}', 'number', 'number'],
  ])('of %s are compared as %s', (text, comparedAs, type) => {
    expect(only(text, 'a')).toMatchObject({ comparedAs, type });
  });
});

describe('when a name is needed', () => {
  const paid = { op: '=', left: { name: 'status' }, right: { literal: 'paid' } };

  test.each([
    ['${#if status = "paid"}${x}${/if}', [paid]],
    ['${#if status = "paid"}a${else}${x}${/if}', [{ op: 'not', of: paid }]],
    ['${#if status = "paid"}${x}${else}${x}${/if}', undefined],
    ['${#if status = "paid"}${x}${/if} ${x}', undefined],
    [
      '${#if status = "paid"}${#if urgent}${x}${/if}${/if}',
      [{ op: 'and', of: [paid, { op: 'shown', name: 'urgent' }] }],
    ],
    ['${#if status = "paid"}${x}${/if}${#if urgent}${x}${/if}', [paid, { op: 'shown', name: 'urgent' }]],
  ])('in %s it is %j', (text, expected) => {
    expect(only(text, 'x').neededWhen).toEqual(expected);
  });

  it('is said on its own level', () => {
    const text = '${#if status = "paid"}${#items}${x} ${#if y}${z}${/if}${/items}${/if}';
    expect(only(text, 'items').neededWhen).toEqual([paid]);
    expect(only(text, 'items.x').neededWhen).toBeUndefined();
    expect(only(text, 'items.z').neededWhen).toEqual([{ op: 'shown', name: 'y' }]);
  });
});

describe('rows that repeat by themselves', () => {
  it('have columns of their own; other names stay outside', () => {
    const fields = fullFieldsOf('<row items>${items.name} ${company} ${items.price|naira}</row>');
    expect(fields.map(({ name }) => name)).toEqual(['items', 'company']);
    expect(fields[0]).toMatchObject({ repeatsRow: true, type: 'list' });
    expect(fields[0]?.fields.map(({ name }) => name)).toEqual(['name', 'price']);
  });

  it('may have conditions about a row and about everything', () => {
    const text =
      '<row items>${items.name} ${#if items.late}${items.fee}${company}${/if} ${#if due}${items.due}${/if}</row>';
    expect(only(text, 'items.fee').neededWhen).toEqual([{ op: 'shown', name: 'items.late' }]);
    expect(only(text, 'company').neededWhen).toBeUndefined();
    expect(only(text, 'items.due').neededWhen).toEqual([{ op: 'shown', name: 'due' }]);
    expect(fullFieldsOf(text).map(({ name }) => name)).toEqual(['items', 'company', 'due']);
  });
});

describe('lists that are counted, added up or joined', () => {
  it('get a column for what is added up', () => {
    const items = only('${items|count} ${items|sum:price|naira}', 'items');
    expect(items).toMatchObject({ kind: 'filter', type: 'list' });
    expect(items.fields).toMatchObject([{ name: 'price', type: 'money', summed: 'number', required: true }]);
  });

  it('share the rows of a section', () => {
    const items = only('${#items}${name} ${price}${/items} ${items|sum:price|naira}', 'items');
    expect(items).toMatchObject({ kind: 'section', shownThrough: [['sum:price', 'naira']] });
    expect(items.fields).toMatchObject([
      { name: 'name' },
      { name: 'price', summed: 'number', confidence: 1 },
    ]);
  });

  it('hold plain texts for join', () => {
    expect(only('${names|join:", "}', 'names')).toMatchObject({ type: 'list', fields: [] });
  });

  test.each([
    '${items} ${items|count}',
    '${items|join} ${#items}${x}${/items}',
    '${items|join} ${items|sum:price}',
    '${items|sum} ${items|sum:price}',
    '${items|sum:price} ${#items}${price|date}${/items}',
    '${items|count} ${#if items = "x"}y${/if}',
  ])('are refused when nothing could satisfy %s', (text) => {
    expect(codes(text)).toEqual(['conflicting-use']);
  });
});

describe('uses that contradict each other', () => {
  test.each([
    '${%logo} ${logo}',
    '${%logo} ${#logo}x${/logo}',
    '${%logo} ${#if logo = "x"}y${/if}',
    '${%qr} ${qr}',
    '${a|date} ${#if a > 5}x${/if}',
    '${#if a > 5 and a > "2026-01-01"}x${/if}',
    '${#items}${x}${/items} ${#if items > 5}x${/if}',
    '${a.b} ${#if a = "x"}y${/if}',
  ])('refuse %s', (text) => {
    expect(codes(text)).toEqual(['conflicting-use']);
  });

  it('accept a picture that is only asked about, and a group', () => {
    expect(codes('${#if logo}${%logo}${/if} ${#if person}${person.name}${/if}')).toEqual([]);
  });

  it('refuse an order that a text does not have', () => {
    expect(codes('${#if status > "abc"}x${/if}')).toEqual(['bad-condition']);
  });
});

describe('the type of a field', () => {
  test.each([
    ['${email}', 'email', 0.9],
    ['${tenant.emailAddress}', 'email', 0.9],
    ['${tenant_email}', 'email', 0.7],
    ['E-mail: ${tenant_email}', 'email', 0.85],
    ['Tel: ${contact}', 'phone', 0.65],
    ['Tel: ${email}', 'email', 0.7],
    ['₦${figure}', 'money', 0.75],
    ['₦ ${rent}', 'money', 0.9],
    ['NUBAN: ${account}', 'account-number', 0.65],
    ['RC No. ${company_number}', 'rc-number', 0.65],
    ['${rc_number}', 'rc-number', 0.9],
    ['${start_date}', 'date', 0.9],
    ['${candidate}', 'text', 0.5],
    ['${update}', 'text', 0.5],
    ['Dated ${signed}', 'date', 0.65],
    ['${state_of_origin}', 'state', 0.9],
    ['${statement}', 'text', 0.5],
    ['${lga}', 'lga', 0.9],
    ['${nin}', 'nin', 0.9],
    ['${bvn}', 'bvn', 0.9],
    ['${tin}', 'tin', 0.9],
    ['${account_number}', 'account-number', 0.9],
    ['${home_address}', 'address', 0.9],
    ['${quantity}', 'number', 0.6],
    ['${description}', 'long-text', 0.6],
    ['${a|naira}', 'money', 1],
    ['${a|number:2}', 'number', 1],
    ['${a|kobo}', 'kobo', 1],
    ['${a|date}', 'date', 1],
    ['${a|yesno}', 'yes-no', 1],
    ['${a|phone}', 'phone', 1],
    ['${a|rich}', 'long-text', 1],
    ['${state} ${#if state = "ready"}x${/if}', 'state', 0.7],
    ['${state} ${#if state = "Lagos"}x${/if}', 'state', 0.9],
    ['${key_words}', 'text', 0.5],
    ['${amount_in_words}', 'amount-in-words', 0.9],
  ])('in %s is %s, %d sure', (text, type, confidence) => {
    const field = fullFieldsOf(text)[0];
    expect(field).toMatchObject({ type, confidence });
  });

  it('does not take the label of the placeholder before', () => {
    expect(only('Tel: ${x} ${y}', 'y').type).toBe('text');
  });
});

describe('amounts in words', () => {
  test.each([
    ['${amount|naira} ${amount_in_words}', 'amount_in_words', 'amount'],
    ['${rent} (${rentInWords})', 'rentInWords', 'rent'],
    ['${rent|naira} ${rent_words}', 'rent_words', 'rent'],
    ['${loan.amount|naira} ${loan.amount_in_words}', 'loan.amount_in_words', 'loan.amount'],
    ['${price|naira} ${amount_in_words}', 'amount_in_words', 'price'],
    ['${price|naira} ${in_words}', 'in_words', 'price'],
    ['${amount|naira} ${amount_in_words|upper}', 'amount_in_words', 'amount'],
    ['${#if a}${rent}${/if} ${rent_in_words}', 'rent_in_words', 'rent'],
  ])('in %s: %s is written from %s', (text, words, source) => {
    expect(only(text, words)).toMatchObject({
      writtenFrom: source,
      required: false,
      type: 'amount-in-words',
    });
    const amount = only(text, source);
    expect(amount.confidence).toBe(1);
    expect(amount.neededWhen).toBeUndefined();
  });

  test.each([
    ['${price|naira} ${fee|naira} ${amount_in_words}', 'amount_in_words'],
    ['${amount|date} ${amount_in_words}', 'amount_in_words'],
    ['${key} ${key_words}', 'key_words'],
    ['${amount_in_words|words}', 'amount_in_words'],
    ['${amount_in_words|words} ${total_in_words|words}', 'amount_in_words'],
    ['${amount|naira} ${#s}${amount_in_words}${/s}', 's.amount_in_words'],
  ])('in %s: %s is asked for', (text, words) => {
    expect(only(text, words).writtenFrom).toBeUndefined();
  });
});
