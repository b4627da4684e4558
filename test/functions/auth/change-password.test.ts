import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { changePassword, getMe, login, logoutAll, refresh } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { goodPassword, newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

const newPassword = 'Another-horse-7';
const change = { currentPassword: goodPassword, newPassword };

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('changing the password', () => {
  test('takes the new one and lets go of the old one', async () => {
    const own = await newPerson();
    const answer = await send(changePassword, { token: own.accessToken, body: change });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    const old = await send(login, { body: { email: own.email, password: own.password } });
    expectRefusal(old, 'invalid-credentials');
    await expect(logIn(inject('baseUrl'), { ...own, password: newPassword })).resolves.toHaveProperty(
      'accessToken',
    );
  });

  test('lets this session go on, refreshed too, and ends all others for good', async () => {
    const own = await newPerson();
    const other = await logIn(inject('baseUrl'), own);
    await own.api.call(changePassword, { body: change });
    expect((await own.api.call(getMe, {})).status).toBe(200);
    const { body: fresh } = await apiClient(inject('baseUrl')).call(refresh, {
      body: { refreshToken: own.refreshToken },
    });
    expect((await send(getMe, { token: fresh.accessToken })).status).toBe(200);
    expectRefusal(await send(getMe, { token: other.accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken: other.refreshToken } }), 'unauthenticated');
  });

  test('does not keep its session alive after logging out everywhere', async () => {
    const own = await newPerson();
    await own.api.call(changePassword, { body: change });
    await own.api.call(logoutAll, {});
    expectRefusal(await send(getMe, { token: own.accessToken }), 'unauthenticated');
  });

  test.each([0, 10, 25, 60])(
    'keeps no session alive that somebody ends everywhere %d ms later',
    async (pause) => {
      const own = await newPerson();
      const other = await logIn(inject('baseUrl'), own);
      const changing = send(changePassword, { token: own.accessToken, body: change });
      await new Promise((resolve) => setTimeout(resolve, pause));
      const ended = await send(logoutAll, { token: other.accessToken });
      const { status } = await changing;
      expect([204, 401]).toContain(status);
      if (ended.status === 204)
        expectRefusal(await send(getMe, { token: own.accessToken }), 'unauthenticated');
    },
  );

  test('takes the current one: a wrong one changes nothing and ends nothing', async () => {
    const own = await newPerson();
    const body = { ...change, currentPassword: 'Wrong-horse-9' };
    expectRefusal(await send(changePassword, { token: own.accessToken, body }), 'wrong-password');
    expect((await own.api.call(getMe, {})).status).toBe(200);
    await expect(logIn(inject('baseUrl'), own)).resolves.toHaveProperty('accessToken');
  });

  test('is refused as a session that is over when the user pool has ended it, not as a wrong password', async () => {
    const own = await newPerson();
    const answer = await fetch(inject('baseUrl'), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.GlobalSignOut',
      },
      body: JSON.stringify({ AccessToken: own.accessToken }),
    });
    expect(answer.status).toBe(200);
    expectRefusal(await send(changePassword, { token: own.accessToken, body: change }), 'unauthenticated');
  });

  test('is refused after many wrong ones, the right one too', { retry: 2 }, async () => {
    const own = await newPerson();
    const statuses: number[] = [];
    // No more than it takes: the first of the locks lasts a second.
    while (statuses.length < 8 && !statuses.includes(429)) {
      const body = { ...change, currentPassword: `Wrong-horse-${statuses.length}` };
      statuses.push((await send(changePassword, { token: own.accessToken, body })).status);
    }
    expect(new Set(statuses)).toEqual(new Set([422, 429]));
    expectRefusal(await send(changePassword, { token: own.accessToken, body: change }), 'too-many-attempts');
  });
});

const valid = () => ({ token: person.accessToken, body: { ...change, currentPassword: 'Wrong-horse-9' } });
testsOfTheToken(changePassword, valid);
testsOfTheBody(changePassword, valid);
testsOfInvalidBodies(changePassword, valid, [
  ['no current password', { currentPassword: undefined }, ['currentPassword']],
  ['a new password that is too short', { newPassword: 'Short-1' }, ['newPassword']],
]);
