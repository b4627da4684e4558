import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, logoutAll, refresh } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let bystander: Person;
beforeAll(async () => {
  bystander = await newPerson();
});

describe('logging out everywhere', () => {
  test('ends every session at once: access tokens, refresh tokens, and tokens that were refreshed', async () => {
    const person = await newPerson();
    const other = await logIn(inject('baseUrl'), person);
    const { body: fresh } = await apiClient(inject('baseUrl')).call(refresh, {
      body: { refreshToken: other.refreshToken },
    });
    const answer = await send(logoutAll, { token: person.accessToken });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    for (const token of [person.accessToken, other.accessToken, fresh.accessToken])
      expectRefusal(await send(getMe, { token }), 'unauthenticated');
    for (const refreshToken of [person.refreshToken, fresh.refreshToken])
      expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
  });

  test('lets the person log in again right away', async () => {
    const person = await newPerson();
    await person.api.call(logoutAll, {});
    const again = await logIn(inject('baseUrl'), person);
    expect((await again.api.call(getMe, {})).status).toBe(200);
  });

  test('twice at once ends everything and breaks nothing', async () => {
    const person = await newPerson();
    const answers = await Promise.all([1, 2].map(() => send(logoutAll, { token: person.accessToken })));
    for (const { status } of answers) expect([204, 401]).toContain(status);
    expectRefusal(await send(getMe, { token: person.accessToken }), 'unauthenticated');
  });

  test('leaves other people alone', async () => {
    const person = await newPerson();
    await person.api.call(logoutAll, {});
    expect((await bystander.api.call(getMe, {})).status).toBe(200);
  });
});

testsOfTheToken(logoutAll, () => ({ token: bystander.accessToken }));
