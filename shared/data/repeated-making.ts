import { AsyncLocalStorage } from 'node:async_hooks';
import type { TransactItem } from './write.ts';

const repeating = new AsyncLocalStorage<ReadonlySet<string>>();

/**
 * Runs a request again whose earlier attempt died on the way. It makes the same ids as that one, which nobody else can
 * make: what stands there under one of them was made by the earlier attempt, and counts as made.
 *
 * @param made ids and codes that the request makes; it grows while the work goes on
 */
export const repeatMaking = <T>(made: ReadonlySet<string>, work: () => Promise<T>): Promise<T> =>
  repeating.run(made, work);

/** Whether an earlier attempt may have made what is to be made. */
export const isRepeatable = (): boolean => repeating.getStore() !== undefined;

/**
 * Does work whose insertions lose to whatever stands there, also to what an earlier attempt has made: for those who have looked for
 * that themselves, because it is worth more than its id.
 */
export const insertingAnew = <T>(work: () => Promise<T>): Promise<T> => repeating.run(new Set(), work);

/** Whether something that was to be inserted, and stands there already, comes from an earlier attempt. */
export function wasMadeBefore({ Put }: TransactItem): boolean {
  const made = repeating.getStore();
  if (!made || !Put?.Item || !Put.ConditionExpression?.startsWith('attribute_not_exists')) return false;
  const key = `${Put.Item.pk}#${Put.Item.sk}`.split('#');
  return key.some((part) => made.has(part));
}
