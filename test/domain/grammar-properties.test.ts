// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Condition, namesIn, type Operand } from '../../shared/domain/condition.ts';
import { parseCondition } from '../../shared/domain/parse-condition.ts';
import { type Placeholder, parsePlaceholder } from '../../shared/domain/placeholder.ts';
import { PlaceholderRefusal } from '../../shared/domain/placeholder-refusal.ts';
import { filtersOf, message } from '../support/parsed-placeholder.ts';
import { readPlain } from '../support/plain-template.ts';

const shown = (name: string): Condition => ({ op: 'shown', name });

/** Every name a placeholder asks for. */
const namesOf = (read: Placeholder): string[] => {
  if (read.kind === 'if') return namesIn(read.condition);
  if (read.kind === 'signature') return [read.role];
  return read.kind === 'else' ? [] : [read.name];
};
const NAME = /^\p{Script=Latin}[\p{Script=Latin}\p{Mn}0-9_.]*$/u;
describe('any text', () => {
  const hostile = fc.string({
    unit: fc.constantFrom(
      ...'#^/|:.$ \u00a0"“’\'ab_0%é\u200b\ud800\n=<>!(),-'.split(''),
      ...['#if ', ' and ', ' or ', 'not ', 'signature:', '%qr', 'else', 'default:', 'upper', '99', 'cm'],
    ),
    maxLength: 40,
  });

  it('never throws and always says what is wrong in a short sentence', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 200 })), (inside) => {
        const parsed = parsePlaceholder(inside);
        if ('fault' in parsed) expect(parsed.fault.message.length).toBeLessThan(500);
        else for (const name of namesOf(parsed.placeholder)) expect(name).toMatch(NAME);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['spaces in a name', `a${' '.repeat(200_000)}b`],
    ['spaces in a filter', `a|up${' '.repeat(200_000)}per`],
    ['bars', `a${'|'.repeat(200_000)}`],
    ['colons', `a${':'.repeat(200_000)}`],
    ['quotation marks', `a|default:${"'".repeat(200_000)}x`],
    ['spaces after a size', `%a:w=${' '.repeat(200_000)}\nx`],
    ['parentheses', `#if ${'('.repeat(200_000)}`],
    ['a long number', `#if a > ${'1,'.repeat(100_000)}x`],
    ['an open text', `#if a = "${'x'.repeat(200_000)}`],
    ['marks', `a${'\u0301'.repeat(200_000)}`],
    ['dots', `a${'.b'.repeat(100_000)}`],
    ['the words of else if', `else${' '.repeat(200_000)}x`],
  ])('is refused without delay although it is long: %s', (_, inside) => {
    expect(message(inside)).toMatch(/[.)]$/);
    expect(message(inside).length).toBeLessThan(500);
  });

  it('means the same with spaces between its pieces', () => {
    const space = fc.constantFrom('', ' ', '\t', '\u00a0', '  ');
    const chain = fc.constantFrom(['upper'], ['default:x', 'lower'], ['date:long'], ['yesno:a/b'], []);
    fc.assert(
      fc.property(chain, fc.array(space, { minLength: 12, maxLength: 12 }), (filters, spaces) => {
        const next = (): string => spaces.pop() ?? '';
        const spaced = filters.map(
          (filter) => `${next()}|${next()}${filter.replace(':', () => `${next()}:${next()}`)}`,
        );
        expect(filtersOf(`${next()}name${spaced.join('')}${next()}`)).toEqual(
          filtersOf(['name', ...filters].join('|')),
        );
      }),
    );
  });
});

/** Writes a condition as an author would, with as few parentheses as the rules of precedence ask for. */
function print(condition: Condition, within: 'or' | 'and' | 'not' = 'or'): string {
  const { op } = condition;
  if (op === 'or')
    return enclose(condition.of.map((part) => print(part, 'and')).join(' or '), within !== 'or');
  if (op === 'and')
    return enclose(condition.of.map((part) => print(part, 'not')).join(' and '), within === 'not');
  if (op === 'not') return `not ${print(condition.of, 'not')}`;
  if (op === 'shown') return condition.name;
  return `${printOperand(condition.left)} ${op} ${printOperand(condition.right)}`;
}
const enclose = (text: string, needed: boolean): string => (needed ? `(${text})` : text);

function printOperand(operand: Operand): string {
  if ('name' in operand) return operand.name;
  const { literal } = operand;
  if (typeof literal === 'string') return literal.includes('"') ? `'${literal}'` : `"${literal}"`;
  return typeof literal === 'boolean' ? (literal ? 'yes' : 'no') : String(literal);
}

/** `or` directly inside `or` would be read as one, so branches of one kind hold only other kinds. */
const generated = fc.letrec<{ any: Condition; and: Condition; not: Condition; leaf: Condition }>((tie) => {
  const name = fc.constantFrom('a', 'status', 'person.name', 'ọjọ́'.normalize('NFC'), 'order', 'x_1');
  const text = fc.string({ unit: fc.constantFrom(...'ab(), ><=|.é\u{1f600}'), maxLength: 8 });
  const literal = fc.oneof<fc.Arbitrary<string | number | boolean>[]>(
    text,
    text.map((inside) => `"${inside}"`.replaceAll(`'`, '')),
    fc.integer({ min: -1_000_000, max: 1_000_000 }),
    fc.integer({ min: -9999, max: 9999 }).map((cents) => (cents === 0 ? 0 : cents / 100)),
    fc.boolean(),
  );
  const op = fc.constantFrom(
    '=' as const,
    '!=' as const,
    '>' as const,
    '<' as const,
    '>=' as const,
    '<=' as const,
  );
  const operand = fc.oneof(
    name.map((word): Operand => ({ name: word })),
    literal.map((value): Operand => ({ literal: value })),
  );
  const several = (of: fc.Arbitrary<Condition>) => fc.array(of, { minLength: 2, maxLength: 3 });
  const isOther = (kind: string) => (condition: Condition) => condition.op !== kind;
  return {
    leaf: fc.oneof(
      name.map(shown),
      fc
        .tuple(op, name, operand, fc.boolean())
        .map(
          ([sign, word, other, first]): Condition =>
            first
              ? { op: sign, left: { name: word }, right: other }
              : { op: sign, left: other, right: { name: word } },
        ),
    ),
    not: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      tie('leaf'),
      tie('any').map((of): Condition => ({ op: 'not', of })),
    ),
    and: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      tie('leaf'),
      several(tie('any').filter(isOther('and'))).map((of): Condition => ({ op: 'and', of })),
    ),
    any: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      tie('leaf'),
      tie('not'),
      tie('and'),
      several(tie('any').filter(isOther('or'))).map((of): Condition => ({ op: 'or', of })),
    ),
  };
}).any;

/** How many comparisons a condition holds. */
function size(condition: Condition): number {
  if (condition.op === 'and' || condition.op === 'or')
    return condition.of.reduce((sum, part) => sum + size(part), 0);
  return condition.op === 'not' ? size(condition.of) : 1;
}

describe('every condition', () => {
  it('is read back from what it is written as', () => {
    let large = 0;
    fc.assert(
      fc.property(
        generated.filter((condition) => size(condition) <= 20),
        (condition) => {
          if (size(condition) > 3) large++;
          expect(parseCondition(print(condition))).toEqual(condition);
        },
      ),
      { numRuns: 500, seed: 20_261_120 },
    );
    expect(large).toBeGreaterThan(20);
  });

  it('is read or refused, whatever it is made of', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'and',
        'or',
        'not',
        '(',
        ')',
        '=',
        '!=',
        '<',
        '>=',
        '"x"',
        '“',
        "'",
        '12',
        '1,0',
        '-',
        '.',
        '!',
      ],
      ...[' ', '\u00a0', 'yes', 'no', '__proto__', '\ud800', '\u200b', 'é', '|', '0x1'],
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom(' ', ''), (pieces, gap) => {
        try {
          expect(namesIn(parseCondition(pieces.join(gap))).length).toBeGreaterThan(0);
          accepted++;
        } catch (error) {
          if (!(error instanceof PlaceholderRefusal)) throw error;
          expect(error.message.length).toBeLessThan(400);
          expect(error.message.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 2000, seed: 20_261_120 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

describe('thousands of tags', () => {
  const codes = (text: string): string[] => readPlain(text).faults.map(({ code }) => code);

  it('stays quick with thousands of tags', () => {
    const blocks = Array.from({ length: 2500 }, (_, at) => `\${S${at}}`);
    const ends = blocks.map((tag) => tag.replace('{', '{/')).reverse();
    expect(codes(blocks.join('') + ends.join(''))).toContain('sections-too-deep');
    expect(codes('${/a}'.repeat(5000))).toHaveLength(5000);
    expect(codes('${x}'.repeat(2500) + '${/y}'.repeat(2500))).toHaveLength(2500);
  });
});
