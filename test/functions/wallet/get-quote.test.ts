import { beforeAll, describe, expect, test } from 'vitest';
import { forMachines } from '../../../dev/synthesise.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { getQuote } from '../../../shared/contract/prices.ts';
import { move } from '../../../shared/data/ledger.ts';
import { take } from '../../../shared/data/quota.ts';
import { commit } from '../../../shared/data/write.ts';
import { monthOf } from '../../../shared/domain/plan.ts';
import { fund } from '../../support/money.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const { freeDocuments } = forMachines;

let person: Person;
let accountId: string;
beforeAll(async () => {
  person = await newPerson();
  ({ accountId } = (await person.api.call(getMe, {})).body);
});

const quote = async (documents: number) => (await person.api.call(getQuote, { query: { documents } })).body;

describe('a quote', () => {
  test('costs nothing as long as the month has room', async () => {
    expect(await quote(1)).toMatchObject({ documents: 1, included: 1, totalKobo: 0, suffices: true });
  });

  test('says what is missing of the wallet, to the kobo', async () => {
    // All but two of the month are used.
    await commit([take(accountId, monthOf(new Date()), freeDocuments - 2, freeDocuments)]);
    const { unitKobo, priceList } = await quote(1);
    expect(await quote(5)).toEqual({
      ...{ priceList, plan: 'free', documents: 5, included: 2, unitKobo },
      ...{ totalKobo: 3 * unitKobo, suffices: false, missingKobo: 3 * unitKobo },
    });
    await fund(accountId, 3 * unitKobo - 1);
    expect(await quote(5)).toMatchObject({ suffices: false, missingKobo: 1 });
    await fund(accountId, 1);
    expect(await quote(5)).toMatchObject({ suffices: true, missingKobo: 0 });
    expect(await quote(6)).toMatchObject({ suffices: false, missingKobo: unitKobo });
  });

  test('counts in what must be paid off first', async () => {
    const { unitKobo } = await quote(3);
    const about = { kind: 'payment', id: freshId('doc') };
    const movement = { kind: 'chargeback', kobo: 3 * unitKobo + 700 } as const;
    await move(accountId, [{ movement, cause: `test#${about.id}`, about }], new Date());
    expect(await quote(3)).toMatchObject({ suffices: false, missingKobo: unitKobo + 700 });
  });

  test('is for whoever may spend the money, and of that account', async () => {
    const owner = await newPerson();
    const headers = { 'x-account-id': await organisationOf(owner) };
    const ask = () => send(getQuote, { token: person.accessToken, headers, query: { documents: '1' } });
    expectRefusal(await ask(), 'not-found');
    await give(headers['x-account-id'], person, 'viewer');
    expectRefusal(await ask(), 'forbidden');
    await give(headers['x-account-id'], person, 'member');
    expect(JSON.parse((await ask()).text)).toMatchObject({ included: 1 });
  });

  test.each(['0', '-1', '1.5', '1000001', 'many', ''])('is refused for %j documents', async (documents) => {
    const answer = await send(getQuote, { token: person.accessToken, query: { documents } });
    expectFieldFaults(answer, ['documents']);
  });

  test('is refused without a number', async () => {
    expectFieldFaults(await send(getQuote, { token: person.accessToken }), ['documents']);
  });
});

testsOfTheToken(getQuote, () => ({ token: person.accessToken, query: { documents: '1' } }));
