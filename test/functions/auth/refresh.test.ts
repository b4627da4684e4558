import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { hashSecret } from '../../../dev/emulators/cognito/secret-hash.ts';
import { logIn } from '../../../dev/journey.ts';
import { getMe, logout, refresh } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const api = () => apiClient(inject('baseUrl'));

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const session = () => logIn(inject('baseUrl'), person);

/** Makes the first exchange of a refresh token lie further back, as waiting would. */
function ageExchange(refreshToken: string, seconds: number): void {
  const database = new DatabaseSync(join(inject('dataFolder'), 'users', 'cognito.db'), { timeout: 5000 });
  const { changes } = database
    .prepare('UPDATE refresh_tokens SET rotated_at = rotated_at - ? WHERE token_hash = ?')
    .run(seconds * 1000, hashSecret(refreshToken));
  database.close();
  if (changes !== 1) throw new Error('the refresh token has not been exchanged yet');
}

describe('a refresh token', () => {
  test('is exchanged for new tokens that work', async () => {
    const old = await session();
    const { status, headers, text } = await send(refresh, { body: { refreshToken: old.refreshToken } });
    expect(status).toBe(200);
    expectJsonHeaders(headers);
    const fresh = JSON.parse(text);
    expect(fresh).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    expect(fresh.refreshToken).not.toBe(old.refreshToken);
    const me = await api().as(fresh.accessToken).call(getMe, {});
    expect(me.body.email).toBe(person.email);
  });

  test('leads to the next one, and the access token from before stays good', async () => {
    const { accessToken, refreshToken } = await session();
    const second = await api().call(refresh, { body: { refreshToken } });
    const third = await api().call(refresh, { body: { refreshToken: second.body.refreshToken } });
    expect(third.body.refreshToken).not.toBe(second.body.refreshToken);
    expect((await api().as(accessToken).call(getMe, {})).status).toBe(200);
  });

  test('may be sent twice within seconds, for a client that lost the answer', async () => {
    const { refreshToken } = await session();
    const [one, other] = await Promise.all([
      api().call(refresh, { body: { refreshToken } }),
      api().call(refresh, { body: { refreshToken } }),
    ]);
    expect(one.body.refreshToken).not.toBe(other.body.refreshToken);
  });

  test('is refused when it is used again later, as a thief would', async () => {
    const { refreshToken } = await session();
    await api().call(refresh, { body: { refreshToken } });
    ageExchange(refreshToken, 11);
    expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
  });

  test('ends with its session', async () => {
    const { api: own, refreshToken } = await session();
    const { body } = await api().call(refresh, { body: { refreshToken } });
    await own.call(logout, { body: { refreshToken } });
    for (const token of [refreshToken, body.refreshToken]) {
      expectRefusal(await send(refresh, { body: { refreshToken: token } }), 'unauthenticated');
    }
  });

  test('is refused when it is something else, always with the same sentence', async () => {
    const { accessToken, refreshToken } = await session();
    const wrong = ['garbage', accessToken, refreshToken.slice(1), `${refreshToken}A`, 'ü', 'x'.repeat(4096)];
    const messages = new Set<string>();
    for (const token of wrong) {
      const answer = await send(refresh, { body: { refreshToken: token } });
      messages.add(expectRefusal(answer, 'unauthenticated').message);
    }
    expect([...messages]).toEqual(['The refresh token is not valid any more. Log in again.']);
  });
});

describe('its body', () => {
  const request = () => ({ body: { refreshToken: 'garbage' } });
  testsOfTheBody(refresh, request);
  testsOfInvalidBodies(refresh, request, [
    ['a missing token', { refreshToken: undefined }, ['refreshToken']],
    ['an empty token', { refreshToken: '' }, ['refreshToken']],
    ['a token of 4,097 characters', { refreshToken: 'x'.repeat(4097) }, ['refreshToken']],
    ['a token that is a number', { refreshToken: 1 }, ['refreshToken']],
    ['a token that is null', { refreshToken: null }, ['refreshToken']],
    ['a token that is a list', { refreshToken: ['x'] }, ['refreshToken']],
    ['a client of its own', { clientId: 'x' }, ['clientId']],
  ]);
});
