/**
 * What a month that is given up for a dearer plan hands on to the one after it: documents that its credit was lower for, and no others.
 * However its count comes to be what it is, the same is handed on in all.
 */

/**
 * Documents that count in the month after it, by how many were used: those that took something off the credit. Below nothing are those that
 * it had besides its own, which nothing was credited for.
 *
 * @param timeDecidesUpTo how many took nothing off the credit, because time alone decided it
 */
export const handedOn = (used: number, timeDecidesUpTo: number): number =>
  Math.max(0, used - timeDecidesUpTo) + Math.min(0, used);

/** What giving some documents back means for the month after it. */
interface GivenBack {
  /** So many less count there. */
  on: number;
  /** This is so as long as no fewer and no more than these are used: others may give back at the same moment. */
  least: number;
  most: number;
}

/** What it means for the month after it that some of the documents that were used come to nothing. */
export function givenBack(
  { used, timeDecidesUpTo }: { used: number; timeDecidesUpTo: number },
  count: number,
): GivenBack {
  const left = used - count;
  if (left >= timeDecidesUpTo)
    return { on: count, least: timeDecidesUpTo + count, most: Number.MAX_SAFE_INTEGER };
  if (left >= 0 && used <= timeDecidesUpTo) return { on: 0, least: count, most: timeDecidesUpTo };
  const on = handedOn(used, timeDecidesUpTo) - handedOn(left, timeDecidesUpTo);
  return { on, least: used, most: used };
}
