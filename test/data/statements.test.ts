import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { getMe } from '../../shared/contract/auth.ts';
import { digest } from '../../shared/data/audit-append.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { move } from '../../shared/data/ledger.ts';
import * as papers from '../../shared/data/papers.ts';
import { entriesOf, read } from '../../shared/data/wallets.ts';
import { momentsOfMonth } from '../../shared/domain/lagos-month.ts';
import type { Movement } from '../../shared/domain/ledger/posting.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import {
  concludePaper,
  orderPaper,
  type Paper,
  paperGivenUp,
  statementId,
} from '../../shared/domain/paper/paper.ts';
import { monthOf } from '../../shared/domain/plan.ts';
import { giveUpPaper } from '../../shared/pipeline/paper-giving-up.ts';
import { valuesOfStatement } from '../../shared/pipeline/statement-making.ts';
import { requestStatement } from '../../shared/pipeline/statement-order.ts';
import { newPerson } from '../support/people.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-05T09:00:00.000Z');

let accountId: string;

/** Pays in or takes away, in kobo, at a time. */
async function pay(kobo: number, when: string): Promise<void> {
  const about = { kind: 'adjustment', id: freshId('doc') };
  const movement: Movement = { kind: 'adjustment', kobo };
  await move(accountId, [{ movement, cause: `test#${about.id}`, about }], new Date(when));
}

const statement = (subject: string, through: number, paperId = `stm_${'1'.repeat(32)}`): Paper =>
  orderPaper({ accountId, paperId, kind: 'statement', subject, through, createdBy: freshId('usr') }, at);

beforeEach(async () => {
  ({ accountId } = (await (await newPerson()).api.call(getMe, {})).body);
});

describe('what is printed on a statement', () => {
  beforeEach(async () => {
    await pay(1000, '2026-01-31T22:59:59.000Z');
    // In Lagos it is February.
    await pay(500, '2026-01-31T23:00:00.000Z');
    await pay(-200, '2026-02-20T09:00:00.000Z');
    await pay(70, '2026-03-01T09:00:00.000Z');
  });

  test.each([
    ['2026-01', 1, { opening: '₦0.00', paid_in: '₦10.00', paid_out: '₦0.00', closing: '₦10.00' }],
    ['2026-02', 3, { opening: '₦10.00', paid_in: '₦5.00', paid_out: '₦2.00', closing: '₦13.00' }],
    ['2026-03', 4, { opening: '₦13.00', paid_in: '₦0.70', paid_out: '₦0.00', closing: '₦13.70' }],
    ['2026-04', 4, { opening: '₦13.70', closing: '₦13.70', entries: '0', numbers: '' }],
    ['2025-12', 0, { opening: '₦0.00', closing: '₦0.00', seal: 'There is no entry yet.' }],
  ])('of %s is what that month did', async (month, through, expected) => {
    expect(await valuesOfStatement(statement(month, through))).toMatchObject(expected);
  });

  test('ends where it was asked to, whatever has come since, and is sealed by that entry', async () => {
    const [, second] = await entriesOf(accountId, [1, 2]);
    const values = await valuesOfStatement(statement('2026-02', 2));
    expect(values).toMatchObject({ closing: '₦15.00', entries: '1', seal: second?.hash });
  });

  test('follows the ledger from month to month without a gap', async () => {
    const closings: unknown[] = [];
    for (const [month, through] of [
      ['2026-01', 1],
      ['2026-02', 3],
      ['2026-03', 4],
    ] as const) {
      const { opening, closing } = await valuesOfStatement(statement(month, through));
      expect(opening).toBe(closings.at(-1) ?? '₦0.00');
      closings.push(closing);
    }
    expect(closings.at(-1)).toBe(`₦${((await read(accountId)).availableKobo / 100).toFixed(2)}`);
  });
});

describe('no statement is made of a ledger', () => {
  const key = (seq: number) => ({
    pk: `ledger#${accountId}#${'0'.repeat(9)}`,
    sk: String(seq).padStart(12, '0'),
  });

  beforeEach(async () => {
    for (let number = 1; number <= 3; number++) await pay(100, `2026-02-0${number}T09:00:00.000Z`);
  });

  test('that somebody altered', async () => {
    const [, second] = await entriesOf(accountId, [1, 2]);
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key(2),
        UpdateExpression: 'SET content = :content',
        ExpressionAttributeValues: {
          ':content': JSON.stringify({ ...second?.content, at: '2026-02-02T09:00:01.000Z' }),
        },
      }),
    );
    await expect(valuesOfStatement(statement('2026-02', 3))).rejects.toThrow(
      'broken at entry 2: It was altered.',
    );
  });

  test('that lacks an entry', async () => {
    await dynamo.send(new DeleteCommand({ TableName: tableName(), Key: key(2) }));
    await expect(valuesOfStatement(statement('2026-02', 3))).rejects.toThrow('missing');
  });
});

test('once the month is over the statement is another one, although no money has moved since', async () => {
  const now = new Date();
  const month = monthOf(now);
  const ended = new Date(Date.parse(momentsOfMonth(month).to) + 1);
  const ready = [false, true].map((isOver) => {
    const paperId = statementId({ accountId, month, through: 0, isOver }, digest);
    return concludePaper(statement(month, 0, paperId), { sha256: 'a'.repeat(64), size: 1, pages: 1 }, at);
  });
  for (const paper of ready) if (paper) await papers.insert(paper);
  const actor = { accountId, userId: freshId('usr') };
  expect(await requestStatement(actor, month, now)).toEqual(ready[0]);
  expect(await requestStatement(actor, month, ended)).toEqual(ready[1]);
});

describe('the record of a statement', () => {
  test('is made once, and moves on from what was read', async () => {
    const paper = statement('2026-02', 0);
    expect(await papers.insert(paper)).toBe(true);
    expect(await papers.insert(paper)).toBe(false);
    const ready = concludePaper(paper, { sha256: 'a'.repeat(64), size: 1, pages: 1 }, at) ?? paper;
    expect(await papers.replace(paper, ready)).toBe(true);
    expect(await papers.replace(paper, ready)).toBe(false);
    expect(await papers.find(accountId, paper.paperId)).toEqual(ready);
    const left = leftoverOf(paper, paper.paperId, { folder: 'accounts/x/papers/y' }, at);
    expect(await papers.remove(paper, left)).toBe(false);
    expect(await papers.remove(ready, left)).toBe(true);
    await expect(papers.getStatement(accountId, paper.paperId)).rejects.toThrow('no such statement');
  });

  test('is found by the beginning of its id, in its account only', async () => {
    const ids = ['stm_2026020', 'stm_2026021', 'stm_2026030'].map((id) => id.padEnd(36, '0'));
    for (const id of ids) await papers.insert(statement('2026-02', 0, id));
    const found = await papers.listBeginning(accountId, 'stm_202602');
    expect(found.map(({ paperId }) => paperId)).toEqual(ids.slice(0, 2));
    expect(await papers.listBeginning(freshId('acc'), 'stm_')).toEqual([]);
  });

  test('says that it was given up, unless it has ended', async () => {
    const paper = statement('2026-02', 0);
    await papers.insert(paper);
    expect(await giveUpPaper(paper, () => at)).toBe(true);
    expect(await papers.find(accountId, paper.paperId)).toMatchObject({
      state: 'failed',
      failure: paperGivenUp,
    });
    expect(await giveUpPaper(paper, () => at)).toBe(false);
    expect(await giveUpPaper({ accountId, paperId: `stm_${'9'.repeat(32)}` }, () => at)).toBe(false);
  });
});
