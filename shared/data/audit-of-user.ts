import * as z from 'zod';
import type { StoredEntry } from './audit-entries.ts';
import { actorPartition, Entries, entryKey } from './audit-entries.ts';
import { type Position, queryKeysPage } from './entity.ts';
import { table } from './table.ts';

/** Entries read at once. */
const perPage = 100;

/** Some entries, and what to ask for those behind them with; undefined when there are none. */
interface ActivityPage {
  entries: StoredEntry[];
  after: string | undefined;
}

/** DynamoDB's own notion of where a page ended, as text. */
const PositionText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.string()));

/**
 * What a user did in the trails of other accounts than their own, the oldest first. A page may be empty although there is
 * more: most of what somebody does is in their own account.
 */
export async function* activityElsewhere(
  userId: string,
  ownAccountId: string,
  from: string | undefined,
): AsyncGenerator<ActivityPage> {
  const ownTrail = `${table.auditPrefix}${ownAccountId}#`;
  let after: Position | undefined = from === undefined ? undefined : PositionText.parse(from);
  do {
    const { keys, end } = await queryKeysPage({
      index: 'byParent',
      partition: actorPartition(userId),
      limit: perPage,
      after,
    });
    const elsewhere = keys.filter(({ pk }) => !pk.startsWith(ownTrail));
    const found = new Map((await Entries.getMany(elsewhere)).map((entry) => [placeOf(entry), entry]));
    const entries = elsewhere.flatMap(({ pk, sk }) => found.get(`${pk}|${sk}`) ?? []);
    after = end;
    yield { entries, after: after && JSON.stringify(after) };
  } while (after);
}

function placeOf({ accountId, seq }: StoredEntry): string {
  const { pk, sk } = entryKey(accountId, seq);
  return `${pk}|${sk}`;
}
