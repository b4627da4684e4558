import { beforeAll, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { clearAllowedAddresses, setAllowedAddresses } from '../../../shared/contract/ip-rules.ts';
import { newAdmin } from '../../support/admins.ts';
import { trailOf } from '../../support/audit.ts';
import { organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person & { userId: string };
beforeAll(async () => {
  admin = await newAdmin();
});

const [office, elsewhere] = ['127.0.32.1', '127.0.33.1'];
const list = { addresses: [{ range: office, reason: 'Office that closed' }] };

const clear = (accountId: string, token = admin.accessToken) =>
  send(clearAllowedAddresses, { token, params: { accountId } });

/** Somebody who has locked themselves out of an account, and the account. */
async function lockedOut(isPersonal: boolean) {
  const owner = await newPerson();
  const accountId = isPersonal
    ? (await owner.api.call(getAccount, {})).body.accountId
    : await organisationOf(owner);
  const headers = { 'x-account-id': accountId };
  const written = await send(setAllowedAddresses, {
    token: owner.accessToken,
    headers,
    body: list,
    from: office,
  });
  expect(written.status, written.text).toBe(200);
  const knock = () => send(getAccount, { token: owner.accessToken, headers, from: elsewhere });
  expectRefusal(await knock(), 'address-not-allowed');
  return { owner, accountId, knock };
}

test.each([
  ['a personal account', true],
  ['an organisation', false],
])('an administrator opens %s again, and its trail says so', async (_, isPersonal) => {
  const { accountId, knock } = await lockedOut(isPersonal);
  const answer = await clear(accountId);
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect((await knock()).status).toBe(200);
  const entries = await trailOf(accountId);
  expect(entries.map(({ content }) => content)).toContainEqual(
    expect.objectContaining({
      actor: { kind: 'user', userId: admin.userId },
      action: 'clearAllowedAddresses',
      target: expect.objectContaining({ kind: 'allowed-addresses', id: accountId }),
    }),
  );
});

test('a list from before it was cleared is not written over it', async () => {
  const { owner, accountId } = await lockedOut(false);
  await clear(accountId);
  const stale = { 'x-account-id': accountId, 'if-match': '"r1"' };
  expectRefusal(
    await send(setAllowedAddresses, { token: owner.accessToken, headers: stale, body: list, from: office }),
    'precondition-failed',
  );
});

test('the owner cannot do it from elsewhere', async () => {
  const { owner, accountId, knock } = await lockedOut(false);
  expectRefusal(await clear(accountId, owner.accessToken), 'forbidden');
  expectRefusal(await knock(), 'address-not-allowed');
});

test('without a list, and without an account, there is nothing to clear', async () => {
  const owner = await newPerson();
  for (const accountId of [await organisationOf(owner), freshId('acc')])
    expectRefusal(await clear(accountId), 'not-found');
  expectRefusal(await clear('acc_1'), 'not-found');
});

testsOfTheToken(clearAllowedAddresses, () => ({
  token: admin.accessToken,
  params: { accountId: `acc_${'0'.repeat(32)}` },
}));
