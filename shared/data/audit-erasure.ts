import { erasureNote } from '../domain/erased-origins.ts';
import { actorPartition, entryKey } from './audit-entries.ts';
import { readEnd } from './audit-heads.ts';
import { note } from './audit-notes.ts';
import { placeOfKey } from './audit-reading.ts';
import { tableName } from './client.ts';
import { type Key, type Position, queryKeysPage } from './entity.ts';
import { commit, type Write } from './write.ts';

/** Entries changed at once. */
const perRound = 50;

/**
 * Erases from where somebody acted, in the trails of all accounts: addresses and user agents of theirs. The chains stay
 * whole, because they hold a hash of them only; each says first that it is done, or nobody could tell it from tampering.
 * Doing it again, or dying in between, does no harm. Resolves to how many entries still had them.
 */
export async function eraseOriginsOfUser(userId: string): Promise<number> {
  const told = new Set<string>();
  let erased = 0;
  let after: Position | undefined;
  do {
    const { keys, end } = await queryKeysPage({
      index: 'byParent',
      partition: actorPartition(userId),
      limit: perRound,
      after,
    });
    for (const { accountId } of keys.map(placeOfKey)) {
      if (told.has(accountId)) continue;
      await note([erasureNote(accountId, userId)]);
      told.add(accountId);
    }
    erased += await eraseOrigins(keys);
    after = end;
  } while (after);
  return erased;
}

/** As {@link eraseOriginsOfUser}, for whoever acted on an account, guests among them. */
export async function eraseOriginsOfAccount(accountId: string): Promise<number> {
  const { seq: last } = await readEnd(accountId);
  if (last > 0) await note([erasureNote(accountId)]);
  let erased = 0;
  for (let first = 1; first <= last; first += perRound) {
    const count = Math.min(perRound, last - first + 1);
    erased += await eraseOrigins(
      Array.from({ length: count }, (_, index) => entryKey(accountId, first + index)),
    );
  }
  return erased;
}

async function eraseOrigins(keys: readonly Key[]): Promise<number> {
  const outcomes = await Promise.all(keys.map((key) => commit([erasureOf(key)])));
  return outcomes.filter((isErased) => isErased).length;
}

/** Without looking at what the entry says: one that somebody broke must not keep others from being erased. */
const erasureOf = ({ pk, sk }: Key): Write => ({
  audited: 'none',
  item: {
    Update: {
      TableName: tableName(),
      Key: { pk, sk },
      UpdateExpression: 'REMOVE #origin',
      ConditionExpression: 'attribute_exists(#origin)',
      ExpressionAttributeNames: { '#origin': 'origin' },
    },
  },
});
