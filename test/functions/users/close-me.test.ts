import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { createAccount, getAccount, transferAccount } from '../../../shared/contract/accounts.ts';
import { allRoutes } from '../../../shared/contract/all-routes.ts';
import { getMe, refresh } from '../../../shared/contract/auth.ts';
import { listTemplates, uploadTemplate } from '../../../shared/contract/templates.ts';
import { closeMe, restoreMe } from '../../../shared/contract/users.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { oldSession } from '../old-session.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const day = 24 * 60 * 60_000;

let bystander: Person;
beforeAll(async () => {
  bystander = await newPerson();
});

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

  test('takes a login of the last 15 minutes', async () => {
    const person = await newPerson();
    expectRefusal(await send(closeMe, { token: await oldSession(person, 16) }), 'recent-login-required');
    expect((await person.api.call(getMe, {})).body).not.toHaveProperty('closesAt');
    expect((await send(closeMe, { token: await oldSession(person, 14) })).status).toBe(204);
  });

  test('is not for somebody who owns an organisation, whichever comes first', async () => {
    const person = await newPerson();
    const answers = await Promise.all([
      send(closeMe, { token: person.accessToken }),
      send(createAccount, { token: person.accessToken, body: { name: 'Obi & Sons' } }),
      send(createAccount, { token: person.accessToken, body: { name: 'Obi & Daughters' } }),
    ]);
    const [closed, ...created] = answers.map(({ status }) => status);
    expect(closed === 204 && created.includes(201)).toBe(false);
  });

  test('and becoming an owner at the same moment: one of them loses', async () => {
    for (let round = 0; round < 5; round++) {
      const [owner, heir] = await Promise.all([newPerson(), newPerson()]);
      const accountId = await organisationOf(owner);
      const userId = await give(accountId, heir, 'manager');
      const [closed, transferred] = await Promise.all([
        send(closeMe, { token: heir.accessToken }),
        send(transferAccount, {
          token: owner.accessToken,
          body: { userId },
          headers: { 'x-account-id': accountId },
        }),
      ]);
      expect([closed?.status, transferred?.status]).not.toEqual([204, 200]);
    }
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
