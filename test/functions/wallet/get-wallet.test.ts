import { beforeAll, describe, expect, test } from 'vitest';
import { forMachines } from '../../../dev/synthesise.ts';
import { getWallet } from '../../../shared/contract/wallet.ts';
import { fund, payAsYouGo } from '../../support/money.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { finishedDocuments, readyTemplate } from '../fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('the wallet', () => {
  test('of somebody new is empty, and their month has everything left', async () => {
    const answer = await send(getWallet, { token: person.accessToken });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { freeDocuments } = forMachines;
    expect(JSON.parse(answer.text)).toEqual({
      availableKobo: 0,
      heldKobo: 0,
      owedKobo: 0,
      plan: 'free',
      documentKobo: 5000,
      month: {
        name: expect.stringMatching(/^\d{4}-\d\d$/),
        // The first of a month begins in Lagos an hour before it does in UTC.
        from: expect.stringMatching(/^\d{4}-\d\d-\d\dT23:00:00.000Z$/),
        until: expect.stringMatching(/^\d{4}-\d\d-\d\dT23:00:00.000Z$/),
        included: freeDocuments,
        used: 0,
        left: freeDocuments,
      },
    });
  });

  test('counts the documents of the month that were delivered', async () => {
    const own = await newPerson();
    const templateId = await readyTemplate(own.api);
    await finishedDocuments(own.api, templateId, ['One', 'Two']);
    const { month } = (await own.api.call(getWallet, {})).body;
    expect(month).toMatchObject({ used: 2, left: month.included - 2 });
  });

  test('shows what was paid in and what was spent', async () => {
    const own = await newPerson();
    await payAsYouGo(own);
    const before = (await own.api.call(getWallet, {})).body;
    expect(before.month.left).toBe(0);
    const templateId = await readyTemplate(own.api);
    await finishedDocuments(own.api, templateId, ['One', 'Two', 'Three']);
    const { availableKobo, heldKobo } = (await own.api.call(getWallet, {})).body;
    expect(before.availableKobo - availableKobo).toBe(3 * before.documentKobo);
    expect(heldKobo).toBe(0);
  });

  test('of an organisation is its own, and not for its members', async () => {
    const owner = await newPerson();
    const accountId = await organisationOf(owner);
    await fund(accountId, 700);
    const headers = { 'x-account-id': accountId };
    expect((await owner.api.call(getWallet, { headers })).body.availableKobo).toBe(700);
    expect((await owner.api.call(getWallet, {})).body.availableKobo).toBe(0);
    await give(accountId, person, 'member');
    expectRefusal(await send(getWallet, { token: person.accessToken, headers }), 'forbidden');
    await give(accountId, person, 'manager');
    expect((await send(getWallet, { token: person.accessToken, headers })).status).toBe(200);
  });
});

testsOfTheToken(getWallet, () => ({ token: person.accessToken }));
