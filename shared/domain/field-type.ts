import type { FieldType } from './field.ts';
import { chainInput, type FilterCall, isRich } from './filters.ts';

/** A type and how sure it is, 0 to 1. */
export interface TypeGuess {
  type: FieldType;
  confidence: number;
}

/** What is known about a name that is printed or asked about. */
export interface TypeClues {
  name: string;
  chains: readonly (readonly FilterCall[])[];
  /** The texts before its placeholders, nearest words last. */
  before: readonly string[];
}

/** Well-known names; so sure that values are held to it. */
const EXACT = 0.9;
/** The same as the last words of a longer name: `tenant_email`. */
const ENDING = 0.7;
const HINT = 0.6;
/** Words right before a placeholder, by themselves. */
const AROUND = 0.65;
/** A currency sign right before it. */
const CURRENCY = 0.75;
const AGREEMENT = 0.15;
const CONTRADICTION = 0.2;
/** A type that only the document or the owner can make certain. */
const MOST_GUESSED = 0.95;
const NOTHING_KNOWN = 0.5;

/** Names that say what they hold, in small letters with `_` between words. */
const WELL_KNOWN: readonly [FieldType, RegExp][] = [
  ['email', /^(?:e_?mail|email_address|e_?mail_address)$/],
  [
    'phone',
    /^(?:phone|phone_(?:number|no)|mobile|mobile_(?:number|no|phone)|telephone|telephone_(?:number|no)|gsm_number)$/,
  ],
  ['nin', /^(?:nin|nin_number|national_identification_number)$/],
  ['bvn', /^(?:bvn|bvn_number|bank_verification_number)$/],
  ['tin', /^(?:tin|tin_number|tax_identification_number)$/],
  ['rc-number', /^(?:rc_number|rc_no|rcnumber|cac_number)$/],
  ['account-number', /^(?:account_number|account_no|nuban|nuban_number|bank_account_number)$/],
  ['date', /^(?:date|dob|date_of_birth|birth_date|date_of_\w+|\w+_date)$/],
  ['lga', /^(?:lga|lga_of_origin|local_government|local_government_area)$/],
  ['state', /^(?:state|state_of_origin|state_of_residence)$/],
  ['address', /^(?:address|\w+_address)$/],
  ['amount-in-words', /^(?:in_words|\w+_in_words|amount_words)$/],
];

/** Endings of longer names that mean the same, less surely. */
const ENDINGS: readonly [FieldType, RegExp][] = [
  ['email', /_e?mail(?:_address)?$/],
  ['phone', /_(?:phone|mobile|telephone|tel)(?:_number|_no)?$|^tel$/],
  ['nin', /_nin$/],
  ['bvn', /_bvn$/],
  ['tin', /_tin$/],
  ['rc-number', /_rc(?:_number|_no)?$|^rc$/],
  ['account-number', /_account_(?:number|no)$/],
  ['lga', /_lga$/],
  ['kobo', /(?:^|_)kobo$/],
];

/** Words within a name that suggest something; what they suggest shapes only the form. */
const HINTS: readonly [FieldType, RegExp][] = [
  ['state', /_state$/],
  [
    'money',
    /(?:^|_)(?:amount|price|total|subtotal|fee|fees|salary|cost|rent|balance|deposit|naira|wage|wages|allowance|premium|vat)$/,
  ],
  [
    'number',
    /(?:^|_)(?:quantity|qty|count|age|years|months|weeks|days|units|percentage|percent)$|^number_of_/,
  ],
  ['yes-no', /^(?:is|has|was)_/],
  [
    'long-text',
    /(?:^|_)(?:description|notes?|comments?|remarks?|details|summary|reasons?|message|background|scope)$/,
  ],
];

/** Labels right before a placeholder, as forms and letters have them; `:` and spaces are taken off before. */
const LABELS: readonly [FieldType, RegExp][] = [
  ['email', /\be-?mail(?: address)?$/i],
  ['phone', /\b(?:tel|telephone|phone|mobile|gsm|whatsapp|call)(?: ?(?:no|number|line))?\.?$/i],
  ['account-number', /\b(?:nuban|account (?:no|number)|acct\.? no)\.?$/i],
  ['rc-number', /\b(?:rc|cac)(?: ?(?:no|number))?\.?$/i],
  ['bvn', /\bbvn(?: (?:no|number))?\.?$/i],
  ['nin', /\bnin(?: (?:no|number))?\.?$/i],
  ['tin', /\btin(?: (?:no|number))?\.?$/i],
  ['lga', /\b(?:lga|local government(?: area)?)$/i],
  ['state', /\bstate(?: of (?:origin|residence))?$/i],
  ['amount-in-words', /\bin words$/i],
  ['address', /\baddress$/i],
  ['date', /\b(?:date|dated|date of birth|born on|dob)$/i],
];

const CURRENCY_SIGN = /(?:₦|\bNGN)$/i;

/** Longest text before a placeholder that is looked at, in characters. */
const NEAR = 40;

/** The type of a name by its filters, its own words and the words before it. */
export function guessType(clues: TypeClues): TypeGuess {
  const dictated = typeByFilters(clues.chains, clues.name);
  if (dictated) return { type: dictated, confidence: 1 };
  const own = typeByName(clues.name);
  const around = typeByLabels(clues.before);
  if (!own) return around ?? { type: 'text', confidence: NOTHING_KNOWN };
  if (!around) return own;
  if (around.type === own.type) {
    const sum = Math.max(own.confidence, around.confidence) + AGREEMENT;
    return { type: own.type, confidence: Math.min(MOST_GUESSED, round(sum)) };
  }
  const stronger = around.confidence > own.confidence ? around : own;
  return { type: stronger.type, confidence: round(stronger.confidence - CONTRADICTION) };
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** A name in small letters with `_`: `customerEmail` and `Customer_Email` become `customer_email`. Dots stay. */
export const plainName = (name: string): string =>
  name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

const lastWord = (name: string): string => plainName(name.slice(name.lastIndexOf('.') + 1));

/** What the filters dictate; null when they take any text. */
function typeByFilters(chains: readonly (readonly FilterCall[])[], name: string): FieldType | null {
  const calls = chains.flat();
  const has = (filter: string): boolean => calls.some((call) => call.name === filter);
  const inputs = new Set(chains.map(chainInput));
  if (inputs.has('list')) return 'list';
  if (inputs.has('date')) return 'date';
  if (inputs.has('yes-no')) return 'yes-no';
  if (inputs.has('number')) {
    if (has('kobo')) return 'kobo';
    const isMoney = has('naira') || has('words') || typeByName(name)?.type === 'money';
    return isMoney ? 'money' : 'number';
  }
  if (has('phone')) return 'phone';
  return chains.some(isRich) ? 'long-text' : null;
}

function typeByName(name: string): TypeGuess | null {
  const word = lastWord(name);
  const find = (table: readonly [FieldType, RegExp][]): FieldType | undefined =>
    table.find(([, pattern]) => pattern.test(word))?.[0];
  const known = find(WELL_KNOWN);
  if (known && !(known === 'address' && /mail/.test(word))) return { type: known, confidence: EXACT };
  const ending = find(ENDINGS);
  if (ending) return { type: ending, confidence: ENDING };
  const hint = find(HINTS);
  return hint ? { type: hint, confidence: HINT } : null;
}

/** What the words before most of its places say; nothing when they disagree. */
function typeByLabels(before: readonly string[]): TypeGuess | null {
  const found = new Set(before.flatMap((text) => typeByLabel(text) ?? []));
  const [type] = found;
  if (!type || found.size > 1) return null;
  return { type, confidence: type === 'money' ? CURRENCY : AROUND };
}

function typeByLabel(text: string): FieldType | null {
  const near = text.slice(-NEAR).trimEnd();
  if (CURRENCY_SIGN.test(near)) return 'money';
  const label = near.replace(/[\s:.\-–—_(]+$/u, '');
  return LABELS.find(([, pattern]) => pattern.test(label))?.[0] ?? null;
}
