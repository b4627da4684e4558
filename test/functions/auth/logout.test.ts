import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, logout, refresh } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';

const api = () => apiClient(inject('baseUrl'));

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const session = () => logIn(inject('baseUrl'), person);

/** Refused because its session was ended, not because something is wrong with the token. */
const expectSessionOver = (answer: Answer): void =>
  expect(expectRefusal(answer, 'unauthenticated').message).toBe('This session has ended. Log in again.');

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
    expectSessionOver(second);
  });

  test.each([
    'garbage',
    'of somebody else',
    'of somebody else, behind ids of its own',
    'of another session of the same person',
    'an access token',
  ])('ends the session for good although the refresh token is %s', async (which) => {
    const { accessToken, refreshToken } = await session();
    const stranger = await newPerson();
    const other = await session();
    const given: Record<string, string> = {
      'of somebody else': stranger.refreshToken,
      'of somebody else, behind ids of its own': [
        refreshToken.split('.')[0],
        ...stranger.refreshToken.split('.').slice(1),
      ].join('.'),
      'of another session of the same person': other.refreshToken,
      'an access token': accessToken,
    };
    const body = { refreshToken: given[which] ?? 'garbage' };
    const answer = await send(logout, { token: accessToken, body });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectSessionOver(await send(getMe, { token: accessToken }));

    // The user pool would still honour the token that was held back; here it gives nothing, and for good.
    for (let attempt = 0; attempt < 2; attempt++)
      expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
    for (const bystander of [stranger, other]) {
      expect((await bystander.api.call(getMe, {})).status).toBe(200);
      const { refreshToken: held } = bystander;
      expect((await api().call(refresh, { body: { refreshToken: held } })).status).toBe(200);
    }
  });

  test('lets the person log in again at once', async () => {
    const { api: own, refreshToken } = await session();
    await own.call(logout, { body: { refreshToken } });
    const next = await session();
    expect((await next.api.call(getMe, {})).body.email).toBe(person.email);
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
