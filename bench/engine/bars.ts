import type { Figure } from '../measure/figure.ts';

/** The least each figure may be: how many times the best peer's milliseconds are ours. */
const least: Record<string, number> = {
  ratio_to_best_peer_letter: 2.5,
  ratio_to_best_peer_invoice: 2.5,
  ratio_to_best_peer_contract: 2.5,
};

/** The most each figure may be. */
const most: Record<string, number> = {
  thousand_letters_s: 2,
  rows_10000_ms: 1500,
  rows_linear_ratio: 1.5,
  memory_growth_mb_10000: 30,
};

/** The bars that were missed, each with what was measured. Throws when a bar's figure was not measured at all. */
export function missedBars(figures: readonly Figure[]): string[] {
  const values = new Map(figures.map(({ name, value }) => [name, value]));
  const measured = (name: string): number => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`${name} has a bar but was not measured`);
    return value;
  };
  return [
    ...Object.entries(least)
      .filter(([name, limit]) => measured(name) < limit)
      .map(([name, limit]) => `${name} ${measured(name)} < ${limit}`),
    ...Object.entries(most)
      .filter(([name, limit]) => measured(name) > limit)
      .map(([name, limit]) => `${name} ${measured(name)} > ${limit}`),
  ];
}
