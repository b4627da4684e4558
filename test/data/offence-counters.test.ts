import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { count } from '../../shared/data/offence-counters.ts';
import { commit } from '../../shared/data/write.ts';
import type { Offence } from '../../shared/domain/abuse.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:30:00.000Z');
const inAnHour = new Date('2026-03-01T10:00:00.000Z');

const someone = (): Offence['by'] => ({ kind: 'user', userId: freshId('usr') });
const offence = (by: Offence['by'], thing: string, kind: Offence['kind'] = 'id-scanning'): Offence => ({
  kind,
  by,
  thing,
});

async function countAll(by: Offence['by'], things: readonly string[]) {
  const counted = await Promise.all(things.map((thing) => count(offence(by, thing), at, randomUUID())));
  return counted.map((each) => each?.different ?? 0);
}

test('what differs is counted, and what repeats is not, however many come at once', async () => {
  const by = someone();
  const things = Array.from({ length: 40 }, (_, index) => `thing ${index % 8}`);
  expect(Math.max(...(await countAll(by, things)))).toBe(8);
  const counted = await count(offence(by, 'thing 0'), at, randomUUID());
  expect(counted).toMatchObject({ attempts: 41, different: 8 });
});

test('what one does is not counted for another, nor for another kind, nor in the next hour', async () => {
  const by = someone();
  await countAll(by, ['a', 'b', 'c']);
  const others: [Offence, Date][] = [
    [offence(someone(), 'd'), at],
    [offence(by, 'd', 'token-guessing'), at],
    [offence(by, 'd'), inAnHour],
  ];
  for (const [each, time] of others)
    expect(await count(each, time, randomUUID())).toMatchObject({ attempts: 1, different: 1 });
  expect(await count(offence(by, 'd'), at, randomUUID())).toMatchObject({ different: 4 });
});

test('a counter is emptied once for all that is in it, and counts on', async () => {
  const by = someone();
  await countAll(by, ['a', 'b']);
  const [one, other] = await Promise.all(
    ['c', 'd'].map((thing) => count(offence(by, thing), at, randomUUID())),
  );
  if (!one || !other) throw new Error('nothing was counted');
  const emptied = await Promise.all([commit([one.emptying]), commit([other.emptying])]);
  expect(emptied.toSorted()).toEqual([false, true]);
  expect(await count(offence(by, 'e'), at, randomUUID())).toMatchObject({ attempts: 1, different: 1 });
  expect(await commit([one.emptying])).toBe(false);
});

test('nothing of what was tried can be read in it', async () => {
  const email = `${randomUUID()}@mytypist.local`;
  const counted = await count(
    { kind: 'distributed-guessing', by: { kind: 'email', email }, thing: '203.0.113.7' },
    at,
    'mark',
  );
  const written = JSON.stringify(counted?.emptying.item.Update?.Key);
  expect(written).toContain('offence#distributed-guessing#email:');
  expect(written).not.toContain(email.slice(0, 8));
});
