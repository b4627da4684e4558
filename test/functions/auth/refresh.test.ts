import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { hashSecret } from '../../../dev/emulators/cognito/secret-hash.ts';
import { logIn } from '../../../dev/journey.ts';
import { getMe, logout, refresh } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import * as sessions from '../../../shared/data/sessions.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';
import { claimsOf } from '../session-fixtures.ts';

useTable();

const api = () => apiClient(inject('baseUrl'));

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const session = () => logIn(inject('baseUrl'), person);

const exchange = (refreshToken: string) => send(refresh, { body: { refreshToken } });

const exchanged = async (refreshToken: string): Promise<{ accessToken: string; refreshToken: string }> =>
  (await api().call(refresh, { body: { refreshToken } })).body;

/** Which of these still open something: access tokens a route, refresh tokens the next ones. */
async function alive(tokens: readonly { accessToken: string; refreshToken: string }[]): Promise<number[]> {
  const answers = await Promise.all(
    tokens.flatMap(({ accessToken, refreshToken }) => [
      send(getMe, { token: accessToken }),
      exchange(refreshToken),
    ]),
  );
  return answers.map(({ status }) => status).filter((status) => status !== 401);
}

const poolTokenOf = (refreshToken: string): string => refreshToken.slice(refreshToken.indexOf('.') + 1);

/** Exchanges a token at the user pool itself, past our API, as a thief may who knows the client. */
async function exchangeAtPool(refreshToken: string, accessToken: string): Promise<number> {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  const { status } = await fetch(inject('baseUrl'), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.GetTokensFromRefreshToken',
    },
    body: JSON.stringify({ ClientId: claims.client_id, RefreshToken: poolTokenOf(refreshToken) }),
  });
  return status;
}

/** Makes the first exchange of a refresh token lie further back, as waiting would. */
function ageExchange(refreshToken: string, seconds: number): void {
  const database = new DatabaseSync(join(inject('dataFolder'), 'users', 'cognito.db'), { timeout: 5000 });
  const { changes } = database
    .prepare('UPDATE refresh_tokens SET rotated_at = rotated_at - ? WHERE token_hash = ?')
    .run(seconds * 1000, hashSecret(poolTokenOf(refreshToken)));
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

  test('that was used before ends the session, with every token it ever gave, at once and later', async () => {
    for (const seconds of [0, 11]) {
      const [own, other] = [await session(), await session()];
      const first = await exchanged(own.refreshToken);
      const second = await exchanged(first.refreshToken);
      if (seconds > 0) ageExchange(own.refreshToken, seconds);
      expectRefusal(await exchange(own.refreshToken), 'unauthenticated');
      expect(await alive([own, first, second])).toEqual([]);
      // Another session of the same user goes on.
      expect(await alive([other])).toEqual([200, 200]);
    }
  });

  test('sent twice at once ends the session: both resulting tokens die', async () => {
    for (let round = 0; round < 5; round++) {
      const own = await session();
      const answers = await Promise.all([exchange(own.refreshToken), exchange(own.refreshToken)]);
      const won = answers.filter(({ status }) => status === 200);
      expect(won.length).toBeLessThanOrEqual(1);
      for (const answer of answers.filter(({ status }) => status !== 200))
        expectRefusal(answer, 'unauthenticated');
      expect(await alive([own, ...won.map(({ text }) => JSON.parse(text))])).toEqual([]);
    }
  });

  test('sent twenty times at once leaves nothing alive either', async () => {
    const own = await session();
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(own.refreshToken)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    expect(await alive([own, ...won.map(({ text }) => JSON.parse(text))])).toEqual([]);
  });

  test('that a thief exchanged at the user pool itself ends the session when its owner comes', async () => {
    const own = await session();
    expect(await exchangeAtPool(own.refreshToken, own.accessToken)).toBe(200);
    ageExchange(own.refreshToken, 11);
    expectRefusal(await exchange(own.refreshToken), 'unauthenticated');
    expect(await alive([own])).toEqual([]);
  });

  test('is good for its own session only, and ends no other one by naming it', async () => {
    const [one, other] = [await session(), await session()];
    const family = one.refreshToken.slice(0, one.refreshToken.indexOf('.'));
    expectRefusal(await exchange(`${family}.${poolTokenOf(other.refreshToken)}`), 'unauthenticated');
    expect(await alive([one, other])).toEqual([200, 200, 200, 200]);
  });

  test('that we never gave out ends nothing, although it names the session', async () => {
    const own = await session();
    const family = own.refreshToken.slice(0, own.refreshToken.indexOf('.'));
    const ids = Buffer.from(family.slice(4), 'base64url').subarray(0, 32);
    // What anybody can make who read the ids in a trail or an archive.
    const heads = [ids, Buffer.concat([ids, Buffer.alloc(16)]), Buffer.concat([ids, randomBytes(16)])];
    const forged = heads.map((head) => `mtr_${head.toString('base64url')}.garbage`);
    for (const token of [...forged, `${family}.garbage`, `${own.refreshToken}A`])
      expectRefusal(await exchange(token), 'unauthenticated');
    const next = await exchanged(own.refreshToken);
    for (const token of [...forged, `${family}.garbage`]) await exchange(token);
    expect(await alive([next])).toEqual([200, 200]);
    // What it really was given before still ends it.
    expectRefusal(await exchange(own.refreshToken), 'unauthenticated');
    expect(await alive([next])).toEqual([]);
  });

  test('of a session that has no note any more is refused', async () => {
    const own = await session();
    await sessions.removeAll(await sessions.latest(claimsOf(own.accessToken).userId));
    expectRefusal(await exchange(own.refreshToken), 'unauthenticated');
    expect((await own.api.call(getMe, {})).status).toBe(200);
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
    const wrong = [
      'garbage',
      accessToken,
      poolTokenOf(refreshToken),
      refreshToken.slice(1),
      refreshToken.slice(0, 20),
      `${refreshToken.slice(0, refreshToken.indexOf('.'))}.`,
      `${refreshToken}A`,
      'mtr_.x',
      'mtr_ü.x',
      'ü',
      'x'.repeat(4096),
    ];
    const messages = new Set<string>();
    for (const token of wrong) {
      const answer = await send(refresh, { body: { refreshToken: token } });
      messages.add(expectRefusal(answer, 'unauthenticated').message);
    }
    expect([...messages]).toEqual(['The refresh token is not valid any more. Log in again.']);
    expect((await exchange(refreshToken)).status).toBe(200);
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
