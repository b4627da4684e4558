import { type Decimal, roundedUnits } from './decimal.ts';

const SMALL = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES = ['', ' thousand', ' million', ' billion', ' trillion'];

function belowHundred(value: number): string {
  if (value < 20) return SMALL[value] ?? '';
  const unit = value % 10;
  const tens = TENS[Math.floor(value / 10)] ?? '';
  return unit === 0 ? tens : `${tens}-${SMALL[unit] ?? ''}`;
}

function belowThousand(value: number): string {
  const rest = value % 100;
  if (value < 100) return belowHundred(value);
  const hundreds = `${SMALL[Math.floor(value / 100)] ?? ''} hundred`;
  return rest === 0 ? hundreds : `${hundreds} and ${belowHundred(rest)}`;
}

/**
 * A whole number below 10^15 in British English: groups joined by commas, a last group below one hundred
 * by "and": `one million, two hundred and fifty thousand and one`.
 */
export function wholeNumberInWords(value: bigint): string {
  if (value === 0n) return 'zero';
  let words = '';
  let rest = value;
  for (let scale = 0; rest > 0n; scale++) {
    const group = Number(rest % 1000n);
    rest /= 1000n;
    if (group === 0) continue;
    const joint = words === '' ? '' : words.startsWith('and ') ? ' ' : ', ';
    const lowest = scale === 0 && group < 100 && rest > 0n ? 'and ' : '';
    words = `${lowest}${belowThousand(group)}${SCALES[scale] ?? ''}${joint}${words}`;
  }
  return words;
}

/**
 * An amount of naira as cheques and contracts write it: `One thousand naira, fifty kobo only`. Rounded to
 * the kobo; an amount below one naira names only the kobo.
 */
export function nairaInWords(amount: Decimal): string {
  const total = roundedUnits(amount, 2);
  const naira = total / 100n;
  const kobo = total % 100n;
  const parts: string[] = [];
  if (naira > 0n || kobo === 0n) parts.push(`${wholeNumberInWords(naira)} naira`);
  if (kobo > 0n) parts.push(`${wholeNumberInWords(kobo)} kobo`);
  const sign = amount.negative && total > 0n ? 'minus ' : '';
  const sentence = `${sign}${parts.join(', ')} only`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
