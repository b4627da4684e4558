import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, login, refresh } from '../../../shared/contract/auth.ts';
import { getUser, listUsers, updateUser } from '../../../shared/contract/users.ts';
import { newAdmin } from '../../support/admins.ts';
import { type OwnCloud, ownCloud } from '../../support/own-cloud.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { type Sending, send } from '../send.ts';

useTable();

type Known = Person & { userId: string };

let admin: Known;
let subject: Known;

async function known(baseUrl?: string): Promise<Known> {
  const person = await newPerson(baseUrl);
  return { ...person, userId: (await person.api.call(getMe, {})).body.userId };
}

beforeAll(async () => {
  [admin, subject] = [await newAdmin(), await known()];
});

const change = (who: Known, body: unknown, headers: Record<string, string> = {}, token = admin.accessToken) =>
  send(updateUser, { token, params: { userId: who.userId }, body, headers });

const request = (): Sending => ({
  token: admin.accessToken,
  params: { userId: subject.userId },
  body: { role: 'user' },
});

describe('changing a role', () => {
  test('counts with the next request, although the token is alive and says nothing of it', async () => {
    const person = await known();
    expectRefusal(await send(listUsers, { token: person.accessToken }), 'forbidden');
    expect((await change(person, { role: 'admin' })).status).toBe(200);
    expect((await send(listUsers, { token: person.accessToken })).status).toBe(200);
    expect((await change(person, { role: 'user' })).status).toBe(200);
    expectRefusal(await send(listUsers, { token: person.accessToken }), 'forbidden');
    expect((await person.api.call(getMe, {})).body.role).toBe('user');
  });

  test('to what it is changes nothing, not even the revision', async () => {
    const person = await known();
    const before = (await person.api.call(getMe, {})).body.revision;
    expect(JSON.parse((await change(person, { role: 'user' })).text).revision).toBe(before);
    expect(JSON.parse((await change(person, {})).text).revision).toBe(before);
  });

  test('is refused to everybody else, for themselves as well', async () => {
    const person = await known();
    for (const who of [person, subject])
      expectRefusal(await change(who, { role: 'admin' }, {}, person.accessToken), 'forbidden');
  });

  test('of a user that does not exist says so', async () => {
    expectRefusal(
      await change({ ...subject, userId: `usr_${'0'.repeat(32)}` }, { role: 'admin' }),
      'not-found',
    );
  });

  test('of somebody who changed meanwhile is refused', async () => {
    expectRefusal(await change(subject, { role: 'admin' }, { 'if-match': '"r999"' }), 'precondition-failed');
    expect((await subject.api.call(getMe, {})).body.role).toBe('user');
  });
});

describe('disabling a user', () => {
  test('ends everything at once: tokens, refreshing, logging in, which answers like a wrong password', async () => {
    const person = await known();
    expect(JSON.parse((await change(person, { state: 'disabled' })).text).state).toBe('disabled');
    expectRefusal(await send(getMe, { token: person.accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken: person.refreshToken } }), 'unauthenticated');
    const { email, password } = person;
    const right = await send(login, { body: { email, password } });
    const wrong = await send(login, { body: { email, password: 'Wrong-horse-9' } });
    expect(expectRefusal(right, 'invalid-credentials').message).toBe(
      expectRefusal(wrong, 'invalid-credentials').message,
    );
  });

  test('is taken back by enabling: old tokens stay dead, a new login works', async () => {
    const person = await known();
    await change(person, { state: 'disabled' });
    expect((await change(person, { state: 'active' })).status).toBe(200);
    expectRefusal(await send(getMe, { token: person.accessToken }), 'unauthenticated');
    const again = await logIn(inject('baseUrl'), person);
    expect((await again.api.call(getMe, {})).status).toBe(200);
  });
});

describe('the last administrator', () => {
  let own: OwnCloud;
  beforeAll(async () => {
    own = await ownCloud();
  });
  afterAll(() => own?.stop());

  const asked = (who: Known, body: unknown, by: Known) =>
    send(updateUser, { baseUrl: own.cloud.url, token: by.accessToken, params: { userId: who.userId }, body });

  /** As an operator makes the first administrator. */
  async function madeByOperator(who: Known): Promise<Known> {
    const { operator, url, region } = own.cloud;
    const pool = new CognitoIdentityProviderClient({ endpoint: url, region, credentials: operator });
    const UserPoolId = own.pool('UpdateUser').definition.environment.USER_POOL_ID;
    await pool.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: who.email, GroupName: 'admin' }));
    return { ...who, ...(await logIn(url, who)) };
  }

  test('is made by the operator, and cannot demote, disable or lose themselves', async () => {
    const first = await madeByOperator(await known(own.cloud.url));
    expect((await first.api.call(getMe, {})).body.role).toBe('admin');
    expectRefusal(await asked(first, { role: 'user' }, first), 'last-admin');
    expectRefusal(await asked(first, { state: 'disabled' }, first), 'last-admin');
    expect((await first.api.call(getUser, { params: { userId: first.userId } })).body).toMatchObject({
      role: 'admin',
      state: 'active',
    });
    // Refused although the pool's group was left: the next login must not find a user without the role.
    const second = await known(own.cloud.url);
    expect((await asked(second, { role: 'admin' }, first)).status).toBe(200);
    expect((await asked(first, { role: 'user' }, second)).status).toBe(200);
    expect((await (await logIn(own.cloud.url, first)).api.call(getMe, {})).body.role).toBe('user');

    // Of two who demote each other at the same moment one stays.
    await asked(first, { role: 'admin' }, second);
    const answers = await Promise.all([
      asked(first, { role: 'user' }, second),
      asked(second, { role: 'user' }, first),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect([200, 403, 409]).toContain(status);
  });
});

testsOfTheToken(updateUser, request);
testsOfTheBody(updateUser, request);
testsOfInvalidBodies(updateUser, request, [
  ['a role that does not exist', { role: 'owner' }, ['role']],
  ['a state that does not exist', { state: 'closing' }, ['state']],
  ['what nobody may set', { accountId: 'acc_1', tokensValidFrom: 0 }, ['accountId', 'tokensValidFrom']],
]);
