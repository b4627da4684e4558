import { type DueKind, postpone } from '../data/due.ts';
import type { Key, OnBroken } from '../data/entity.ts';
import { each } from '../runtime/each.ts';
import type { Log } from '../runtime/log.ts';

/** Things of one kind that the clock found due, and what is done with each. */
export interface DueWork<T> {
  kind: DueKind;
  list: (at: Date, limit: number, onBroken: OnBroken) => Promise<T[]>;
  keyOf: (thing: T) => Key;
  /** Says in a word what was done, for the log. */
  handle: (thing: T) => Promise<string>;
}

/** Things taken on in one run, for each shard; the next run takes the rest. */
const perRun = 250;

/** Things handled at the same time. */
const lanes = 8;

/** Milliseconds until the next try of what failed: long enough for the others to have their turn. */
const tryAgainAfter = 60 * 60_000;

/**
 * Handles what is due, as much as one run takes on. What fails or cannot be read is put off by {@link tryAgainAfter}:
 * the index gives the oldest first, and a few broken things must not stand in front of all others for ever. Counts what
 * was done.
 */
export async function handleDue<T>(
  { kind, list, keyOf, handle }: DueWork<T>,
  { now, log }: { now: () => Date; log: Log },
): Promise<Record<string, number>> {
  const at = now();
  const broken: Key[] = [];
  const due = await list(at, perRun, (key, error) => {
    broken.push(key);
    log.error('item.broken', { ...key, error });
  });
  const done: Record<string, number> = {};
  const counted = async (thing: T): Promise<void> => {
    const what = await handle(thing);
    done[what] = (done[what] ?? 0) + 1;
  };
  const idOf = (thing: T): string => keyOf(thing).sk;
  const shares = Array.from({ length: lanes }, (_, lane) =>
    due.filter((__, index) => index % lanes === lane),
  );
  const failed = (await Promise.all(shares.map((share) => each(share, idOf, counted)))).flat();
  const later = new Date(at.getTime() + tryAgainAfter);
  await each(
    [...broken, ...failed.map(keyOf)],
    ({ sk }) => sk,
    (key) => postpone(kind, key, at, later),
  );
  return { ...done, failed: failed.length, broken: broken.length };
}
