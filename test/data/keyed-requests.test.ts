import { describe, expect, test } from 'vitest';
import * as keyedRequests from '../../shared/data/keyed-requests.ts';
import { repeatMaking } from '../../shared/data/repeated-making.ts';
import * as users from '../../shared/data/users.ts';
import { beginRequest, interrupt, takeOver } from '../../shared/domain/idempotency.ts';
import { welcome } from '../../shared/domain/user.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');

const begun = (accountId = freshId('acc'), keyHash = 'hash') =>
  beginRequest({ accountId, keyHash, fingerprint: 'print', seed: 'seed' }, at, 11_000);

describe('a keyed request', () => {
  test('is begun by one of many', async () => {
    const request = begun();
    const won = await Promise.all(Array.from({ length: 20 }, () => keyedRequests.insert(request)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await keyedRequests.find(request.accountId, 'hash')).toEqual(request);
  });

  test('of another account is another one', async () => {
    const request = begun();
    await keyedRequests.insert(request);
    expect(await keyedRequests.find(freshId('acc'), 'hash')).toBeUndefined();
  });

  test('is gone on with by one of many', async () => {
    const request = begun();
    await keyedRequests.insert(request);
    const mine = takeOver(request, at, 1);
    const won = await Promise.all(Array.from({ length: 10 }, () => keyedRequests.replace(request, mine)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await keyedRequests.replace(request, interrupt(request))).toBe(false);
    expect(await keyedRequests.remove(request)).toBe(false);
    expect(await keyedRequests.remove(mine)).toBe(true);
    expect(await keyedRequests.find(request.accountId, 'hash')).toBeUndefined();
  });
});

describe('a user that stands there already', () => {
  const person = () => {
    const [userId, accountId] = [freshId('usr'), freshId('acc')];
    const email = `${userId}@mytypist.local`;
    return welcome({ userId, accountId, email, name: 'Ada Obi', role: 'user', startedAt: 0, at });
  };

  test('counts as made for an attempt that makes the same ids', async () => {
    const { user, account } = person();
    await users.insert(user, account);
    expect(await users.insert(user, account)).toBe(false);
    expect(await repeatMaking(new Set([user.userId]), () => users.insert(user, account))).toBe(true);
  });

  test('does not count as made for an attempt that makes other ids', async () => {
    const { user, account } = person();
    await users.insert(user, account);
    const other = new Set([freshId('usr')]);
    expect(await repeatMaking(other, () => users.insert(user, account))).toBe(false);
    expect(await repeatMaking(new Set(), () => users.insert(user, account))).toBe(false);
  });
});
