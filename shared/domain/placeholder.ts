// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { FILTER_NAMES, type FilterCall, filterArgumentProblem, filterOrderProblem } from './filters.ts';
import { nearest } from './nearest.ts';
import type { TemplateFaultCode } from './template-fault.ts';

/**
 * The grammar of one placeholder, the text between `${` and `}`:
 *
 *     placeholder = value | "#" name | "^" name | "/" name
 *     value       = name { "|" filter }
 *     filter      = word [ ":" argument ]
 *     name        = word { "." word }     word = a Latin letter, then letters, digits, "_"
 *
 * Spaces around each piece are ignored. Nothing is evaluated.
 */
export type Placeholder =
  | { kind: 'value'; name: string; filters: FilterCall[] }
  | { kind: 'open'; name: string; inverted: boolean }
  | { kind: 'close'; name: string };

interface PlaceholderFault {
  code: TemplateFaultCode;
  message: string;
}

type ParsedPlaceholder = { placeholder: Placeholder } | { fault: PlaceholderFault };

/** Longest name, dots included. */
const LONGEST_NAME = 100;
const LONGEST_ARGUMENT = 200;
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);
/** Latin letters only, so that no look-alike of another alphabet can pass; marks serve Yoruba and Igbo. */
const WORD = /^(?=\p{L})\p{Script=Latin}(?:(?=\p{L})\p{Script=Latin}|\p{Mn}|[0-9_])*$/u;
/** Format characters, spaces other than the plain one, and soft hyphens: people cannot see them. */
const INVISIBLE = /[\p{Cf}\p{Cc}\u00AD]/u;

class Refusal extends Error {
  readonly fault: PlaceholderFault;
  constructor(code: TemplateFaultCode, message: string) {
    super(message);
    this.fault = { code, message };
  }
}

/** Reads the text between `${` and `}`. */
export function parsePlaceholder(inside: string): ParsedPlaceholder {
  try {
    return { placeholder: parse(inside) };
  } catch (error) {
    if (error instanceof Refusal) return { fault: error.fault };
    throw error;
  }
}

/** Reads a stored chain such as `['default:0', 'naira']`; null when it is not a valid chain. */
export function parseFilters(written: readonly string[]): FilterCall[] | null {
  const parsed = parsePlaceholder(['x', ...written].join('|'));
  if ('fault' in parsed || parsed.placeholder.kind !== 'value') return null;
  return parsed.placeholder.filters;
}

function parse(inside: string): Placeholder {
  const text = inside.normalize('NFC').trim();
  const sign = text.charAt(0);
  if (sign !== '#' && sign !== '^' && sign !== '/') {
    if (text === '') throw new Refusal('empty-placeholder', 'A placeholder needs a name: ${customer_name}.');
    return parseValue(text);
  }
  const rest = text.slice(1).trim();
  if (rest === '') {
    if (sign === '/') {
      throw new Refusal('nameless-close', 'Say which section ends here: ${/items} instead of ${/}.');
    }
    throw new Refusal('empty-placeholder', `A section needs a name: \${${sign}items}.`);
  }
  if (rest.includes('|')) {
    throw new Refusal('filter-on-section', 'A section takes no filters; put them on the values inside it.');
  }
  const name = checkName(rest);
  return sign === '/' ? { kind: 'close', name } : { kind: 'open', name, inverted: sign === '^' };
}

function parseValue(text: string): Placeholder {
  const bar = text.indexOf('|');
  if (bar === -1) return { kind: 'value', name: checkName(text), filters: [] };
  const name = checkName(text.slice(0, bar).trim());
  const filters: FilterCall[] = [];
  let rest: string | null = text.slice(bar + 1);
  while (rest !== null) {
    const { call, after } = takeFilter(rest);
    filters.push(call);
    rest = after;
  }
  const problem = filterOrderProblem(filters);
  if (problem) throw new Refusal('bad-filter-order', problem);
  return { kind: 'value', name, filters };
}

function checkName(name: string): string {
  const shown = name.length > 60 ? `${name.slice(0, 60).toWellFormed()}…` : name;
  if (name.length > LONGEST_NAME) {
    throw new Refusal('bad-name', `The name “${shown}” is longer than ${LONGEST_NAME} characters.`);
  }
  const words = name.split('.');
  if (words.some((word) => RESERVED.has(word))) {
    throw new Refusal('bad-name', `The name “${shown}” is reserved; choose another one.`);
  }
  if (words.every((word) => WORD.test(word))) return name;
  if (INVISIBLE.test(name)) {
    throw new Refusal(
      'bad-name',
      `The name “${shown}” contains an invisible character; type it again by hand.`,
    );
  }
  const better = name.replace(/[^\p{L}\p{Mn}0-9_.]+/gu, '_').replace(/^[^\p{L}]+|[_.]+$/gu, '');
  const usable = better.split('.').every((word) => WORD.test(word) && !RESERVED.has(word));
  throw new Refusal(
    'bad-name',
    `“${shown}” is no usable name: start with a letter and use only letters, digits and _${
      usable ? `, for example \${${better}}` : ''
    }.`,
  );
}

function takeFilter(text: string): { call: FilterCall; after: string | null } {
  const match = /^\s*([^:|]*?)\s*(:|\||$)/.exec(text);
  const name = (match?.[1] ?? '').toLowerCase();
  if (!FILTER_NAMES.includes(name)) throw unknownFilter(name);
  const consumed = match?.[0].length ?? 0;
  const taken = match?.[2] === ':' ? takeArgument(text.slice(consumed)) : null;
  const after = taken ? taken.after : match?.[2] === '|' ? text.slice(consumed) : null;
  const argument = taken ? taken.argument : null;
  const call = { name, argument, written: taken ? `${name}:${taken.written}` : name };
  const problem = taken?.written === '' ? 'There is nothing after the colon.' : filterArgumentProblem(call);
  if (problem) throw new Refusal('bad-filter-argument', `${problem} (filter “${call.written}”)`);
  if ((argument ?? '').length > LONGEST_ARGUMENT) {
    throw new Refusal(
      'bad-filter-argument',
      `The text after “${name}:” is longer than ${LONGEST_ARGUMENT} characters.`,
    );
  }
  return { call, after };
}

/**
 * An argument runs to the next bar. In quotation marks, straight or curly as Word makes them, it may hold
 * bars and be empty; a single quotation mark ends it only before a bar or the end, so apostrophes may stand
 * inside.
 */
function takeArgument(text: string): { argument: string; written: string; after: string | null } {
  const quoted =
    /^\s*(["“”„]([^"“”„]*)["“”„])\s*(\||$)/u.exec(text) ?? /^\s*(['‘’‚](.*?)['‘’‚])\s*(\||$)/u.exec(text);
  if (quoted) {
    const after = quoted[3] === '|' ? text.slice(quoted[0].length) : null;
    return { argument: quoted[2] ?? '', written: quoted[1] ?? '', after };
  }
  const bar = text.indexOf('|');
  const argument = (bar === -1 ? text : text.slice(0, bar)).trim();
  return { argument, written: argument, after: bar === -1 ? null : text.slice(bar + 1) };
}

function unknownFilter(name: string): Refusal {
  const guess = nearest(name, FILTER_NAMES);
  const hint = guess ? ` Did you mean “${guess}”?` : '';
  const shown =
    name === '' ? 'Nothing stands after “|”.' : `There is no filter “${name.slice(0, 40).toWellFormed()}”.`;
  return new Refusal('unknown-filter', `${shown}${hint} The filters are: ${FILTER_NAMES.join(', ')}.`);
}
