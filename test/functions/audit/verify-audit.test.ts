import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { verifyAudit } from '../../../shared/contract/audit.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { eraseOriginsOfAccount, eraseOriginsOfUser } from '../../../shared/data/audit-erasure.ts';
import { note } from '../../../shared/data/audit-notes.ts';
import type { AuditActor, AuditEntry } from '../../../shared/domain/audit.ts';
import {
  type ChainEnd,
  chainEntry,
  emptyChain,
  endAt,
  hashEntry,
} from '../../../shared/domain/audit-chain.ts';
import type { ChainFaultCode } from '../../../shared/domain/audit-verifier.ts';
import { appendTrail, managedTrail, type Told } from '../../support/long-trail.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { sha256 } from '../../support/sha256.ts';
import { freshId, useTable } from '../../support/table.ts';
import { type Tampering, tamperedTrail, tamperingWith } from '../../support/tampering.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
beforeAll(async () => {
  owner = await newPerson();
});

const verify = async (accountId: string, query: z.input<typeof verifyAudit.query> = {}) =>
  (await owner.api.in(accountId).call(verifyAudit, { query })).body;

/** The same from the first entry on, in several requests. */
async function verifyInSteps(accountId: string, limit: number, between = async () => {}) {
  let step = await verify(accountId, { limit });
  let requests = 1;
  while (step.verdict === 'unfinished') {
    await between();
    step = await verify(accountId, { limit, cursor: step.nextCursor ?? '' });
    requests++;
  }
  return { ...step, requests };
}

const happens = (accountId: string): Promise<void> =>
  note([{ accountId, target: { kind: 'document', id: freshId('doc') }, result: 'done' }]);

describe('a chain that nobody touched', () => {
  test('is whole, up to its last entry', async () => {
    const { accountId, entries } = await tamperedTrail(owner);
    const { seq, hash } = entries[4] ?? {};
    expect(await verify(accountId)).toEqual({ verdict: 'whole', proved: { seq, hash } });
  });

  test('is whole when it has no entries', async () => {
    const accountId = await managedTrail(owner, 0);
    expect(await verify(accountId)).toMatchObject({ verdict: 'whole', proved: { seq: 0 } });
  });

  test('is whole of a real account, whose things went their ways', async () => {
    const { accountId } = (await owner.api.call(getMe, {})).body;
    const { verdict, proved } = await verify(accountId);
    expect(verdict).toBe('whole');
    expect(proved.seq).toBeGreaterThan(2);
  });

  test('is proved in steps, across blocks, with entries arriving between them', async () => {
    const accountId = await managedTrail(owner, 2010);
    const steps = await verifyInSteps(accountId, 500, () => happens(accountId));
    expect(steps).toMatchObject({ verdict: 'whole', proved: { seq: 2010 + steps.requests - 1 } });
    expect(steps.requests).toBe(5);
    const exact = await verifyInSteps(accountId, 2010 + steps.requests - 1);
    expect(exact).toMatchObject({ verdict: 'whole', requests: 1 });
  });

  test('raises no false alarm while entries are written', async () => {
    const accountId = await managedTrail(owner, 300);
    const writing = (async () => {
      for (let count = 0; count < 60; count++) await happens(accountId);
    })();
    const verdicts: string[] = [];
    for (let round = 0; round < 12; round++) verdicts.push((await verify(accountId)).verdict);
    await writing;
    expect(new Set(verdicts)).toEqual(new Set(['whole']));
    expect(await verify(accountId)).toMatchObject({ verdict: 'whole', proved: { seq: 360 } });
  });
});

/** An entry like another, made by somebody who knows how entries are sealed. */
const resealed = (
  { content: { origin: _, ...content } }: AuditEntry,
  change: object,
  end: ChainEnd,
): AuditEntry => chainEntry(end, { ...content, ...change }, sha256);

/** Everything that somebody can do who may write to the table, and how the proof calls it. */
const attacks: [string, (trail: Tampering) => Promise<unknown>, number, ChainFaultCode][] = [
  ['a content that is no JSON', ({ alter }) => alter(3, 'content', 'x'), 3, 'unreadable'],
  ['another action', ({ alterContent }) => alterContent(3, { action: 'getMe' }), 3, 'altered'],
  ['another actor', ({ alterContent }) => alterContent(2, { actor: { kind: 'system' } }), 2, 'altered'],
  ['something added', ({ alterContent }) => alterContent(1, { note: 'harmless' }), 1, 'altered'],
  ['the first entry gone', ({ take }) => take(1), 1, 'missing'],
  ['an entry gone from the middle', ({ take }) => take(3), 3, 'missing'],
  ['the last entry gone', ({ take }) => take(5), 5, 'cut-off'],
  ['all entries gone', ({ take }) => Promise.all([1, 2, 3, 4, 5].map((seq) => take(seq))), 1, 'cut-off'],
  ['another number', ({ alter }) => alter(4, 'seq', 5), 4, 'missing'],
  ['an entry twice', ({ put, entries }) => put(4, entries[2] ?? never()), 4, 'repeated'],
  ['a number that was there before', ({ alter }) => alter(5, 'seq', 3), 5, 'repeated'],
  [
    'an entry of another account',
    ({ put, entries }) =>
      put(3, resealed(entries[2] ?? never(), { accountId: freshId('acc') }, endOf(entries, 2))),
    3,
    'foreign',
  ],
  [
    'an entry written anew and sealed',
    ({ put, entries }) => put(3, resealed(entries[2] ?? never(), { action: 'getMe' }, endOf(entries, 2))),
    4,
    'unlinked',
  ],
  ['a link to another entry', ({ alter }) => alter(2, 'prev', 'a'.repeat(64)), 2, 'unlinked'],
  ['another hash', ({ alter }) => alter(2, 'hash', 'a'.repeat(64)), 2, 'altered'],
  [
    'an entry from the past, sealed',
    ({ put, entries }) => {
      const { content, ...entry } = resealed(entries[4] ?? never(), {}, { ...endOf(entries, 4), at: '' });
      const old = { ...entry, content: { ...content, at: '2026-10-01T10:00:00.000Z' } };
      return put(5, { ...old, hash: hashEntry(old, sha256) });
    },
    5,
    'back-in-time',
  ],
  [
    'another address',
    ({ alter }) => alter(2, 'origin', { salt: 'ab', ip: '198.51.100.1', userAgent: 'Firefox' }),
    2,
    'origin-altered',
  ],
  ['no address', ({ drop }) => drop(4, 'origin'), 4, 'origin-removed'],
  ['something beside an entry', ({ alter }) => alter(2, 'remark', 'harmless'), 2, 'unreadable'],
  [
    'something beside an address',
    ({ alter, entries }) => alter(2, 'origin', { ...entries[1]?.origin, port: 1 }),
    2,
    'unreadable',
  ],
  ['another end', ({ alterHead }) => alterHead('hash', 'f'.repeat(64)), 5, 'head-differs'],
  ['an end that was put back', ({ alterHead }) => alterHead('revision', 3), 5, 'head-differs'],
  ['an end far ahead', ({ alterHead }) => alterHead('revision', 900_000_000), 6, 'cut-off'],
  ['no end', ({ takeHead }) => takeHead(), 5, 'head-differs'],
];

const never = (): never => {
  throw new Error('there is no such entry');
};

const endOf = (entries: readonly AuditEntry[], count: number): ChainEnd => {
  const last = entries[count - 1];
  return last ? endAt(last) : emptyChain;
};

/** What is found behind the last entry. */
const provedUpTo: Partial<Record<ChainFaultCode, number>> = { 'head-differs': 5, 'origin-removed': 5 };

describe('in the table', () => {
  test.each(attacks)('%s is found', async (_, attack, seq, code) => {
    const trail = await tamperedTrail(owner);
    await attack(trail);
    const { accountId } = trail;
    const found = await verify(accountId);
    expect(found).toMatchObject({ verdict: 'broken', fault: { seq, code, message: expect.any(String) } });
    // An end that differs is found behind the last entry.
    expect(found.proved.seq).toBe(provedUpTo[code] ?? seq - 1);
    expect(await verifyInSteps(accountId, 2)).toMatchObject({ verdict: 'broken', fault: found.fault });
  });
});

describe('addresses that were erased', () => {
  const told = (actor: AuditActor): Told => ({
    actor,
    origin: { salt: 'ab'.repeat(16), ip: '192.0.2.7', userAgent: 'Firefox' },
  });

  test('with their user are counted, also in steps, and the trail is whole: it says so itself', async () => {
    const [leaving, staying] = [freshId('usr'), freshId('usr')];
    const accountId = await managedTrail(owner, 6, (index) =>
      told({ kind: 'user', userId: index % 2 ? leaving : staying }),
    );
    expect((await verify(accountId)).originsErased).toBeUndefined();
    await eraseOriginsOfUser(leaving);
    const originsErased = { count: 3, first: 2, last: 6 };
    expect(await verify(accountId)).toMatchObject({ verdict: 'whole', proved: { seq: 7 }, originsErased });
    expect(await verifyInSteps(accountId, 3)).toMatchObject({ verdict: 'whole', originsErased });
    const { drop } = tamperingWith(accountId);
    await drop(3, 'origin');
    expect(await verifyInSteps(accountId, 3)).toMatchObject({
      verdict: 'broken',
      fault: { seq: 3, code: 'origin-removed' },
      originsErased: { count: 4 },
    });
  });

  test('with their account are explained for everybody, and what is taken later is not', async () => {
    const accountId = await managedTrail(owner, 3, (index) =>
      told(index ? { kind: 'guest' } : { kind: 'user', userId: freshId('usr') }),
    );
    await eraseOriginsOfAccount(accountId);
    expect(await verify(accountId)).toMatchObject({
      verdict: 'whole',
      originsErased: { count: 3, first: 1, last: 3 },
    });
    await appendTrail(accountId, 1, () => told({ kind: 'guest' }));
    await tamperingWith(accountId).drop(5, 'origin');
    expect(await verify(accountId)).toMatchObject({ fault: { seq: 5, code: 'origin-removed' } });
  });
});

describe('going on', () => {
  test('takes the cursor of the same account', async () => {
    const [first, second] = [await managedTrail(owner, 4), await managedTrail(owner, 4)];
    const { nextCursor = '' } = await verify(first, { limit: 2 });
    const asked = (accountId: string, cursor: string) =>
      send(verifyAudit, {
        token: owner.accessToken,
        query: { cursor },
        headers: { 'x-account-id': accountId },
      });
    expect((await asked(first, nextCursor)).status).toBe(200);
    expectFieldFaults(await asked(second, nextCursor), ['cursor']);
    expectFieldFaults(await asked(first, `${nextCursor.slice(0, -2)}AA`), ['cursor']);
    expectFieldFaults(await asked(first, 'x'), ['cursor']);
  });

  test.each(['0', '20001', '-1', '1.5', 'all'])('refuses limit=%s', async (limit) => {
    expectFieldFaults(await send(verifyAudit, { token: owner.accessToken, query: { limit } }), ['limit']);
  });
});

describe('a proof', () => {
  test('is for managers, the owner and keys with the scope, and nobody else', async () => {
    const accountId = await organisationOf(owner);
    const asked = (token: string) => send(verifyAudit, { token, headers: { 'x-account-id': accountId } });
    for (const role of ['member', 'viewer'] as const) {
      const person = await newPerson();
      await give(accountId, person, role);
      expectRefusal(await asked(person.accessToken), 'forbidden');
    }
    expect((await asked((await newKey(owner, ['audit:read'], accountId)).token)).status).toBe(200);
    expectRefusal(await asked((await newPerson()).accessToken), 'not-found');
    expectJsonHeaders((await asked(owner.accessToken)).headers);
  });
});

testsOfTheToken(verifyAudit, () => ({ token: owner.accessToken }));
