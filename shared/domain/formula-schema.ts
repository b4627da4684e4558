import { parseDate } from './calendar-date.ts';
import type { Comparison } from './condition.ts';
import { parseDecimal } from './decimal.ts';
import { compare } from './evaluate-condition.ts';
import { type Formula, type Literal, passes, type Test } from './level-formula.ts';
import { comparisonFormatName } from './value-formats.ts';

/** A JSON Schema. */
export type Schema = Record<string, unknown>;

const BLANK: Schema = { type: 'string', pattern: '^\\s*$' };
const NOT_NULL: Schema = { not: { type: 'null' } };

/** The schema of groups for which a formula about their own level holds. */
export function formulaSchema(formula: Formula): Schema {
  if (formula === true) return {};
  if ('all' in formula) return { allOf: formula.all.map(formulaSchema) };
  if ('any' in formula) return { anyOf: formula.any.map(formulaSchema) };
  const schema = literalSchema(formula);
  return formula.holds ? schema : { not: schema };
}

function literalSchema({ words, test, otherwise }: Literal): Schema {
  const leaf = testSchema(test);
  if (!passes(test, otherwise)) return givenSchema(words, leaf);
  return { not: givenSchema(words, { not: leaf }) };
}

/** Groups that have a dotted name, other than as null, and there what the schema says. */
export function givenSchema(words: readonly string[], leaf: Schema): Schema {
  const [word = '', ...rest] = words;
  const inner =
    rest.length > 0 ? { type: 'object', ...givenSchema(rest, leaf) } : { allOf: [NOT_NULL, leaf] };
  return { required: [word], properties: { [word]: inner } };
}

/** Groups that have what the schema says where they have the dotted name at all. */
export function whereGiven(words: readonly string[], leaf: Schema): Schema {
  const [word = '', ...rest] = words;
  return { properties: { [word]: rest.length > 0 ? whereGiven(rest, leaf) : leaf } };
}

/** Values other than null that pass a test. */
function testSchema(test: Test): Schema {
  switch (test.is) {
    case 'given':
      return {};
    case 'rows':
      return { type: ['array', 'object'] };
    case 'on':
      return { const: true };
    case 'scalar':
      return { type: ['boolean', 'number', 'string'], not: { anyOf: [{ enum: [false, 0] }, BLANK] } };
    case 'shown':
      return { not: { anyOf: [{ enum: [false, 0, null] }, BLANK, { type: 'array', maxItems: 0 }] } };
    default:
      return comparedSchema(test.comparison, test.literal);
  }
}

function comparedSchema(comparison: Comparison, literal: string | number | boolean): Schema {
  if (comparison === '!=') return { not: comparedSchema('=', literal) };
  const booleans = [true, false].filter((value) => compare(comparison, value, literal) === true);
  const alternatives: Schema[] = [
    ...(booleans.length > 0 ? [{ enum: booleans }] : []),
    ...numbersCompared(comparison, literal),
    textCompared(comparison, literal),
  ];
  const [only] = alternatives;
  return only && alternatives.length === 1 ? only : { anyOf: alternatives };
}

const LIMITS = {
  '>': 'exclusiveMinimum',
  '<': 'exclusiveMaximum',
  '>=': 'minimum',
  '<=': 'maximum',
} as const;

function numbersCompared(
  comparison: Exclude<Comparison, '!='>,
  literal: string | number | boolean,
): Schema[] {
  if (typeof literal === 'boolean') return comparison === '=' ? [{ const: literal ? 1 : 0 }] : [];
  const number = typeof literal === 'number' ? literal : Number(literal.trim().replaceAll(',', ''));
  if (literal === '' || !Number.isFinite(number) || compare('=', number, literal) !== true) return [];
  return [comparison === '=' ? { const: number } : { type: 'number', [LIMITS[comparison]]: number }];
}

const YES = '[yY][eE][sS]|[tT][rR][uU][eE]|1';
const NO = '[nN][oO]|[fF][aA][lL][sS][eE]|0';

/** Plain words are written as a pattern, which every validator knows. */
function textCompared(comparison: Comparison, literal: string | number | boolean): Schema {
  if (typeof literal === 'boolean') {
    if (comparison !== '=') return { not: {} };
    return { type: 'string', pattern: literal ? `^\\s*(?:${YES})\\s*$` : `^\\s*(?:${NO})?\\s*$` };
  }
  if (comparison === '=' && typeof literal === 'string' && isPlainWord(literal)) {
    return { type: 'string', pattern: `^\\s*${anyCase(literal.trim())}\\s*$` };
  }
  return { type: 'string', format: comparisonFormatName(comparison, literal) };
}

/** Neither a number nor a date, which have many writings, and of letters whose other case is known. */
const isPlainWord = (text: string): boolean =>
  parseDecimal(text) === null && parseDate(text) === null && /^[\x20-\x7e]*$/.test(text);

/** A pattern for a text in capitals or not. U+212A, the sign for kelvin, is a k in small letters. */
const anyCase = (text: string): string =>
  [...text]
    .map((letter) => {
      if (/[a-z]/i.test(letter)) {
        const sign = letter.toLowerCase() === 'k' ? '\u212a' : '';
        return `[${letter.toLowerCase()}${letter.toUpperCase()}${sign}]`;
      }
      return letter.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
    })
    .join('');
