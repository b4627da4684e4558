import { sign } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { loadSigningKey } from '../../../dev/emulators/cognito/signing-key.ts';
import { logIn } from '../../../dev/journey.ts';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { allRoutes } from '../../../shared/contract/all-routes.ts';
import { getMe, refresh } from '../../../shared/contract/auth.ts';
import { listTemplates, uploadTemplate } from '../../../shared/contract/templates.ts';
import { closeMe, restoreMe } from '../../../shared/contract/users.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

const day = 24 * 60 * 60_000;

let bystander: Person;
beforeAll(async () => {
  bystander = await newPerson();
});

/** The person's token as if they had logged in so many seconds ago, signed by the pool. */
function olderLogin(token: string, seconds: number): string {
  const key = loadSigningKey(join(inject('dataFolder'), 'users'));
  const [header = '', payload = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const older = { ...claims, auth_time: claims.auth_time - seconds };
  const text = `${header}.${Buffer.from(JSON.stringify(older)).toString('base64url')}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key.privateKey).toString('base64url')}`;
}

describe('deleting oneself', () => {
  test('ends all sessions; whoever logs in again can look and come back, and nothing else', async () => {
    const person = await newPerson();
    const answer = await send(closeMe, { token: person.accessToken });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    expectRefusal(await send(getMe, { token: person.accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken: person.refreshToken } }), 'unauthenticated');
    const again = await logIn(inject('baseUrl'), person);
    const { closesAt } = (await again.api.call(getMe, {})).body;
    expect(Date.parse(closesAt ?? '') - Date.now()).toBeGreaterThan(13.9 * day);
    for (const route of [getAccount, listTemplates])
      expectRefusal(await send(route, { token: again.accessToken }), 'account-closing');
    const upload = await send(uploadTemplate, { token: again.accessToken, body: { name: 'Late' } });
    expectRefusal(upload, 'account-closing');
    const restored = await again.api.call(restoreMe, {});
    expect(restored.body).not.toHaveProperty('closesAt');
    expect((await again.api.call(listTemplates, {})).status).toBe(200);
  });

  test('twice does not move the day', async () => {
    const person = await newPerson();
    await person.api.call(closeMe, {});
    const again = await logIn(inject('baseUrl'), person);
    const { closesAt } = (await again.api.call(getMe, {})).body;
    await again.api.call(closeMe, {});
    const third = await logIn(inject('baseUrl'), person);
    expect((await third.api.call(getMe, {})).body.closesAt).toBe(closesAt);
  });

  test('takes a login of the last quarter of an hour', async () => {
    const person = await newPerson();
    const token = olderLogin(person.accessToken, 15 * 60 + 5);
    // The session began before the user's first login: it is let in only where that is not asked.
    const answer = await send(closeMe, { token });
    expect([401, 403]).toContain(answer.status);
    expect((await person.api.call(getMe, {})).body).not.toHaveProperty('closesAt');
  });

  test('leaves other people alone', async () => {
    await (await newPerson()).api.call(closeMe, {});
    expect((await bystander.api.call(getMe, {})).body).not.toHaveProperty('closesAt');
  });
});

test('only what it takes to look, take along what one has, come back and leave works while a deletion waits', () => {
  const open = allRoutes.filter(({ route }) => route.whileClosing).map(({ operation }) => operation);
  expect(open.toSorted()).toEqual([
    'closeMe',
    'exportMe',
    'getExport',
    'getMe',
    'logout',
    'logoutAll',
    'restoreMe',
  ]);
});

testsOfTheToken(closeMe, () => ({ token: bystander.accessToken }));
