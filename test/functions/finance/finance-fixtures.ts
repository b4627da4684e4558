import { randomUUID } from 'node:crypto';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getMe } from '../../../shared/contract/auth.ts';
import * as adjustments from '../../../shared/data/adjustments.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { commit } from '../../../shared/data/write.ts';
import { type Adjustment, newAdjustment } from '../../../shared/domain/adjustment.ts';
import { newId } from '../../../shared/runtime/new-id.ts';
import type { Person } from '../../support/people.ts';

/** What a request that moves money must bear, new for each. */
export const newOrder = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

export const accountOf = async ({ api }: Person): Promise<string> =>
  (await api.call(getMe, {})).body.accountId;

/** As if every answer that somebody got for a key had been lost on our side, after what was asked was done. */
export async function forgetAnswersOf(person: Person): Promise<void> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      ...{ TableName: tableName(), KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)' },
      ExpressionAttributeValues: { ':pk': `account#${await accountOf(person)}`, ':prefix': 'request#' },
    }),
  );
  for (const { pk, sk } of Items)
    await dynamo.send(
      new UpdateCommand({ TableName: tableName(), Key: { pk, sk }, UpdateExpression: 'REMOVE answer' }),
    );
}

/** An adjustment that waits for a second administrator. */
export async function waitingAdjustment(
  asked: Pick<Adjustment, 'accountId' | 'kobo' | 'byUserId'>,
): Promise<Adjustment> {
  const all = { adjustmentId: newId('adj'), reason: 'Paid by cheque', ...asked };
  const adjustment = newAdjustment(all, 'awaiting', new Date());
  await commit([adjustments.Adjustments.insertion(adjustment)]);
  return adjustment;
}
