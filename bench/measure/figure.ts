/** One measured number, as it is printed and kept. */
export interface Figure {
  /** What was measured; stays the same between runs, so that they can be compared. */
  name: string;
  value: number;
  unit: 'ms' | 's' | 'kB' | 'MB' | 'per s' | 'count' | 'x';
  /** Samples behind the value. */
  n: number;
  /** What the value was compared with in the same run; it has a figure of its own. */
  peer?: string;
  /** The value divided by the peer's. */
  ratio?: number;
}

/** A figure with its numbers rounded to what such a measurement can tell. */
export const figure = (
  name: string,
  value: number,
  unit: Figure['unit'],
  n: number,
  comparison?: { peer: string; value: number },
): Figure => ({
  name,
  value: rounded(value),
  unit,
  n,
  ...(comparison ? { peer: comparison.peer, ratio: rounded(value / comparison.value) } : {}),
});

/** Three significant digits, and whole numbers from 100 on. */
const rounded = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
