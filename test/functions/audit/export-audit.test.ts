import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { exportAudit, listAudit } from '../../../shared/contract/audit.ts';
import { emptyChain } from '../../../shared/domain/audit-chain.ts';
import { ChainVerifier } from '../../../shared/domain/audit-verifier.ts';
import { trailOf } from '../../support/audit.ts';
import { managedTrail } from '../../support/long-trail.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { sha256 } from '../../support/sha256.ts';
import { useTable } from '../../support/table.ts';
import { tamperedTrail } from '../../support/tampering.ts';
import { expectCarefulHeaders, expectFieldFaults, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
beforeAll(async () => {
  owner = await newPerson();
});

const part = async (accountId: string, query: z.input<typeof exportAudit.query> = {}): Promise<string> =>
  (await owner.api.in(accountId).call(exportAudit, { query })).body;

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('an export', () => {
  test('says whose chain it is, holds all entries, and says where it ends', async () => {
    const accountId = await managedTrail(owner, 3);
    const [head, ...rest] = linesOf(await part(accountId));
    const end = rest.pop();
    expect(head).toEqual({
      export: { format: 'mytypist-audit-1', accountId, from: 1, at: expect.stringMatching(/Z$/) },
    });
    const trail = await trailOf(accountId);
    // That somebody exported it is an entry itself.
    expect(rest).toEqual(trail);
    expect(rest.at(-1)).toMatchObject({
      seq: 4,
      content: { action: 'exportAudit', target: { kind: 'audit', id: accountId } },
    });
    expect(end).toEqual({ end: { seq: 4, hash: trail[3]?.hash } });
  });

  test('is whole when it is proved without the service', async () => {
    const accountId = await managedTrail(owner, 20, () => ({
      origin: { salt: 'ab'.repeat(16), ip: '192.0.2.7', userAgent: 'Firefox' },
    }));
    const entries = linesOf(await part(accountId)).slice(1, -1);
    const verifier = new ChainVerifier({ accountId, from: emptyChain, anchors: [], digest: sha256 });
    expect(entries.map((entry) => verifier.take(entry))).toEqual(Array(21).fill(undefined));
  });

  test('comes in parts that name the next one, and only the first is noted', async () => {
    const accountId = await managedTrail(owner, 2004);
    const parts: string[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const text: string = await part(accountId, { after, limit: 1000 });
      parts.push(text);
      after = linesOf(text).at(-1).next?.after;
    }
    expect(parts).toHaveLength(3);
    const entries = linesOf(parts.join('')).filter(({ seq }) => seq !== undefined);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 2005 }, (_, index) => index + 1));
    expect(linesOf(parts[2] ?? '')[0]).toMatchObject({ export: { from: 2001 } });
    expect(linesOf(parts[2] ?? '').at(-1)).toMatchObject({ end: { seq: 2005 } });
    const { body } = await owner.api.in(accountId).call(listAudit, { query: { action: 'exportAudit' } });
    expect(body.items).toHaveLength(1);
  });

  test('stays below what Lambda can answer with, however long the entries are', async () => {
    const fields = Array.from({ length: 200 }, (_, index) => ({ name: `${'field'.repeat(10)}${index}` }));
    const accountId = await managedTrail(owner, 400, () => ({ fields }));
    const first = await part(accountId);
    expect(first.length).toBeGreaterThan(4_000_000);
    expect(first.length).toBeLessThan(4_100_000);
    const { after } = linesOf(first).at(-1).next;
    const rest = linesOf(await part(accountId, { after }));
    expect(rest[1].seq).toBe(after + 1);
    expect(rest.at(-1)).toMatchObject({ end: { seq: 401 } });
  });

  test('shows what is broken as it is', async () => {
    const { accountId, alter, take } = await tamperedTrail(owner);
    await alter(2, 'content', 'x');
    await take(3);
    const entries = linesOf(await part(accountId)).slice(1, -1);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 4, 5, 6]);
    expect(entries[1].content).toBe('x');
    const { accountId: other, alterHead } = await tamperedTrail(owner);
    await alterHead('hash', 'f'.repeat(64));
    expect(linesOf(await part(other, { after: 1 })).at(-1)).toEqual({
      end: { seq: 5, hash: 'f'.repeat(64) },
    });
  });

  test('of nothing that is left says so', async () => {
    const accountId = await managedTrail(owner, 3);
    const lines = linesOf(await part(accountId, { after: 3 }));
    expect(lines).toMatchObject([{ export: { from: 4 } }, { end: { seq: 3 } }]);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a number below 0', { after: '-1' }, 'after'],
    ['a number that is none', { after: 'x' }, 'after'],
    ['a part of nothing', { limit: '0' }, 'limit'],
    ['too large a part', { limit: '5001' }, 'limit'],
    ['another account', { accountId: 'acc_1' }, 'accountId'],
  ])('of %s is refused', async (_, query, field) => {
    expectFieldFaults(await send(exportAudit, { token: owner.accessToken, query }), [field]);
  });

  test('is for who may read the trail, and nobody else', async () => {
    const accountId = await organisationOf(owner);
    const asked = (token: string) => send(exportAudit, { token, headers: { 'x-account-id': accountId } });
    for (const role of ['member', 'viewer'] as const) {
      const person = await newPerson();
      await give(accountId, person, role);
      expectRefusal(await asked(person.accessToken), 'forbidden');
    }
    expectRefusal(await asked((await newPerson()).accessToken), 'not-found');
    const { headers } = await asked(owner.accessToken);
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expectCarefulHeaders(headers);
  });
});

testsOfTheToken(exportAudit, () => ({ token: owner.accessToken }));
