import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../dev/cloud/front-door.ts';
import { logIn } from '../../dev/journey.ts';
import { getMe, login } from '../../shared/contract/auth.ts';
import { apiClient } from '../../shared/contract/client.ts';
import { closeMe, getEmail, keepEmail } from '../../shared/contract/users.ts';
import * as addresses from '../../shared/data/addresses.ts';
import { expectRefusal } from '../functions/expectations.ts';
import { mailsOfKind } from '../functions/inbox.ts';
import { send } from '../functions/send.ts';
import { ask, asked, confirm, emailCode, newAddress } from '../functions/users/email-fixtures.ts';
import { userIdOf } from '../support/organisations.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';

/**
 * A change of address is made in two places, the user pool and the table. Whatever dies between: its owner logs in with one of
 * the two addresses, both are theirs and nobody else's, and the change is finished by whatever they do next.
 */

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud();
  const { url, tableName, operator } = own.cloud;
  useTable({ url, tableName, operator });
});
afterAll(() => own.stop());
afterEach(() => {
  own.cloud.frontDoor.guards.clear();
  own.cloud.frontDoor.observers.clear();
});

const here = () => ({ baseUrl: own.cloud.url });

const isConfirming = ({ caller }: Call) => caller?.includes('ConfirmEmail') ?? false;

/** Lets a call of the function that confirms fail, every time or so often. */
function failing(operation: string, times = Number.POSITIVE_INFINITY): () => number {
  let failed = 0;
  own.cloud.frontDoor.guards.add((call) => {
    if (!isConfirming(call) || call.operation !== operation || failed >= times) return undefined;
    failed += 1;
    const type = 'InternalErrorException';
    return {
      status: 500,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
      body: JSON.stringify({ __type: type, message: 'Not now.' }),
    };
  });
  return () => failed;
}

/** Kills the function that confirms once the user pool has made the change, before it hears of it. */
function dyingAfterThePool(): void {
  own.cloud.frontDoor.observers.add(async (call) => {
    if (isConfirming(call) && call.operation === 'AdminUpdateUserAttributes')
      await own.pool('ConfirmEmail').crash();
  });
}

const holderOf = async (email: string) => (await addresses.find(email))?.userId;

const emailOf = async ({ accessToken }: Pick<Person, 'accessToken'>): Promise<string> =>
  (await apiClient(own.cloud.url, accessToken).call(getMe, {})).body.email;

/** A change whose code was right, and of which the user pool did not hear. */
async function untold() {
  const person = await newPerson(own.cloud.url);
  const userId = await userIdOf(person);
  const wish = await asked(person, here());
  const failed = failing('AdminUpdateUserAttributes');
  expectRefusal(await confirm(person, wish.code, here()), 'internal');
  expect(failed()).toBe(4);
  own.cloud.frontDoor.guards.clear();
  return { person, userId, ...wish };
}

/** A change that the user pool made, and nobody else heard of. */
async function unheard() {
  const person = await newPerson(own.cloud.url);
  const userId = await userIdOf(person);
  const wish = await asked(person, here());
  dyingAfterThePool();
  expect((await confirm(person, wish.code, here())).status).toBeGreaterThanOrEqual(500);
  own.cloud.frontDoor.observers.clear();
  expect(await emailOf(person)).toBe(person.email);
  return { person, userId, ...wish };
}

describe('dying before the user pool heard of it', () => {
  test('leaves the old address for logging in, holds both, and the same code goes on', async () => {
    const { person, userId, email, code } = await untold();
    const { accessToken } = await logIn(own.cloud.url, person);
    expect(await emailOf({ accessToken })).toBe(person.email);
    expect([await holderOf(email), await holderOf(person.email)]).toEqual([userId, userId]);
    expect((await person.api.call(getEmail, {})).body.change).toEqual({ email });
    expect((await confirm(person, code, here())).status).toBe(200);
    expect([await holderOf(email), await holderOf(person.email)]).toEqual([userId, undefined]);
    await expect(logIn(own.cloud.url, { ...person, email })).resolves.toHaveProperty('accessToken');
    expect(await mailsOfKind(person.email, 'email-changed', 1, own.cloud.url)).toHaveLength(1);
  });

  test('cannot be taken back any more, and is finished by asking for the next one', async () => {
    const { person, email } = await untold();
    const keep = await send(keepEmail, { token: person.accessToken, ...here() });
    expectRefusal(keep, 'conflict');
    const next = newAddress();
    expect((await ask(person, next, here())).status).toBe(200);
    expect(await emailOf(person)).toBe(email);
    expect((await mailsOfKind(email, 'email-change-asked', 1, own.cloud.url)).length).toBe(1);
    const code = await emailCode(next, 1, own.cloud.url);
    expect((await confirm(person, code, here())).status).toBe(200);
    expect(await emailOf(person)).toBe(next);
    expect(await holderOf(email)).toBeUndefined();
  });

  test('keeps the address from everybody else meanwhile, also from who registers it', async () => {
    const { person, userId, email, code } = await untold();
    const rival = await newPerson(own.cloud.url);
    await ask(rival, email, here());
    const mail = await mailsOfKind(email, 'email-wanted', 1, own.cloud.url);
    expect(mail).toHaveLength(1);
    const registered = newPerson(own.cloud.url, email);
    await expect(registered).rejects.toThrow(/address-in-use|another way/);
    expect(await holderOf(email)).toBe(userId);
    // They made a user in the pool, who cannot get in; the address stays with neither of the two until that one is gone.
    expectRefusal(await confirm(person, code, here()), 'address-in-use');
    expect(await holderOf(email)).toBeUndefined();
    await expect(logIn(own.cloud.url, person)).resolves.toHaveProperty('accessToken');
  });
});

describe('dying after the user pool made it', () => {
  test('is finished by logging in with the new address; the old one is free, other sessions end', async () => {
    const { person, userId, email } = await unheard();
    const old = await send(login, { body: { email: person.email, password: person.password }, ...here() });
    expectRefusal(old, 'invalid-credentials');
    const { accessToken } = await logIn(own.cloud.url, { ...person, email });
    expect(await emailOf({ accessToken })).toBe(email);
    expect([await holderOf(email), await holderOf(person.email)]).toEqual([userId, undefined]);
    expectRefusal(await send(getMe, { token: person.accessToken, ...here() }), 'unauthenticated');
    expect((await apiClient(own.cloud.url, accessToken).call(getEmail, {})).body).toEqual({ email });
  });

  test('is finished by the same code in the same session', async () => {
    const { person, userId, email, code } = await unheard();
    expect((await confirm(person, code, here())).status).toBe(200);
    expect(await emailOf(person)).toBe(email);
    expect([await holderOf(email), await holderOf(person.email)]).toEqual([userId, undefined]);
  });

  test('is finished by one of two log-ins at once, which goes on', async () => {
    const { person, email } = await unheard();
    const sessions = await Promise.all([1, 2].map(() => logIn(own.cloud.url, { ...person, email })));
    const states = await Promise.all(
      sessions.map(({ accessToken }) => send(getMe, { token: accessToken, ...here() })),
    );
    // One of them finished it, which ends every other session: then that one logs in again.
    expect(states.map(({ status }) => status)).toContain(200);
    await expect(logIn(own.cloud.url, { ...person, email })).resolves.toHaveProperty('accessToken');
  });
});

test('a user who is erased in the middle of it leaves neither address behind', async () => {
  const { person, userId, email } = await untold();
  await person.api.call(closeMe, {});
  const closesAt = '2026-01-01T00:00:00.000Z';
  await own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: `user#${userId}`, sk: 'profile' },
      UpdateExpression: 'SET closesAt = :at, gsi3sk = :due',
      ConditionExpression: 'attribute_exists(closesAt)',
      ExpressionAttributeValues: { ':at': closesAt, ':due': `${closesAt}#${userId}` },
    }),
  );
  await own.run('EraseUsers');
  expect([await holderOf(email), await holderOf(person.email)]).toEqual([undefined, undefined]);
  for (const address of [email, person.email])
    await expect(newPerson(own.cloud.url, address)).resolves.toHaveProperty('accessToken');
});

describe('mails that cannot be queued', () => {
  const withoutQueue = (caller: string) =>
    own.cloud.frontDoor.guards.add((call) =>
      call.service === 'sqs' && call.caller?.includes(caller)
        ? { status: 503, headers: {}, body: '' }
        : undefined,
    );

  test('make asking fail, so that it is asked again', async () => {
    const person = await newPerson(own.cloud.url);
    const email = newAddress();
    withoutQueue('ChangeEmail');
    expectRefusal(await ask(person, email, here()), 'unavailable');
    own.cloud.frontDoor.guards.clear();
    expect((await ask(person, email, here())).status).toBe(200);
    expect((await confirm(person, await emailCode(email, 1, own.cloud.url), here())).status).toBe(200);
  });

  test('do not make a change look undone', async () => {
    const person = await newPerson(own.cloud.url);
    const { email, code } = await asked(person, here());
    withoutQueue('ConfirmEmail');
    expect((await confirm(person, code, here())).status).toBe(200);
    expect(await emailOf(person)).toBe(email);
  });
});

test('a user pool that is busy for a moment stops no change', async () => {
  const person = await newPerson(own.cloud.url);
  const { email, code } = await asked(person, here());
  const failed = failing('AdminUpdateUserAttributes', 2);
  expect((await confirm(person, code, here())).status).toBe(200);
  expect(failed()).toBe(2);
  expect(await emailOf(person)).toBe(email);
});
