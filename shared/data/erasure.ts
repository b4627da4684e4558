import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo, tableName } from './client.ts';
import type { Key } from './entity.ts';
import { usagePrefix } from './table.ts';
import { keyOf as verificationKey } from './verifications.ts';
import { commit, maxWrites, type Write } from './write.ts';

/** Everything that lies in the partition of an account or a user, whatever it is, and what leads to it from outside. */

const removalOf = ({ pk, sk }: Key): Write => ({
  // That the user is gone is noted; a list of all they had would be what they want erased.
  audited: 'none',
  item: { Delete: { TableName: tableName(), Key: { pk, sk }, ConditionExpression: 'attribute_exists(pk)' } },
});

/** Times a page is read again because something of it went away meanwhile. */
const attempts = 20;

/** Removes all things of an account but the record. What is gone already does not matter. */
export async function eraseAccountItems(accountId: string): Promise<void> {
  await erase(`account#${accountId}`);
  await erase(`${usagePrefix}${accountId}`);
}

/** Removes all things of a user but the record. */
export async function eraseUserItems(userId: string): Promise<void> {
  await erase(`user#${userId}`);
  await erase(`${usagePrefix}${userId}`);
}

/** Without the record nobody would know that there is more to do, so it stays until nothing else does. */
const isWanted = ({ sk }: Key): boolean => sk !== 'profile';

async function erase(partition: string): Promise<void> {
  for (let lost = 0, after: Key | undefined; ; ) {
    const { keys, end } = await page(partition, after);
    const wanted = keys.filter(isWanted);
    const removed = await removeAll(wanted);
    if (!removed && ++lost >= attempts) throw new Error(`${partition} keeps changing while it is erased`);
    if (removed && !end) return;
    after = removed ? end : after;
  }
}

async function removeAll(keys: readonly Key[]): Promise<boolean> {
  for (let start = 0; start < keys.length; start += maxWrites)
    if (!(await commit(keys.slice(start, start + maxWrites).map(removalOf)))) return false;
  return true;
}

/** A page of the partition: what lies there, and the codes on documents that lead there. */
async function page(
  partition: string,
  after: Key | undefined,
): Promise<{ keys: Key[]; end: Key | undefined }> {
  const { Items = [], LastEvaluatedKey: last } = await dynamo.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      ProjectionExpression: 'pk, sk, verificationCode',
      ConsistentRead: true,
      ...(after ? { ExclusiveStartKey: { pk: after.pk, sk: after.sk } } : {}),
    }),
  );
  const codes = Items.flatMap(({ verificationCode: code }) =>
    typeof code === 'string' ? [verificationKey(code)] : [],
  );
  const items = Items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  const end = last && { pk: String(last.pk), sk: String(last.sk) };
  return { keys: [...codes, ...items], end };
}
