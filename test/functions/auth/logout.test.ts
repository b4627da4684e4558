import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, logout, refresh } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

const api = () => apiClient(inject('baseUrl'));

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const session = () => logIn(inject('baseUrl'), person);

describe('logging out', () => {
  test('answers without a body and ends both tokens at once', async () => {
    const { accessToken, refreshToken } = await session();
    const answer = await send(logout, { token: accessToken, body: { refreshToken } });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    expectRefusal(await send(getMe, { token: accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
  });

  test('ends every access token of the session, refreshed ones too', async () => {
    const { api: own, accessToken, refreshToken } = await session();
    const fresh = await api().call(refresh, { body: { refreshToken } });
    await own.call(logout, { body: { refreshToken: fresh.body.refreshToken } });
    for (const token of [accessToken, fresh.body.accessToken]) {
      expectRefusal(await send(getMe, { token }), 'unauthenticated');
    }
  });

  test('leaves other sessions of the same person alone', async () => {
    const [ended, other] = await Promise.all([session(), session()]);
    await ended.api.call(logout, { body: { refreshToken: ended.refreshToken } });
    expect((await other.api.call(getMe, {})).status).toBe(200);
    expect((await api().call(refresh, { body: { refreshToken: other.refreshToken } })).status).toBe(200);
  });

  test('is refused the second time, because the session is over', async () => {
    const { accessToken, refreshToken } = await session();
    const first = await send(logout, { token: accessToken, body: { refreshToken } });
    expect(first.status).toBe(204);
    const second = await send(logout, { token: accessToken, body: { refreshToken } });
    expect(expectRefusal(second, 'unauthenticated').message).toBe('This session has ended. Log in again.');
  });

  test('ends the session although the refresh token is garbage', async () => {
    const { accessToken } = await session();
    const answer = await send(logout, { token: accessToken, body: { refreshToken: 'garbage' } });
    expect(answer.status).toBe(204);
    expectRefusal(await send(getMe, { token: accessToken }), 'unauthenticated');
  });

  test('does not open a way back by a refresh token that was held back', async () => {
    const { api: own, refreshToken } = await session();
    await own.call(logout, { body: { refreshToken: 'garbage' } });
    const answer = await send(refresh, { body: { refreshToken } });
    const { accessToken } = JSON.parse(answer.text);
    expectRefusal(await send(getMe, { token: accessToken ?? 'none' }), 'unauthenticated');
  });

  test('of many sessions at once ends all of them', async () => {
    const sessions = await Promise.all(Array.from({ length: 3 }, session));
    await Promise.all(
      sessions.map(({ api: own, refreshToken }) => own.call(logout, { body: { refreshToken } })),
    );
    for (const { accessToken } of sessions) {
      expectRefusal(await send(getMe, { token: accessToken }), 'unauthenticated');
    }
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { refreshToken: 'garbage' } });
  testsOfTheToken(logout, request);
  testsOfTheBody(logout, request);
  testsOfInvalidBodies(logout, request, [
    ['a missing token', { refreshToken: undefined }, ['refreshToken']],
    ['an empty token', { refreshToken: '' }, ['refreshToken']],
    ['a token of 4,097 characters', { refreshToken: 'x'.repeat(4097) }, ['refreshToken']],
    ['a token that is a number', { refreshToken: 1 }, ['refreshToken']],
    ['a user of its own', { userId: 'usr_x' }, ['userId']],
  ]);
});
