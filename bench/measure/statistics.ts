/** The value below which `percent` of all values lie (nearest rank). Throws for no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

/** The middle value: one slow sample on a busy machine does not move it. */
export const median = (values: readonly number[]): number => percentile(values, 50);
