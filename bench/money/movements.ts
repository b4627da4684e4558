import { randomBytes, randomUUID } from 'node:crypto';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../../shared/data/client.ts';
import { type Move, move } from '../../shared/data/ledger.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { tableName } from './table.ts';

export const freshAccount = (): string => `acc_${randomBytes(16).toString('hex')}`;

const about = { kind: 'document', id: 'doc_bench' };

const topUp = (kobo: number): Move => ({
  movement: { kind: 'top-up', kobo },
  cause: `bench#${randomUUID()}`,
  about,
});

/** Sets money aside for a document and earns it, as every document that is paid for does: two transactions. */
export async function holdAndCapture(accountId: string): Promise<void> {
  const holdId = `doc_${randomBytes(16).toString('hex')}`;
  const at = new Date();
  const opening = { dueAt: new Date(at.getTime() + 3_600_000).toISOString() };
  const shared = { about, holdId, plan: 'free' };
  const held = { movement: { kind: 'hold', kobo: 1 }, cause: `hold#${holdId}`, opening, ...shared } as const;
  const earned = {
    movement: { kind: 'capture', kobo: 1, source: 'documents' },
    cause: `settle#${holdId}`,
    ...shared,
  } as const;
  for (const step of [held, earned]) await move(accountId, [step], at);
}

/** Entries that fit into one transaction with their causes and the wallet. */
const perTransaction = 49;

/** Gives an account money, and so many entries. */
export async function fill(accountId: string, entries: number): Promise<void> {
  for (let made = 0; made < entries; made += perTransaction) {
    const count = Math.min(perTransaction, entries - made);
    await move(
      accountId,
      Array.from({ length: count }, () => topUp(1000)),
      new Date(),
    );
  }
}

/** What the same items cost this table without any ledger: nothing is read, nothing depends on anything. */
export async function plainPair(): Promise<void> {
  for (const _ of ['hold', 'capture']) {
    const items = Array.from({ length: itemsOfMovement }, (__, index) => ({
      pk: `plain#${randomUUID()}`,
      sk: String(index),
      content: 'x'.repeat(400),
    }));
    await dynamo.send(
      new TransactWriteCommand({
        TransactItems: items.map((Item) => ({
          Put: { TableName: tableName, Item, ConditionExpression: 'attribute_not_exists(pk)' },
        })),
      }),
    );
  }
}

/** Wallet, entry, cause and hold. */
const itemsOfMovement = 4;

/** Entries that an account has. */
export const lengthOf = async (accountId: string): Promise<number> =>
  (await wallets.read(accountId)).revision;
