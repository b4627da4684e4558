import { beforeAll, describe, expect, test } from 'vitest';
import { searchPayments } from '../../../shared/contract/finance-payments.ts';
import type { Payment } from '../../../shared/domain/payment.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { settled } from '../../support/settled-payments.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const email = `${freshId('usr')}@example.com`;
const at = (month: number, day: number): Date => new Date(Date.UTC(2035, month - 1, day, 9));

let admin: Person;
let made: Payment[];
const accountId = freshId('acc');

/** In months of their own, the oldest first. */
beforeAll(async () => {
  admin = await newAdmin();
  const book = { kind: 'product', product: 'book', reference: 'Memories' } as const;
  made = [
    await settled({ accountId, email, at: at(2, 1) }, 250_000),
    await settled({ accountId, email, at: at(2, 2) }),
    await settled({ email, at: at(2, 3), purpose: book }, 250_000),
    await settled({ accountId, email, at: at(5, 1) }, 100_000),
  ];
});

const find = async (query: Record<string, string>) => {
  const answer = await send(searchPayments, { token: admin.accessToken, query });
  expect(answer.status, answer.text).toBe(200);
  expectJsonHeaders(answer.headers);
  return JSON.parse(answer.text);
};

/** Which of the payments a search finds, page by page. */
async function found(query: Record<string, string>): Promise<number[]> {
  const ids: string[] = [];
  for (let cursor = '', pages = 0; pages < 20; pages++) {
    const page = await find({ limit: '2', ...query, ...(cursor ? { cursor } : {}) });
    ids.push(...page.items.map(({ paymentId }: Payment) => paymentId));
    cursor = page.nextCursor ?? '';
    if (!cursor) return ids.map((id) => made.findIndex(({ paymentId }) => paymentId === id));
  }
  throw new Error('the list does not end');
}

const period = { from: '2035-01-01', to: '2035-12-31' };

describe('payments of all accounts are found', () => {
  test.each([
    ['all of a period, the newest first', period, [3, 2, 1, 0]],
    ['from a day on', { ...period, from: '2035-02-02' }, [3, 2, 1]],
    ['up to a day', { ...period, to: '2035-02-02' }, [1, 0]],
    ['of a state', { ...period, state: 'review' }, [3]],
    ['for something', { ...period, purpose: 'book' }, [2]],
    ['by account, whenever they were', { accountId }, [3, 1, 0]],
    ['by account, of a period and a state', { accountId, ...period, state: 'pending' }, [1]],
    ['in a period without any', { from: '2035-03-01', to: '2035-04-30' }, []],
  ])('%s', async (_, query: Record<string, string>, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('by address, in whatever letters', async () => {
    expect(await found({ ...period, email: email.toUpperCase() })).toEqual([3, 2, 1, 0]);
  });

  test('by their own ids', async () => {
    for (const [index, { paymentId, transactionId }] of made.entries()) {
      expect(await found({ paymentId })).toEqual([index]);
      if (transactionId) expect(await found({ transactionId })).toEqual([index]);
    }
    expect(await found({ paymentId: made[0]?.paymentId ?? '', state: 'failed' })).toEqual([]);
    expect(await found({ transactionId: '1' })).toEqual([]);
  });

  test('with who began them, and nothing of how we look at them', async () => {
    const [payment] = (await find({ paymentId: made[0]?.paymentId ?? '' })).items;
    expect(payment).toMatchObject({ accountId, email, purpose: 'top-up', state: 'paid' });
    expect(payment).not.toHaveProperty('looks');
  });
});

test('a period that ends before it begins is refused, and one in which nobody could pay is empty', async () => {
  for (const besides of [{}, { accountId }, { paymentId: made[0]?.paymentId ?? '' }]) {
    const query = { ...besides, from: '2035-12-31', to: '2035-01-01' };
    expectFieldFaults(await send(searchPayments, { token: admin.accessToken, query }), ['from']);
  }
  expect(await found({ accountId, to: '2026-10-31' })).toEqual([]);
  expect(await found({ to: '2026-10-31' })).toEqual([]);
  expect(await found({ accountId, from: '1970-01-01' })).toEqual([3, 1, 0]);
});

test('a period that reaches far ahead is looked through in few pages', async () => {
  expect(await found({ from: '2035-05-01', to: '9999-12-31' })).toEqual([3]);
});

test('a cursor is good for its search only', async () => {
  const { nextCursor } = await find({ ...period, limit: '1' });
  const query = { ...period, limit: '1', state: 'paid', cursor: nextCursor };
  expectFieldFaults(await send(searchPayments, { token: admin.accessToken, query }), ['cursor']);
});

test('nobody else finds any', async () => {
  expectRefusal(await send(searchPayments, { token: (await newPerson()).accessToken }), 'forbidden');
});

testsOfTheToken(searchPayments, () => ({ token: admin.accessToken }));
testsOfThePageQuery(searchPayments, () => ({ token: admin.accessToken }));
