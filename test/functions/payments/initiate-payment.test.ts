import { beforeAll, describe, expect, test } from 'vitest';
import { initiatePayment } from '../../../shared/contract/payments.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, pay, stageOrigin } from './payment-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('beginning to pay', () => {
  test('of a card or a book costs what the list says', async () => {
    const { body } = await person.api.call(initiatePayment, {
      body: { purpose: 'book', reference: 'Wedding', methods: ['ussd', 'bank-transfer'] },
    });
    expect(body).toMatchObject({ purpose: 'book', reference: 'Wedding', methods: ['ussd', 'bank-transfer'] });
    expect(body.amountKobo).toBeGreaterThan(0);
  });

  test('of a plan costs what its quote says, and is for people only', async () => {
    const body = { purpose: 'plan', plan: 'pro', totalKobo: 1_500_000 } as const;
    const made = (await person.api.call(initiatePayment, { body })).body;
    expect(made).toMatchObject({ purpose: 'plan', plan: 'pro', amountKobo: 1_500_000, state: 'pending' });
    const ask = (token: string, change: object = {}) =>
      send(initiatePayment, { token, body: { ...body, ...change } });
    expectRefusal(await ask(person.accessToken, { totalKobo: 1 }), 'price-changed');
    const { token } = await newKey(person, ['payments:write']);
    expectRefusal(await ask(token), 'forbidden');
  });

  test('that is asked for twice with one key is begun once', async () => {
    const asking = () =>
      send(initiatePayment, {
        token: person.accessToken,
        body: { purpose: 'top-up', amountKobo: 50_000 },
        headers: { 'idempotency-key': 'once-and-for-all' },
      });
    const answers = [await asking(), await asking()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.text).toBe(answers[0]?.text);
  });

  test.each([
    ['too little', { purpose: 'top-up', amountKobo: 9_900 }, ['amountKobo']],
    ['nothing', { purpose: 'top-up', amountKobo: 0 }, ['amountKobo']],
    ['less than nothing', { purpose: 'top-up', amountKobo: -100_000 }, ['amountKobo']],
    ['parts of a kobo', { purpose: 'top-up', amountKobo: 10_000.5 }, ['amountKobo']],
    ['parts of a naira', { purpose: 'top-up', amountKobo: 10_001 }, ['amountKobo']],
    ['more than there is', { purpose: 'top-up', amountKobo: 1e21 }, ['amountKobo']],
    ['a text', { purpose: 'top-up', amountKobo: '100000' }, ['amountKobo']],
    ['a price of its own', { purpose: 'book', reference: 'x', amountKobo: 1 }, ['amountKobo']],
    ['something unknown', { purpose: 'gift', amountKobo: 10_000 }, ['purpose']],
    ['no way to pay', { purpose: 'top-up', amountKobo: 10_000, methods: [] }, ['methods']],
    [
      'an address of others',
      { purpose: 'card', reference: 'x', returnTo: 'https://evil.example/' },
      ['returnTo'],
    ],
    ['a script', { purpose: 'card', reference: 'x', returnTo: 'javascript:alert(1)' }, ['returnTo']],
  ])('of %s is refused', async (_, body, fields) => {
    expectFieldFaults(await send(initiatePayment, { token: person.accessToken, body }), fields);
  });

  test.each([{ purpose: 'gift', amountKobo: 10_000 }, { amountKobo: 10_000 }])(
    'for %j names what a payment may be for',
    async (body) => {
      const { fields } = expectRefusal(
        await send(initiatePayment, { token: person.accessToken, body }),
        'invalid-request',
      );
      expect(fields).toEqual([
        { field: 'purpose', message: 'This must be one of: top-up, plan, book, card.' },
      ]);
    },
  );

  test('returns to an address of the client that this stage allows', async () => {
    const { checkoutUrl } = await begin(person, 250_000, { returnTo: `${stageOrigin}/my-shop/paid` });
    const { redirect } = await pay(checkoutUrl);
    expect(redirect).toContain(`${stageOrigin}/my-shop/paid?`);
  });
});

testsOfTheToken(initiatePayment, () => ({ token: person.accessToken }));
testsOfTheBody(initiatePayment, () => ({
  token: person.accessToken,
  body: { purpose: 'top-up', amountKobo: 10_000 },
}));
