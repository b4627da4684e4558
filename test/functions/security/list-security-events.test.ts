import { beforeAll, describe, expect, test } from 'vitest';
import { listSecurityEvents } from '../../../shared/contract/security-events.ts';
import type { SecurityEvent } from '../../../shared/domain/abuse.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { storedEvent, unusedNetwork } from './security-fixtures.ts';

useTable();

const network = unusedNetwork();
const userId = freshId('usr');

let admin: Person;
let events: SecurityEvent[];
beforeAll(async () => {
  admin = await newAdmin();
  events = [];
  for (const [at, change] of [
    ['2026-03-01T09:00:00.000Z', {}],
    ['2026-03-01T23:59:59.999Z', { kind: 'credential-stuffing' as const }],
    ['2026-03-02T00:00:00.000Z', { kind: 'id-scanning' as const, userId }],
    ['2026-03-02T12:00:00.000Z', { kind: 'id-scanning' as const, userId, blockId: `blk_${'0'.repeat(32)}` }],
  ] as const)
    events.push(await storedEvent({ network, at, ...change }));
});

const ask = (query: Record<string, string>, token = admin.accessToken) =>
  send(listSecurityEvents, { token, query });

async function idsOf(query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 20; pages++) {
    const answer = await ask({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    expect(answer.status, answer.text).toBe(200);
    const page = listSecurityEvents.reply.body.parse(JSON.parse(answer.text));
    ids.push(...page.items.map(({ eventId }) => eventId));
    cursor = page.nextCursor;
    if (cursor === undefined) return ids;
  }
  throw new Error('the list does not end');
}

const numbered = (...indexes: number[]) => indexes.map((index) => events[index]?.eventId);

describe('the list of abuse', () => {
  test('has all of it, the latest first, with nothing that only the table needs', async () => {
    const answer = await ask({ address: network.replace('::/64', '::7') });
    expectJsonHeaders(answer.headers);
    const { items } = JSON.parse(answer.text);
    expect(items.map(({ eventId }: SecurityEvent) => eventId)).toEqual(numbered(3, 2, 1, 0));
    const { expiresAt: _, revision: __, ...shown } = events[3] ?? (await storedEvent());
    expect(items[0]).toEqual(shown);
  });

  test('is narrowed by kind, user and day', async () => {
    const address = network.replace('::/64', '::1');
    expect(await idsOf({ address, kind: 'credential-stuffing' })).toEqual(numbered(1));
    expect(await idsOf({ userId })).toEqual(numbered(3, 2));
    expect(await idsOf({ address, day: '2026-03-01' })).toEqual(numbered(1, 0));
    expect(await idsOf({ userId, day: '2026-03-02', kind: 'id-scanning' })).toEqual(numbered(3, 2));
    expect(await idsOf({ userId, day: '2026-03-03' })).toEqual([]);
    expect(await idsOf({ userId: freshId('usr') })).toEqual([]);
  });

  test('is read page by page without loss or repeat', async () => {
    expect(await idsOf({ userId, limit: '1' })).toEqual(numbered(3, 2));
  });

  test('takes a cursor for the list it was made for only', async () => {
    const page = JSON.parse((await ask({ limit: '1', day: '2026-03-02' })).text);
    expectFieldFaults(await ask({ day: '2026-03-01', cursor: page.nextCursor }), ['cursor']);
  });

  test.each([
    ['kind', 'stuffing'],
    ['userId', 'usr_1'],
    ['day', '2026-02-32'],
    ['day', 'today'],
    ['address', ''],
    ['address', '1'.repeat(46)],
  ])('refuses %s=%s', async (name, value) => {
    expectFieldFaults(await ask({ [name]: value }), [name]);
  });

  test('is shown to nobody else', async () => {
    expectRefusal(await ask({}, (await newPerson()).accessToken), 'forbidden');
  });
});

testsOfTheToken(listSecurityEvents, () => ({ token: admin.accessToken }));
testsOfThePageQuery(listSecurityEvents, () => ({ token: admin.accessToken }));
