import { beforeAll, describe, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { createAdjustment } from '../../../shared/contract/finance-adjustments.ts';
import { adjust as adjustNow } from '../../../shared/pipeline/adjusting.ts';
import { newId } from '../../../shared/runtime/new-id.ts';
import { newAdmin } from '../../support/admins.ts';
import { balanceOf, fund, ledgerOf } from '../../support/money.ts';
import { organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { newAccount } from '../../support/plans.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { oldSession } from '../old-session.ts';
import { testsOfInvalidBodies, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { accountOf, newOrder } from './finance-fixtures.ts';

useTable();

let admin: Person & { userId: string };
let owner: Person;
beforeAll(async () => {
  [admin, owner] = await Promise.all([newAdmin(), newPerson()]);
});

const adjust = (body: object, headers = newOrder(), token = admin.accessToken) =>
  send(createAdjustment, { token, body: { reason: 'The letter was smudged', ...body }, headers });

const stateOf = async (answer: ReturnType<typeof adjust>): Promise<string> => {
  const { status, text } = await answer;
  expect(status, text).toBe(201);
  return JSON.parse(text).state;
};

describe('up to ₦50,000', () => {
  test('an adjustment is made at once, and stands in the ledger with its reason', async () => {
    const accountId = await organisationOf(owner);
    const answer = await adjust({ accountId, kobo: 5_000_000 });
    expect(JSON.parse(answer.text)).toMatchObject({ accountId, kobo: 5_000_000, state: 'done' });
    expect(await balanceOf(accountId)).toEqual({ available: 5_000_000, held: 0 });
    expect((await ledgerOf(accountId)).at(-1)?.content).toMatchObject({
      kind: 'adjustment',
      reason: 'The letter was smudged',
      byUserId: admin.userId,
    });
  });

  test('splitting counts: either way, and by many at the same moment', async () => {
    const accountId = await organisationOf(owner);
    expect(await stateOf(adjust({ accountId, kobo: 2_000_000 }))).toBe('done');
    expect(await stateOf(adjust({ accountId, kobo: -2_000_000 }))).toBe('done');
    const states = await Promise.all(
      Array.from({ length: 4 }, () => stateOf(adjust({ accountId, kobo: 500_000 }))),
    );
    expect(states.toSorted()).toEqual(['awaiting', 'awaiting', 'done', 'done']);
    expect(await balanceOf(accountId)).toEqual({ available: 1_000_000, held: 0 });
    const other = await newAdmin();
    expect(await stateOf(adjust({ accountId, kobo: 1 }, newOrder(), other.accessToken))).toBe('done');
  });
});

test('many accounts on one day are no way around the limit', async () => {
  const { userId: byUserId } = await newAdmin();
  const moved = (each: string, kobo: number) =>
    adjustNow({ adjustmentId: newId('adj'), accountId: each, kobo, reason: 'A test', byUserId }, new Date());
  for (let count = 0; count < 4; count++)
    expect(await moved(await newAccount(), 5_000_000)).toMatchObject({ state: 'done' });
  expect(await moved(await newAccount(), 1)).toMatchObject({ state: 'awaiting' });
});

test('what is more waits, and moves nothing', async () => {
  const accountId = await organisationOf(owner);
  expect(await stateOf(adjust({ accountId, kobo: 5_000_001 }))).toBe('awaiting');
  expect(await stateOf(adjust({ accountId, kobo: -5_000_001 }))).toBe('awaiting');
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
});

test('nobody is alone with their own money', async () => {
  const own = await admin.api.call(getMe, {});
  expect(await stateOf(adjust({ accountId: own.body.accountId, kobo: 1 }))).toBe('awaiting');
  expect(await stateOf(adjust({ accountId: await organisationOf(admin), kobo: 1 }))).toBe('awaiting');
});

test('nothing is taken that is not there', async () => {
  const accountId = await organisationOf(owner);
  await fund(accountId, 100);
  expectRefusal(await adjust({ accountId, kobo: -101 }), 'insufficient-funds');
  expect(await stateOf(adjust({ accountId, kobo: -100 }))).toBe('done');
});

test('a request that is repeated with its key is made once', async () => {
  const accountId = await organisationOf(owner);
  const key = newOrder();
  const [one, other] = [
    await adjust({ accountId, kobo: 700 }, key),
    await adjust({ accountId, kobo: 700 }, key),
  ];
  expect(other.text).toBe(one.text);
  expect(await balanceOf(accountId)).toEqual({ available: 700, held: 0 });
});

test('it takes a key, because whoever repeats it would change the balance twice', async () => {
  const accountId = await organisationOf(owner);
  expectRefusal(await adjust({ accountId, kobo: 700 }, {}), 'idempotency-key-required');
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
});

test('it takes an account, and an administrator who has logged in of late', async () => {
  expectRefusal(await adjust({ accountId: `acc_${'0'.repeat(32)}`, kobo: 1 }), 'not-found');
  const accountId = await accountOf(owner);
  expectRefusal(
    await adjust({ accountId, kobo: 1 }, newOrder(), await oldSession(admin, 16)),
    'recent-login-required',
  );
  expectRefusal(await adjust({ accountId, kobo: 1 }, newOrder(), owner.accessToken), 'forbidden');
});

const request = () => ({
  token: admin.accessToken,
  body: { accountId: `acc_${'0'.repeat(32)}`, kobo: 1, reason: 'A test' },
});
testsOfTheToken(createAdjustment, request);
testsOfInvalidBodies(createAdjustment, request, [
  ['nothing', { kobo: 0 }, ['kobo']],
  ['parts of a kobo', { kobo: 1.5 }, ['kobo']],
  ['a text', { kobo: '1' }, ['kobo']],
  ['more than a top-up can be', { kobo: 1_000_000_001 }, ['kobo']],
  ['less than that', { kobo: -1_000_000_001 }, ['kobo']],
  ['no reason', { reason: '' }, ['reason']],
  ['a reason that reads backwards', { reason: 'Paid \u202E000,01' }, ['reason']],
  ['a reason in a direction of its own', { reason: 'Paid \u2067back' }, ['reason']],
  ['a reason of two lines', { reason: 'Paid\u2028back' }, ['reason']],
  ['a control character', { reason: 'Paid\u0007' }, ['reason']],
  ['an id of something else', { accountId: `usr_${'0'.repeat(32)}` }, ['accountId']],
]);
