import { enforcedFrom, type Field, type FieldType } from './field.ts';
import { chainInput, type FilterCall, hasDefault } from './filters.ts';
import { parseFilters } from './placeholder.ts';
import {
  formatName,
  hasFormat,
  LARGEST_AMOUNT,
  LARGEST_KOBO,
  LARGEST_SUMMAND,
  type TextFormat,
  textProblem,
  wantedFormat,
} from './value-formats.ts';

/** What one value of a field has to be. The check of the values and the JSON Schema are both made from it. */
export interface ValueRule {
  /** Whether texts are accepted at all. */
  texts: boolean;
  /** Formats a text must have, all of them. */
  formats: TextFormat[];
  /** The JSON numbers that are accepted; null for none. */
  numbers: NumberRange | null;
  booleans: boolean;
  /** Whether yes or no is what is really asked, so that a form shows a box to tick. */
  asksYesNo: boolean;
  /** The only answers; null when there are none prescribed. */
  choices: string[] | null;
  /** Nothing but spaces is accepted even where a value is needed, because a `default` prints something then. */
  blank: boolean;
}

export interface NumberRange {
  /** Absolute values must be below it; null when any finite number will do. */
  below: number | null;
  /** Only multiples of it; null when fractions will do. */
  step: number | null;
  /** No number below 0. */
  positive: boolean;
  /** Only 0 and 1. */
  bit: boolean;
}

const ANY_NUMBER: NumberRange = { below: null, step: null, positive: false, bit: false };

const RANGES: Partial<Record<TextFormat, NumberRange>> = {
  text: ANY_NUMBER,
  decimal: ANY_NUMBER,
  amount: { ...ANY_NUMBER, below: LARGEST_AMOUNT },
  whole: { ...ANY_NUMBER, below: LARGEST_AMOUNT, step: 1, positive: true },
  kobo: { ...ANY_NUMBER, below: LARGEST_KOBO, step: 1 },
  'whole-naira': { ...ANY_NUMBER, below: LARGEST_KOBO, step: 100, positive: true },
  summand: { ...ANY_NUMBER, below: LARGEST_SUMMAND },
  'yes-no': { ...ANY_NUMBER, bit: true },
};

/** What a type wants of texts, where the type is enforced; the types left out take any text. */
const TYPE_FORMATS: Partial<Record<FieldType, TextFormat>> = {
  number: 'amount',
  money: 'amount',
  kobo: 'kobo',
  'amount-in-words': 'amount',
  date: 'date',
  email: 'email',
  phone: 'phone',
  state: 'state',
  lga: 'lga',
  link: 'link',
  'yes-no': 'yes-no',
  'rc-number': 'rc-number',
  tin: 'tin',
  nin: 'nin',
  bvn: 'bvn',
  'account-number': 'account-number',
};

/** Whether a text would do as a value of a type. */
export function isOfType(type: FieldType, text: string): boolean {
  const format = TYPE_FORMATS[type];
  return format === undefined || hasFormat(format, text);
}

/** Whether values are held to the type of a field. */
export const isEnforced = (field: Field): boolean => field.confidence >= enforcedFrom;

/** The chains of a field as the filters want them; remembered, because every value of every document asks. */
export function chainsOf(field: Field): readonly FilterCall[][] {
  const known = CHAINS.get(field);
  if (known) return known;
  const chains = field.shownThrough.map((written) => parseFilters(written) ?? []);
  CHAINS.set(field, chains);
  return chains;
}

const CHAINS = new WeakMap<Field, FilterCall[][]>();

/** What a chain wants of a text; undefined when it prints any. */
function chainFormat(chain: readonly FilterCall[]): TextFormat | undefined {
  const has = (name: string): boolean => chain.some((call) => call.name === name);
  switch (chainInput(chain)) {
    case 'number':
      if (has('kobo')) return has('ordinal') ? 'whole-naira' : 'kobo';
      return has('ordinal') ? 'whole' : 'amount';
    case 'date':
      return 'date';
    case 'yes-no':
      return 'yes-no';
    default:
      return has('phone') ? 'phone' : undefined;
  }
}

/** The rule for one value of a field that is printed, asked about, a picture or a column that is added up. */
export function ruleOf(field: Field): ValueRule {
  if (field.kind === 'image') {
    return {
      texts: true,
      formats: ['picture'],
      numbers: null,
      booleans: false,
      asksYesNo: false,
      choices: null,
      blank: false,
    };
  }
  const chains = chainsOf(field);
  const wanted = new Set<TextFormat>(conditionFormats(field));
  for (const chain of chains) {
    const format = chainFormat(chain);
    if (format) wanted.add(format);
  }
  const byType = isEnforced(field) && field.kind !== 'section' ? TYPE_FORMATS[field.type] : undefined;
  if (byType) wanted.add(byType);
  if (wanted.has('whole') || wanted.has('kobo') || wanted.has('whole-naira')) wanted.delete('amount');
  const formats: TextFormat[] = wanted.size > 0 ? [...wanted] : ['text'];
  const choices = field.type === 'choice' && field.choices.length > 0 ? field.choices : null;
  const replaced = chains.length > 0 && chains.every(hasDefault);
  const chainsAllow = chains.length > 0 && chains.every((chain) => hasDefault(chain) || !chainFormat(chain));
  const isFree = byType === undefined && field.comparedAs === undefined && field.summed === undefined;
  return {
    texts: true,
    formats,
    numbers: choices ? null : isFlag(field) ? ANY_NUMBER : commonRange(formats),
    booleans: choices === null && takesBooleans(field, chains),
    asksYesNo: isFlag(field) || formats.includes('yes-no'),
    choices,
    blank: field.summed === undefined && (replaced || (chainsAllow && isFree)),
  };
}

function conditionFormats(field: Field): TextFormat[] {
  const formats: TextFormat[] = [];
  if (field.comparedAs === 'number') formats.push('decimal');
  if (field.comparedAs === 'date') formats.push('date');
  if (field.summed) formats.push('summand');
  if (field.summed === 'whole') formats.push('whole');
  if (field.summed === 'kobo') formats.push('kobo');
  return formats;
}

/** Only asked whether it is so: any number but 0 counts as yes. */
const isFlag = (field: Field): boolean => field.kind === 'condition' && field.comparedAs === 'yes-no';

function takesBooleans(field: Field, chains: readonly FilterCall[][]): boolean {
  if (field.kind === 'condition') return field.comparedAs === 'yes-no' || field.comparedAs === 'text';
  if (chains.length === 0) return false;
  if (chains.every((chain) => chainInput(chain) === 'yes-no')) return true;
  return isEnforced(field) && field.type === 'yes-no' && field.comparedAs === undefined && isPlain(chains);
}

/** Printed as given only, so that it can be completed before it is printed. */
export const isPlain = (chains: readonly FilterCall[][]): boolean =>
  chains.length > 0 && chains.every((chain) => chain.length === 0);

/** The numbers that have all formats. */
function commonRange(formats: readonly TextFormat[]): NumberRange | null {
  let common: NumberRange = ANY_NUMBER;
  for (const format of formats) {
    const range = RANGES[format];
    if (!range) return null;
    const bounds = [common.below, range.below].filter((bound) => bound !== null);
    common = {
      below: bounds.length > 0 ? Math.min(...bounds) : null,
      step: Math.max(common.step ?? 0, range.step ?? 0) || null,
      positive: common.positive || range.positive,
      bit: common.bit || range.bit,
    };
  }
  return common;
}

/** What is wrong with a value; `message` completes “Amount …”. */
export interface ValueProblem {
  code: 'wrong-shape' | 'invalid';
  message: string;
}

/** What is wrong with a value by its rule, or null. With `lenient`, nothing but spaces is no value and so not wrong. */
export function valueProblem(rule: ValueRule, value: unknown, lenient: boolean): ValueProblem | null {
  if (typeof value === 'string') {
    if (rule.texts) return textFault(rule, value, lenient || rule.blank);
    return { code: 'wrong-shape', message: 'must be true or false' };
  }
  if (typeof value === 'number') return numberFault(rule, value);
  if (typeof value === 'boolean') {
    if (rule.booleans) return null;
    return { code: 'wrong-shape', message: `must be ${kindWanted(rule)}, not true or false` };
  }
  const given = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a group' : undefined;
  const message = given ? `must be one value, not ${given}` : `must be ${kindWanted(rule)}`;
  return { code: 'wrong-shape', message };
}

const kindWanted = (rule: ValueRule): string =>
  rule.booleans ? 'true or false' : rule.numbers ? 'a text or number' : 'a text';

function textFault(rule: ValueRule, text: string, blank: boolean): ValueProblem | null {
  const problem = textProblem(text);
  if (problem) return { code: 'invalid', message: problem };
  if (blank && text.trim() === '') return null;
  if (rule.choices && !rule.choices.includes(text)) {
    return { code: 'invalid', message: `must be one of: ${rule.choices.slice(0, 20).join(', ')}` };
  }
  const failed = rule.formats.find((format) => !hasFormat(format, text));
  return failed ? { code: 'invalid', message: `must be ${wantedFormat(failed)}` } : null;
}

function numberFault(rule: ValueRule, value: number): ValueProblem | null {
  if (!Number.isFinite(value)) return { code: 'invalid', message: 'must be a finite number' };
  const [format = 'text'] = rule.formats;
  if (!rule.numbers) {
    const wanted = rule.choices
      ? `one of: ${rule.choices.slice(0, 20).join(', ')}`
      : `a text: ${wantedFormat(format)}`;
    return { code: 'invalid', message: `must be ${wanted}` };
  }
  if (isInRange(value, rule.numbers)) return null;
  const strictest = rule.formats.find((each) => {
    const range = RANGES[each];
    return range !== undefined && !isInRange(value, range);
  });
  return { code: 'invalid', message: `must be ${wantedFormat(strictest ?? format)}` };
}

function isInRange(value: number, range: NumberRange): boolean {
  if (range.bit) return value === 0 || value === 1;
  if (range.below !== null && Math.abs(value) >= range.below) return false;
  if (range.step !== null && value % range.step !== 0) return false;
  return !range.positive || value >= 0;
}

/** The JSON Schema of a rule. `lenient` as for `valueProblem`; `nullable` also takes null, which is no value. */
export function ruleSchema(rule: ValueRule, lenient: boolean, nullable: boolean): Record<string, unknown> {
  const blank = lenient || rule.blank;
  if (rule.choices) return choiceSchema(rule.choices, blank, nullable);
  const number = rule.numbers ? [rule.numbers.step === null ? 'number' : 'integer'] : [];
  // Forms show an input for the first type.
  const types = [
    ...(rule.booleans && rule.asksYesNo ? ['boolean'] : []),
    ...(rule.formats[0] === 'text' ? ['string', ...number] : [...number, 'string']),
    ...(rule.booleans && !rule.asksYesNo ? ['boolean'] : []),
    ...(nullable ? ['null'] : []),
  ];
  if (!rule.texts)
    return { type: types.filter((type) => type !== 'string'), ...rangeSchema(rule.numbers ?? ANY_NUMBER) };
  const [first = 'text', ...others] = rule.formats.map((format) =>
    formatName(format, blank && format !== 'text'),
  );
  return {
    type: types.length === 1 ? types[0] : types,
    ...(rule.numbers ? rangeSchema(rule.numbers) : {}),
    format: first,
    ...(others.length > 0 ? { allOf: others.map((format) => ({ format })) } : {}),
  };
}

function rangeSchema(range: NumberRange): Record<string, unknown> {
  if (range.bit) return { minimum: 0, maximum: 1, multipleOf: 1 };
  return {
    ...(range.below === null ? {} : { exclusiveMaximum: range.below }),
    ...((range.step ?? 1) > 1 ? { multipleOf: range.step } : {}),
    ...(range.positive ? { minimum: 0 } : range.below === null ? {} : { exclusiveMinimum: -range.below }),
  };
}

function choiceSchema(
  choices: readonly string[],
  blank: boolean,
  nullable: boolean,
): Record<string, unknown> {
  const answers = { enum: [...choices, ...(nullable ? [null] : [])] };
  const type = nullable ? ['string', 'null'] : 'string';
  if (!blank) return { type, ...answers };
  return { type, anyOf: [answers, { type: 'string', pattern: '^\\s*$', format: formatName('text', false) }] };
}

/** Whether values that suit one rule always suit the other. */
export function implies(stronger: ValueRule, weaker: ValueRule): boolean {
  if (stronger.booleans && !weaker.booleans) return false;
  if (stronger.blank && !weaker.blank && weaker.formats[0] !== 'text') return false;
  if (weaker.choices && JSON.stringify(weaker.choices) !== JSON.stringify(stronger.choices)) return false;
  if (stronger.numbers && !weaker.numbers) return false;
  return weaker.formats.every((format) => format === 'text' || stronger.formats.includes(format));
}
