import type { Figure } from './figure.ts';

/** The most and the least that figures of a name may be. */
export interface Bars {
  most: Record<string, number>;
  least: Record<string, number>;
}

/** The bars that were missed, each with what was measured. Throws when a bar's figure was not measured at all. */
export function missedBars(figures: readonly Figure[], { most, least }: Bars): string[] {
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
