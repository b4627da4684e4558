import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../dev/journey.ts';
import { getRevenue } from '../../../shared/contract/finance.ts';
import { move } from '../../../shared/data/ledger.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
});

const ask = (query: Record<string, string>) => send(getRevenue, { token: admin.accessToken, query });

/** Days on which no other test moves money. */
const [first, second] = ['2102-05-01', '2102-05-02'];

const subject = () => ({ cause: `test#${freshId('doc')}`, about: { kind: 'payment', id: 'test' } });

describe('revenue', () => {
  test('is told soon after money moved: by day, plan and source, refunds beside it, and all lines sum to zero', async () => {
    const accountId = freshId('acc');
    const earned = { kind: 'charge', kobo: 3000, source: 'documents' } as const;
    await move(
      accountId,
      [
        { ...subject(), movement: { kind: 'top-up', kobo: 10_000 } },
        { ...subject(), movement: earned, plan: 'pro' },
      ],
      new Date(`${first}T10:00:00Z`),
    );
    await move(
      accountId,
      [
        {
          ...subject(),
          movement: { kind: 'top-up', kobo: 5000, spent: { kobo: 5000, source: 'plan' } },
          plan: 'business',
        },
        { ...subject(), movement: { kind: 'refund', kobo: 1000, source: 'documents' }, plan: 'pro' },
      ],
      // Midnight in Lagos.
      new Date(`${first}T23:00:00Z`),
    );
    const answer = await until('all four to be counted', async () => {
      const asked = await ask({ from: first, to: '2102-05-03' });
      expect(asked.status, asked.text).toBe(200);
      return asked.text.includes('"refund"') ? asked : undefined;
    });
    expectJsonHeaders(answer.headers);
    const { total, days, balance, ...period } = JSON.parse(answer.text);
    expect(period).toEqual({ from: first, to: '2102-05-03', timeZone: 'Africa/Lagos' });
    const documents = { plan: 'pro', source: 'documents', earnedKobo: 3000, refundedKobo: 0 };
    const plan = { plan: 'business', source: 'plan', earnedKobo: 5000, refundedKobo: 0 };
    expect(days).toEqual([
      {
        date: first,
        earnedKobo: 3000,
        refundedKobo: 0,
        revenue: [documents],
        movements: [
          { kind: 'top-up', entries: 1, kobo: 10_000 },
          { kind: 'charge', entries: 1, kobo: 3000 },
        ],
      },
      {
        date: second,
        earnedKobo: 5000,
        refundedKobo: 1000,
        revenue: [{ ...documents, earnedKobo: 0, refundedKobo: 1000 }, plan],
        movements: [
          { kind: 'top-up', entries: 1, kobo: 5000 },
          { kind: 'refund', entries: 1, kobo: 1000 },
        ],
      },
      { date: '2102-05-03', earnedKobo: 0, refundedKobo: 0, revenue: [], movements: [] },
    ]);
    expect(total).toMatchObject({
      earnedKobo: 8000,
      refundedKobo: 1000,
      revenue: [{ ...documents, refundedKobo: 1000 }, plan],
    });
    expect(balance.sumKobo).toBe(0);
    expect(balance.entries).toBeGreaterThanOrEqual(4);
    expect(balance.lines.available).toBeGreaterThanOrEqual(8000);
  });

  test('of the last thirty days is what nobody asks otherwise for', async () => {
    const { days } = JSON.parse((await ask({})).text);
    expect(days).toHaveLength(30);
  });

  test.each([
    ['more than 366 days', { from: '2026-01-01', to: '2027-01-02' }],
    ['a period that ends before it begins', { from: '2026-01-02', to: '2026-01-01' }],
    ['a day that does not exist', { from: '2026-02-30' }],
  ])('is not told for %s', async (_, query) => {
    expectFieldFaults(await ask(query), ['from']);
  });

  test('is told for 366 days', async () => {
    const { days } = JSON.parse((await ask({ from: '2028-01-01', to: '2028-12-31' })).text);
    expect(days).toHaveLength(366);
  });

  test('is nobody else’s business', async () => {
    const person = await newPerson();
    expectRefusal(await send(getRevenue, { token: person.accessToken }), 'forbidden');
  });

  testsOfTheToken(getRevenue, () => ({ token: admin.accessToken }));
});
