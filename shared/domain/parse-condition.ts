// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Comparison, Condition, Operand } from './condition.ts';
import { checkName } from './placeholder-name.ts';
import { PlaceholderRefusal } from './placeholder-refusal.ts';

/** Comparisons in one condition; more belong into several. */
const MOST_COMPARISONS = 20;
/** Parentheses and `not` within each other. */
const DEEPEST = 10;
const LONGEST_TEXT = 200;

type Token =
  | { type: 'name' | 'text'; value: string }
  | { type: 'number'; value: number }
  | { type: 'yes-no'; value: boolean }
  | { type: 'word'; value: 'and' | 'or' | 'not' }
  | { type: 'comparison'; value: Comparison }
  | { type: '(' | ')' };

const SPACE = /[\s\u00A0]+/y;
const TEXT = /["“”„]([^"“”„]*)["“”„]|['‘’‚]([^'‘’‚]*)['‘’‚]/uy;
const NUMBER = /-?\d[\d,]*(?:\.\d+)?(?![\p{L}\p{N}_.])/uy;
const COMPARISON = /!=|>=|<=|=|>|</y;
const WORD = /[\p{L}_][\p{L}\p{Mn}\p{N}_.]*/uy;

const bad = (message: string): PlaceholderRefusal => new PlaceholderRefusal('bad-condition', message);

const EXAMPLE = 'Write it like ${#if status = "paid"} or ${#if amount > 1000 and not waived}.';

const UNJOINED = `Put “and” or “or” between two comparisons. ${EXAMPLE}`;

/** Reads what follows `#if`. @throws PlaceholderRefusal with what to type instead */
export function parseCondition(text: string): Condition {
  const tokens = tokensOf(text);
  if (tokens.length === 0) throw bad(`Say what to ask after “if”. ${EXAMPLE}`);
  return new ConditionReader(tokens).read();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match) position += match[0].length;
    return match;
  };
  while (position < text.length) {
    if (take(SPACE)) continue;
    tokens.push(tokenAt(text, position, take));
  }
  return tokens;
}

function tokenAt(text: string, position: number, take: (pattern: RegExp) => RegExpExecArray | null): Token {
  const quoted = take(TEXT);
  if (quoted) return { type: 'text', value: shortText(quoted[1] ?? quoted[2] ?? '') };
  const number = take(NUMBER);
  if (number) return { type: 'number', value: exactNumber(number[0]) };
  const comparison = take(COMPARISON);
  if (comparison) return { type: 'comparison', value: comparisonOf(comparison[0]) };
  const parenthesis = take(/[()]/y);
  if (parenthesis) return { type: parenthesis[0] === '(' ? '(' : ')' };
  const word = take(WORD);
  if (word) return wordToken(word[0]);
  const rest = text.slice(position, position + 20).toWellFormed();
  if (/^["“”„'‘’‚]/u.test(rest)) throw bad(`The text ${rest}… has no closing quotation mark. ${EXAMPLE}`);
  throw bad(`“${rest}” cannot stand in a condition. ${EXAMPLE}`);
}

function shortText(text: string): string {
  if (text.length > LONGEST_TEXT)
    throw bad(`A text in a condition is longer than ${LONGEST_TEXT} characters.`);
  return text;
}

/** Beyond 2^53 a number is no longer the one that was written, and beyond 10^308 none at all. */
function exactNumber(written: string): number {
  const number = Number(written.replaceAll(',', ''));
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  throw bad(`A number in a condition has more than 15 digits. Make it smaller. ${EXAMPLE}`);
}

function comparisonOf(written: string): Comparison {
  const known: readonly Comparison[] = ['=', '!=', '>', '<', '>=', '<='];
  return known.find((comparison) => comparison === written) ?? '=';
}

function wordToken(word: string): Token {
  const lower = word.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'not') return { type: 'word', value: lower };
  if (lower === 'true' || lower === 'yes') return { type: 'yes-no', value: true };
  if (lower === 'false' || lower === 'no') return { type: 'yes-no', value: false };
  return { type: 'name', value: checkName(word) };
}

class ConditionReader {
  readonly #tokens: readonly Token[];
  #position = 0;
  #comparisons = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Condition {
    const condition = this.#joined('or');
    const rest = this.#peek();
    if (rest?.type === ')') throw bad('A closing parenthesis has no opening one. Remove it.');
    if (rest) throw bad(UNJOINED);
    return condition;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #isWord(word: 'and' | 'or' | 'not'): boolean {
    const token = this.#peek();
    return token?.type === 'word' && token.value === word;
  }

  #joined(op: 'and' | 'or'): Condition {
    const of: Condition[] = [];
    do {
      if (of.length > 0) this.#position++;
      of.push(op === 'or' ? this.#joined('and') : this.#single());
    } while (this.#isWord(op));
    const [only] = of;
    return only && of.length === 1 ? only : { op, of };
  }

  #single(): Condition {
    // The comparison in the middle is no nesting.
    if (this.#depth > DEEPEST) throw bad('The condition is nested too deeply. Make it simpler.');
    this.#depth++;
    const condition = this.#isWord('not') ? this.#negated() : this.#comparison();
    this.#depth--;
    return condition;
  }

  #negated(): Condition {
    this.#position++;
    return { op: 'not', of: this.#single() };
  }

  #comparison(): Condition {
    if (this.#peek()?.type === '(') return this.#inParentheses();
    if (++this.#comparisons > MOST_COMPARISONS) {
      throw bad(`The condition compares more than ${MOST_COMPARISONS} things. Make it simpler.`);
    }
    const left = this.#operand();
    const token = this.#peek();
    if (token?.type !== 'comparison') {
      if ('name' in left) return { op: 'shown', name: left.name };
      throw bad(`A condition asks about a field, not only about a fixed value. ${EXAMPLE}`);
    }
    this.#position++;
    const right = this.#operand();
    if (!('name' in left || 'name' in right)) {
      throw bad(`The condition compares two fixed values. Name a field on one side. ${EXAMPLE}`);
    }
    return { op: token.value, left, right };
  }

  #inParentheses(): Condition {
    this.#position++;
    const condition = this.#joined('or');
    const end = this.#peek();
    if (!end) throw bad('An opening parenthesis has no closing one. Add it.');
    if (end.type !== ')') throw bad(UNJOINED);
    this.#position++;
    return condition;
  }

  #operand(): Operand {
    const token = this.#tokens[this.#position++];
    if (token?.type === 'name') return { name: token.value };
    if (token?.type === 'text' || token?.type === 'number' || token?.type === 'yes-no')
      return { literal: token.value };
    if (token?.type === 'comparison') {
      throw bad(
        `“${token.value}” lacks a field or value beside it. Write only =, !=, >, <, >= or <=. ${EXAMPLE}`,
      );
    }
    throw bad(`A field or value is missing in the condition. ${EXAMPLE}`);
  }
}
