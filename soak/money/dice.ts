/** What somebody does at random: the same for each state of the dice. */
export interface Dice {
  random: () => number;
  /** Whether something happens that does so this often, from 0 to 1. */
  happens(often: number): boolean;
  /** One of them. Throws where there is none. */
  one<T>(all: readonly T[]): T;
}

export const diceOf = (random: () => number): Dice => ({
  random,
  happens: (often) => random() < often,
  one(all) {
    const index = Math.floor(random() * all.length);
    const [picked] = all.slice(index, index + 1);
    if (picked === undefined) throw new Error('there is nothing to choose from');
    return picked;
  },
});

/** Does one of several things; each as likely as its number is large. */
export async function doOne(
  things: readonly (readonly [number, () => Promise<unknown>])[],
  { random }: Dice,
): Promise<void> {
  let left = random() * things.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, act] of things) {
    left -= weight;
    if (left < 0) return void (await act());
  }
}
