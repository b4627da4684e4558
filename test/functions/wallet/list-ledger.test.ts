import { beforeAll, describe, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { listLedger } from '../../../shared/contract/wallet.ts';
import { move } from '../../../shared/data/ledger.ts';
import type { Movement } from '../../../shared/domain/ledger/posting.ts';
import { fund, ledgerOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const day = (number: number): Date => new Date(Date.UTC(2026, 2, number, 9));

const movements: Movement[] = [
  { kind: 'hold', kobo: 500 },
  { kind: 'capture', kobo: 300, source: 'documents' },
  { kind: 'release', kobo: 200 },
];

let person: Person;
let stranger: Person;
let accountId: string;

/** A top-up on the first of March, and on each of the next days a hold, a capture and a release. */
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ accountId } = (await person.api.call(getMe, {})).body);
  const about = { kind: 'document', id: freshId('doc') };
  const topUp = {
    movement: { kind: 'top-up', kobo: 100_000 } as const,
    cause: `test#${freshId('doc')}`,
    about,
  };
  await move(accountId, [topUp], day(1));
  for (let number = 2; number <= 5; number++) {
    const holdId = freshId('doc');
    for (const movement of movements)
      await move(
        accountId,
        [
          {
            movement,
            cause: `${movement.kind}#${holdId}`,
            about,
            holdId,
            ...(movement.kind === 'hold' ? { opening: { dueAt: day(30).toISOString() } } : {}),
          },
        ],
        day(number),
      );
  }
});

type Query = Record<string, string>;

const list = async (query: Query = {}) => {
  const answer = await send(listLedger, { token: person.accessToken, query });
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text);
};

/** All pages of a list, as the numbers of their entries. */
async function pages(query: Query): Promise<number[][]> {
  const all: number[][] = [];
  for (let cursor = '', first = true; first || cursor; first = false) {
    const page = await list({ ...query, ...(cursor ? { cursor } : {}) });
    all.push(page.items.map(({ seq }: { seq: number }) => seq));
    cursor = page.nextCursor ?? '';
  }
  return all;
}

describe('the ledger', () => {
  test('shows each movement with its lines and what was there after it, the newest first', async () => {
    const answer = await send(listLedger, { token: person.accessToken, query: { limit: '2' } });
    expectJsonHeaders(answer.headers);
    const { items } = JSON.parse(answer.text);
    expect(items).toEqual([
      {
        seq: 13,
        at: day(5).toISOString(),
        kind: 'release',
        lines: [
          { account: 'held', kobo: -200 },
          { account: 'available', kobo: 200 },
        ],
        balance: { availableKobo: 98_800, heldKobo: 0, owedKobo: 0 },
        about: { kind: 'document', id: expect.any(String) },
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      expect.objectContaining({ seq: 12, kind: 'capture', source: 'documents' }),
    ]);
    expect(await ledgerOf(accountId)).toHaveLength(13);
  });

  test.each([
    [
      { limit: '5' },
      [
        [13, 12, 11, 10, 9],
        [8, 7, 6, 5, 4],
        [3, 2, 1],
      ],
    ],
    [{ limit: '100' }, [[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]]],
    [{ kind: 'capture', limit: '3' }, [[12, 9, 6], [3]]],
    [{ kind: 'top-up' }, [[1]]],
    [{ kind: 'chargeback' }, [[]]],
    [{ from: '2026-03-04' }, [[13, 12, 11, 10, 9, 8]]],
    [{ to: '2026-03-02' }, [[4, 3, 2, 1]]],
    [{ from: '2026-03-03', to: '2026-03-03' }, [[7, 6, 5]]],
    [{ from: '2026-03-03', to: '2026-03-04', kind: 'hold' }, [[8, 5]]],
    [{ to: '2026-02-28' }, [[]]],
    [{ from: '2026-04-01' }, [[]]],
    [{ from: day(5).toISOString(), to: day(5).toISOString() }, [[13, 12, 11]]],
  ])('narrowed by %j is %j', async (query: Query, expected) => {
    expect(await pages(query)).toEqual(expected);
  });

  test('pages on without loss or repeat while money moves', async () => {
    const own = await newPerson();
    const id = (await own.api.call(getMe, {})).body.accountId;
    for (let count = 0; count < 6; count++) await fund(id, 1);
    const first = (await own.api.call(listLedger, { query: { limit: 4 } })).body;
    await fund(id, 1);
    const second = (await own.api.call(listLedger, { query: { limit: 4, cursor: first.nextCursor } })).body;
    expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test('of somebody else is nowhere, and neither is its cursor', async () => {
    expect((await stranger.api.call(listLedger, {})).body.items).toEqual([]);
    const { nextCursor } = await list({ limit: '2' });
    const query = { limit: '2', cursor: nextCursor };
    expectFieldFaults(await send(listLedger, { token: stranger.accessToken, query }), ['cursor']);
    const narrowed = { ...query, kind: 'hold' };
    expectFieldFaults(await send(listLedger, { token: person.accessToken, query: narrowed }), ['cursor']);
  });
});

test.each([
  ['kind', 'gift'],
  ['from', 'yesterday'],
  ['from', '2026-13-01'],
  ['to', '01.03.2026'],
])('refuses %s=%s', async (name, value) => {
  expectFieldFaults(await send(listLedger, { token: person.accessToken, query: { [name]: value } }), [name]);
});

testsOfThePageQuery(listLedger, () => ({ token: person.accessToken }));
testsOfTheToken(listLedger, () => ({ token: person.accessToken }));

test('refuses a period that ends before it begins', async () => {
  const query = { from: '2026-03-02', to: '2026-03-01' };
  expectFieldFaults(await send(listLedger, { token: person.accessToken, query }), ['from']);
});
