import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { abuseWindow, mostRemembered, type Offence, type OffenceTally } from '../domain/abuse.ts';
import { subjectText } from '../domain/block.ts';
import { hastyDynamo, tableName } from './client.ts';
import type { Key } from './entity.ts';
import { table } from './table.ts';
import type { Write } from './write.ts';

/** Signs of a hash that are kept, six bits each: enough that nobody finds two things with the same one. */
const hashSigns = 16;

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, hashSigns);

/** A counter is an item of its own for each window, and forgotten when the next one is over. */
function keyOf({ kind, by }: Offence, at: Date): Key {
  const subject = by.kind === 'email' ? `email:${hashOf(by.email)}` : subjectText(by);
  return { pk: `${table.offencePrefix}${kind}#${subject}`, sk: `window#${windowOf(at)}` };
}

const windowOf = (at: Date): number => Math.floor(at.getTime() / 1000 / abuseWindow);

/** The hashes are a set of DynamoDB's own. */
const Counted = z.object({ attempts: z.number(), seen: z.unknown(), mark: z.string() });

/** What is counted by now, and how the counter is emptied by whoever acts on it. */
export interface CountedOffence extends OffenceTally {
  /** Empties the counter. It does not hold for whoever comes second: they saw what has been acted on. */
  emptying: Write;
}

/**
 * Counts an offence for all functions at once. Undefined when the counter holds as many different things as it may.
 *
 * @param mark of this request alone: names what is in the counter since it was last empty
 */
export async function count(offence: Offence, at: Date, mark: string): Promise<CountedOffence | undefined> {
  const key = keyOf(offence, at);
  try {
    const { Attributes } = await hastyDynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key,
        UpdateExpression:
          'ADD #seen :seen, #attempts :one SET #mark = if_not_exists(#mark, :mark), #expires = :expires',
        ConditionExpression: 'attribute_not_exists(#seen) OR size(#seen) < :most',
        ExpressionAttributeNames: {
          '#seen': 'seen',
          '#attempts': 'attempts',
          '#mark': 'mark',
          '#expires': table.timeToLive,
        },
        ExpressionAttributeValues: {
          ':seen': new Set([hashOf(offence.thing)]),
          ':one': 1,
          ':mark': mark,
          ':most': mostRemembered,
          ':expires': (windowOf(at) + 2) * abuseWindow,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const { attempts, seen, mark: since } = Counted.parse(Attributes);
    if (!(seen instanceof Set)) throw new Error('a counter of failures holds no set');
    return { attempts, different: seen.size, emptying: emptyingOf(key, since) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

const emptyingOf = (key: Key, mark: string): Write => ({
  audited: 'none',
  item: {
    Update: {
      TableName: tableName(),
      Key: { pk: key.pk, sk: key.sk },
      UpdateExpression: 'REMOVE #seen, #attempts, #mark',
      ConditionExpression: '#mark = :mark',
      ExpressionAttributeNames: { '#seen': 'seen', '#attempts': 'attempts', '#mark': 'mark' },
      ExpressionAttributeValues: { ':mark': mark },
    },
  },
});
