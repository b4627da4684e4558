import type { Condition } from './condition.ts';
import type { Field } from './field.ts';
import { plainName } from './field-type.ts';
import { chainInput } from './filters.ts';
import { chainsOf } from './value-rule.ts';

/** `amount_in_words`, `rent_words`, `loan.amountInWords`: the group before the last dot, the amount, the ending. */
const IN_WORDS = /^(?:(.*?)_)??(in_words|words)$/;

/** What `${amount_in_words}` may also mean when nothing is called `amount`. */
const ANY_AMOUNT = new Set(['', 'amount', 'total', 'sum', 'figure']);

/**
 * Finds the fields of one level that repeat an amount in words, so that figures and words come from one value.
 * `X_in_words` and `X_words` belong to the amount `X`; `amount_in_words` also to the only amount there is.
 */
export function linkAmounts(fields: readonly Field[]): Field[] {
  const sources = new Map<Field, Field>();
  for (const field of fields) {
    const source = isLinkable(field) ? sourceOf(field, fields) : undefined;
    if (source) sources.set(field, source);
  }
  return fields.map((field) => {
    const source = sources.get(field);
    if (source) return written(field, source);
    const words = [...sources].filter(([, amount]) => amount === field).map(([each]) => each);
    return words.length > 0 ? amountOf(field, words) : notInWords(field);
  });
}

const takesOnly = (field: Field, inputs: readonly string[]): boolean =>
  chainsOf(field).every((chain) => inputs.includes(chainInput(chain)));

const isLinkable = (field: Field): boolean =>
  (field.kind === 'value' || field.kind === 'filter') &&
  field.comparedAs === undefined &&
  field.summed === undefined &&
  takesOnly(field, ['text', 'number']);

const isAmount = (field: Field): boolean =>
  (field.kind === 'value' || field.kind === 'filter') &&
  (field.type === 'money' || field.type === 'kobo' || field.type === 'number');

const isMoney = (field: Field): boolean =>
  (field.type === 'money' || field.type === 'kobo') &&
  isAmount(field) &&
  !IN_WORDS.test(plainName(field.name));

/** `monthly`, `rent` of `monthlyRent`. */
const wordsOf = (name: string): string[] => plainName(name).split('_');

/** An amount by its name alone can be one as long as nothing says that it is something else. */
const mayBeAmount = (field: Field): boolean =>
  isAmount(field) ||
  ((field.kind === 'value' || field.kind === 'filter') &&
    field.type === 'text' &&
    field.comparedAs !== 'text' &&
    takesOnly(field, ['text', 'number']));

function sourceOf(field: Field, fields: readonly Field[]): Field | undefined {
  const dot = field.name.lastIndexOf('.') + 1;
  const group = field.name.slice(0, dot);
  const match = IN_WORDS.exec(plainName(field.name.slice(dot)));
  if (!match) return undefined;
  const [, base = '', ending] = match;
  const isNamed = (other: Field): boolean =>
    other !== field &&
    !IN_WORDS.test(plainName(other.name)) &&
    other.name.startsWith(group) &&
    plainName(other.name.slice(dot)) === base;
  const named = fields.find((other) => isNamed(other) && mayBeAmount(other));
  if (named && (ending === 'in_words' || isAmount(named))) return named;
  if (ending === 'in_words' && base !== '') {
    const holding = fields.filter(
      (other) => other !== field && isMoney(other) && wordsOf(other.name.slice(dot)).includes(base),
    );
    if (holding.length === 1) return holding[0];
  }
  if (ending !== 'in_words' || !ANY_AMOUNT.has(base)) return undefined;
  const amounts = fields.filter(isMoney);
  return amounts.length === 1 ? amounts[0] : undefined;
}

/** Words that have an amount are never asked for. */
function written(field: Field, source: Field): Field {
  const { neededWhen: _, ...rest } = field;
  return { ...rest, type: 'amount-in-words', confidence: 1, required: false, writtenFrom: source.name };
}

/** Words need a number, and need it wherever they stand. */
function amountOf(field: Field, words: readonly Field[]): Field {
  const { neededWhen, ...rest } = field;
  const guards: (readonly Condition[] | undefined)[] = [neededWhen, ...words.map((each) => each.neededWhen)];
  const always = guards.some((guard) => guard === undefined);
  const together = guards.flatMap((guard) => guard ?? []);
  return {
    ...rest,
    type: isAmount(field) ? field.type : 'money',
    confidence: 1,
    ...(always ? {} : { neededWhen: together }),
  };
}

/** `key_words` are words without an amount. */
function notInWords(field: Field): Field {
  const isWords = field.type === 'amount-in-words' && field.confidence < 1;
  if (!isWords || (isLinkable(field) && /in_words$/.test(plainName(field.name)))) return field;
  return { ...field, type: 'text', confidence: 0.5 };
}
