const UNITS = new Map(
  [
    'zero one two three four five six seven eight nine',
    'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  ]
    .join(' ')
    .split(' ')
    .map((word, value) => [word, BigInt(value)]),
);
const TENS = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index) => [word, BigInt(20 + 10 * index)]),
);
const SCALES = new Map([
  ['thousand', 10n ** 3n],
  ['million', 10n ** 6n],
  ['billion', 10n ** 9n],
  ['trillion', 10n ** 12n],
]);

/**
 * Reads an amount in words back into kobo by adding up, without using anything of the writer:
 * `Minus one thousand naira, fifty kobo only` is -100050n. Throws on a word or an order it does not know.
 */
export function wordsToKobo(sentence: string): bigint {
  const match =
    /^(minus )?(?:([a-z, -]+) naira)?(?:(?:^|, |(?<=minus )|(?<! naira))([a-z-]+) kobo)? only$/.exec(
      sentence.charAt(0).toLowerCase() + sentence.slice(1),
    );
  if (!match || (match[2] === undefined && match[3] === undefined)) throw new Error(`No amount: ${sentence}`);
  const kobo = match[3] === undefined ? 0n : wordsToNumber(match[3]);
  if (kobo > 99n) throw new Error(`More than 99 kobo: ${sentence}`);
  const total = (match[2] === undefined ? 0n : wordsToNumber(match[2])) * 100n + kobo;
  return match[1] === undefined ? total : -total;
}

/** Reads a whole number in words; the scales must fall from left to right. */
export function wordsToNumber(words: string): bigint {
  let total = 0n;
  let group = 0n;
  let lastScale = 10n ** 15n;
  for (const word of words.split(/, |[ -]/)) {
    const scale = SCALES.get(word);
    if (scale !== undefined) {
      if (scale >= lastScale || group === 0n) throw new Error(`“${word}” is out of place: ${words}`);
      total += group * scale;
      lastScale = scale;
      group = 0n;
    } else if (word === 'hundred') group *= 100n;
    else if (word !== 'and') group += smallNumber(word);
  }
  if (group > 999n) throw new Error(`A group above 999: ${words}`);
  return total + group;
}

function smallNumber(word: string): bigint {
  const value = UNITS.get(word) ?? TENS.get(word);
  if (value === undefined) throw new Error(`“${word}” is no number`);
  return value;
}
