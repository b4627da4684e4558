// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { type Condition, namesIn } from '../../shared/domain/condition.ts';
import { parseCondition } from '../../shared/domain/parse-condition.ts';
import { PlaceholderRefusal } from '../../shared/domain/placeholder-refusal.ts';

const EXAMPLE = 'Write it like ${#if status = "paid"} or ${#if amount > 1000 and not waived}.';

const shown = (name: string): Condition => ({ op: 'shown', name });
const equal = (name: string, literal: string | number | boolean): Condition => ({
  op: '=',
  left: { name },
  right: { literal },
});
const refusal = (text: string): PlaceholderRefusal => {
  try {
    parseCondition(text);
  } catch (error) {
    if (error instanceof PlaceholderRefusal) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
};

describe('comparisons', () => {
  test.each(['=', '!=', '>', '<', '>=', '<='] as const)('reads %s with and without spaces', (op) => {
    const wanted = { op, left: { name: 'amount' }, right: { literal: 1000 } };
    expect(parseCondition(`amount ${op} 1000`)).toEqual(wanted);
    expect(parseCondition(`amount${op}1000`)).toEqual(wanted);
    expect(parseCondition(`\u00a0amount\t${op}\n1000 `)).toEqual(wanted);
  });

  it('reads a name on either side, or on both', () => {
    expect(parseCondition('1 < a.b')).toEqual({ op: '<', left: { literal: 1 }, right: { name: 'a.b' } });
    expect(parseCondition('a = b')).toEqual({ op: '=', left: { name: 'a' }, right: { name: 'b' } });
  });

  it('reads a name alone as a question whether it is filled', () => {
    expect(parseCondition('paid')).toEqual(shown('paid'));
    expect(parseCondition('ọjọ́_ìbí'.normalize('NFC'))).toEqual(shown('ọjọ́_ìbí'.normalize('NFC')));
  });

  test.each(['"paid"', '“paid”', '„paid“', '”paid“', '"paid”', "'paid'", '‘paid’', '‚paid‘'])(
    'reads the text %s',
    (text) => {
      expect(parseCondition(`status = ${text}`)).toEqual(equal('status', 'paid'));
    },
  );

  it('keeps what stands in quotation marks, the other kind of mark included', () => {
    expect(parseCondition('a = "it’s (not) > 1, or so"')).toEqual(equal('a', 'it’s (not) > 1, or so'));
    expect(parseCondition("a = 'say “yes”'")).toEqual(equal('a', 'say “yes”'));
    expect(parseCondition('a = ""')).toEqual(equal('a', ''));
    expect(parseCondition("a = ''")).toEqual(equal('a', ''));
  });

  test.each([
    ['0', 0],
    ['-5', -5],
    ['1,000,000.50', 1_000_000.5],
    ['1000', 1000],
    ['0.25', 0.25],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', -Number.MAX_SAFE_INTEGER],
  ])('reads the number %s', (written, number) => {
    expect(parseCondition(`a = ${written}`)).toEqual(equal('a', number));
  });

  test.each([
    ['yes', true],
    ['True', true],
    ['NO', false],
    ['false', false],
  ])('reads %s as an answer', (written, answer) => {
    expect(parseCondition(`a = ${written}`)).toEqual(equal('a', answer));
    expect(parseCondition(`a != "${written}"`)).toMatchObject({ right: { literal: written } });
  });

  it('takes names that begin like a word of the language', () => {
    for (const name of ['android', 'order', 'nothing', 'yesterday', 'north', 'truth', 'if_so']) {
      expect(parseCondition(name)).toEqual(shown(name));
    }
  });
});

describe('and, or, not and parentheses', () => {
  const [a, b, c] = [shown('a'), shown('b'), shown('c')];

  test.each<[string, Condition]>([
    ['a and b', { op: 'and', of: [a, b] }],
    ['a AND b And c', { op: 'and', of: [a, b, c] }],
    ['a or b or c', { op: 'or', of: [a, b, c] }],
    ['a or b and c', { op: 'or', of: [a, { op: 'and', of: [b, c] }] }],
    ['a and b or c', { op: 'or', of: [{ op: 'and', of: [a, b] }, c] }],
    ['(a or b) and c', { op: 'and', of: [{ op: 'or', of: [a, b] }, c] }],
    ['a and (b or c)', { op: 'and', of: [a, { op: 'or', of: [b, c] }] }],
    ['not a and b', { op: 'and', of: [{ op: 'not', of: a }, b] }],
    ['not (a and b)', { op: 'not', of: { op: 'and', of: [a, b] } }],
    ['not not a', { op: 'not', of: { op: 'not', of: a } }],
    ['not a = 1', { op: 'not', of: equal('a', 1) }],
    ['((a))', a],
    ['(a)or(b)', { op: 'or', of: [a, b] }],
    ['a="x"or b', { op: 'or', of: [equal('a', 'x'), b] }],
    [
      'a = 1 and (b or not c)',
      { op: 'and', of: [equal('a', 1), { op: 'or', of: [b, { op: 'not', of: c }] }] },
    ],
  ])('reads %s', (text, wanted) => {
    expect(parseCondition(text)).toEqual(wanted);
  });

  it('names every field once, in the order of writing', () => {
    expect(namesIn(parseCondition('b = 1 or (not a and 2 < c.d) or b or "x" = a'))).toEqual([
      'b',
      'a',
      'c.d',
    ]);
    expect(namesIn(parseCondition('a = b and c'))).toEqual(['a', 'b', 'c']);
  });
});

describe('limits', () => {
  const deep = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
  const many = (count: number): string =>
    Array.from({ length: count }, (_, at) => `a${at} = ${at}`).join(' and ');

  it('takes parentheses and not ten deep, and no deeper', () => {
    const tooDeep = 'The condition is nested too deeply. Make it simpler.';
    expect(parseCondition(deep(10))).toEqual(shown('a'));
    expect(refusal(deep(11)).message).toBe(tooDeep);
    expect(parseCondition(`${'not '.repeat(10)}a`)).toMatchObject({ op: 'not' });
    expect(refusal(`${'not '.repeat(11)}a`).message).toBe(tooDeep);
    expect(parseCondition(`${deep(10)} and ${deep(10)}`)).toMatchObject({ op: 'and' });
  });

  it('takes twenty comparisons, and no more', () => {
    expect(namesIn(parseCondition(many(20)))).toHaveLength(20);
    expect(refusal(many(21)).message).toBe('The condition compares more than 20 things. Make it simpler.');
  });

  it('takes texts of 200 characters, and no longer ones', () => {
    expect(parseCondition(`a = "${'x'.repeat(200)}"`)).toEqual(equal('a', 'x'.repeat(200)));
    expect(refusal(`a = "${'x'.repeat(201)}"`).message).toBe(
      'A text in a condition is longer than 200 characters.',
    );
    expect(refusal(`a = '${'x'.repeat(201)}'`).message).toBe(
      'A text in a condition is longer than 200 characters.',
    );
  });

  test.each(['9007199254740992', '-9,007,199,254,740,992', '9'.repeat(400)])(
    'refuses the number %s, which could not be kept exactly',
    (written) => {
      expect(refusal(`a > ${written}`).message).toBe(
        `A number in a condition has more than 15 digits. Make it smaller. ${EXAMPLE}`,
      );
    },
  );
});

describe('what cannot be read', () => {
  const between = `Put “and” or “or” between two comparisons. ${EXAMPLE}`;
  const missing = `A field or value is missing in the condition. ${EXAMPLE}`;
  const beside = (sign: string): string =>
    `“${sign}” lacks a field or value beside it. Write only =, !=, >, <, >= or <=. ${EXAMPLE}`;
  const cannot = (rest: string): string => `“${rest}” cannot stand in a condition. ${EXAMPLE}`;

  test.each([
    ['', `Say what to ask after “if”. ${EXAMPLE}`],
    ['  ', `Say what to ask after “if”. ${EXAMPLE}`],
    ['a b', between],
    ['a = b = c', between],
    ['a not b', between],
    ['a (b)', between],
    ['(a b)', between],
    ['a 1 000', between],
    ['a = 1 000', between],
    ['a)', 'A closing parenthesis has no opening one. Remove it.'],
    ['(a))', 'A closing parenthesis has no opening one. Remove it.'],
    ['(a', 'An opening parenthesis has no closing one. Add it.'],
    ['not (a and (b or c)', 'An opening parenthesis has no closing one. Add it.'],
    ['()', missing],
    ['not', missing],
    ['a and', missing],
    ['a or', missing],
    ['and a', missing],
    ['a and or b', missing],
    ['a =', missing],
    ['a = (b)', missing],
    ['a = not b', missing],
    ['a == b', beside('=')],
    ['a <> b', beside('>')],
    ['a => b', beside('>')],
    ['= 1', beside('=')],
    ['>= 1', beside('>=')],
    ['a !== b', beside('=')],
    ['1', `A condition asks about a field, not only about a fixed value. ${EXAMPLE}`],
    ['"paid"', `A condition asks about a field, not only about a fixed value. ${EXAMPLE}`],
    ['a and yes', `A condition asks about a field, not only about a fixed value. ${EXAMPLE}`],
    ['1 = 1', `The condition compares two fixed values. Name a field on one side. ${EXAMPLE}`],
    ['"a" = "a"', `The condition compares two fixed values. Name a field on one side. ${EXAMPLE}`],
    ['yes != no', `The condition compares two fixed values. Name a field on one side. ${EXAMPLE}`],
    ['a = "x', `The text "x… has no closing quotation mark. ${EXAMPLE}`],
    ['a = ‘it’s’', `The text ’… has no closing quotation mark. ${EXAMPLE}`],
    ['a & b', cannot('& b')],
    ['a ! b', cannot('! b')],
    ['!a', cannot('!a')],
    ['a ≠ 1', cannot('≠ 1')],
    ['a + 1', cannot('+ 1')],
    ['a|upper', cannot('|upper')],
    ['a = 5x', cannot('5x')],
    ['a = 1.', cannot('1.')],
    ['a = 1.2.3', cannot('1.2.3')],
    ['a = .5', cannot('.5')],
    ['a - 1', cannot('- 1')],
    ['a # bcdefghijklmnopqrstuvw', cannot('# bcdefghijklmnopqrs')],
  ])('answers %j with its sentence', (text, sentence) => {
    const { code, message } = refusal(text);
    expect(message).toBe(sentence);
    expect(code).toBe('bad-condition');
  });

  test.each(['__proto__', 'a.constructor = 1', 'prototype', 'else', 'a = if', 'a.', 'a..b', '_a', 'nаme'])(
    'refuses the name in %j as a name',
    (text) => {
      expect(refusal(text).code).toBe('bad-name');
    },
  );
});
