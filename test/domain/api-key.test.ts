import { describe, expect, test } from 'vitest';
import {
  hasLostItsPlace,
  isWorthNoting,
  keyStateOf,
  makeApiKey,
  renameApiKey,
} from '../../shared/domain/api-key.ts';
import {
  type AccountRole,
  accountRoles,
  allows,
  keyScopes,
  type Permission,
} from '../../shared/domain/permission.ts';
import { welcome } from '../../shared/domain/user.ts';
import { closeUser, disableUser } from '../../shared/domain/user-administration.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const day = 86_400_000;
const inDays = (days: number): string => new Date(at.getTime() + days * day).toISOString();

const made = (change: { role?: AccountRole; scopes?: Permission[]; expiresAt?: string } = {}) =>
  makeApiKey({
    accountId: 'acc_1',
    keyId: 'key_1',
    createdBy: 'usr_1',
    role: 'owner',
    name: 'Nightly run',
    scopes: ['templates:read'],
    secretHash: 'ab'.repeat(32),
    expiresAt: undefined,
    at,
    ...change,
  });

describe('a new key', () => {
  test('holds what it was made with, and not the role of its maker', () => {
    expect(made({ scopes: ['documents:write', 'templates:read', 'documents:write'] })).toEqual({
      accountId: 'acc_1',
      keyId: 'key_1',
      createdBy: 'usr_1',
      name: 'Nightly run',
      scopes: ['templates:read', 'documents:write'],
      secretHash: 'ab'.repeat(32),
      expiresAt: inDays(365),
      createdAt: at.toISOString(),
      revision: 1,
    });
  });

  test.each(accountRoles)('of a %s has no scope that its maker has not, and says which', (role) => {
    for (const scope of keyScopes) {
      const make = () => made({ role, scopes: ['templates:read', scope] });
      if (allows(role, scope)) expect(make().scopes).toContain(scope);
      else expect(make).toThrow(`You cannot give an API key what it or you may not do: ${scope}.`);
    }
  });

  test.each(['account:own', 'members:manage', 'keys:manage'] as const)(
    'never has the scope %s, not even the owner’s',
    (scope) => {
      expect(() => made({ scopes: ['templates:read', scope] })).toThrow(
        expect.objectContaining({ code: 'forbidden', message: expect.stringContaining(scope) }),
      );
    },
  );

  test.each([inDays(0), inDays(-1), inDays(730.01), 'never', '+275760-09-13T00:00:00.000Z'])(
    'does not end at %s',
    (expiresAt) => {
      expect(() => made({ expiresAt })).toThrow(
        expect.objectContaining({
          code: 'invalid-request',
          fields: [expect.objectContaining({ field: 'expiresAt' })],
        }),
      );
    },
  );

  test('may end after a moment, or after two years', () => {
    const moment = new Date(at.getTime() + 1).toISOString();
    expect(made({ expiresAt: moment }).expiresAt).toBe(moment);
    expect(made({ expiresAt: inDays(730) }).expiresAt).toBe(inDays(730));
  });

  test('of another name is the same key', () => {
    expect(renameApiKey(made(), 'Other')).toEqual({ ...made(), name: 'Other', revision: 2 });
  });
});

describe('the place of a key', () => {
  const { user } = welcome({
    userId: 'usr_1',
    accountId: 'acc_mine',
    email: 'ada@mytypist.local',
    name: 'Ada',
    role: 'user',
    startedAt: 1,
    at,
  });
  const since = (createdAt: string) => ({
    accountId: 'acc_1',
    userId: 'usr_1',
    role: 'member' as const,
    createdAt,
    revision: 1,
  });

  test('in a personal account is never lost', () => {
    expect(hasLostItsPlace({ ...made(), accountId: 'acc_mine' }, user, undefined)).toBe(false);
  });

  test('in an organisation is lost with its maker’s, and not found again with a later one', () => {
    expect(hasLostItsPlace(made(), user, since(inDays(-1)))).toBe(false);
    expect(hasLostItsPlace(made(), user, since(inDays(0)))).toBe(false);
    expect(hasLostItsPlace(made(), user, undefined)).toBe(true);
    expect(hasLostItsPlace(made(), user, since(inDays(1)))).toBe(true);
  });
});

test('a use is worth noting when none was noted in the last hour', () => {
  const minutesAgo = (minutes: number): string => new Date(at.getTime() - minutes * 60_000).toISOString();
  expect(isWorthNoting(undefined, at)).toBe(true);
  expect(isWorthNoting(minutesAgo(0), at)).toBe(false);
  expect(isWorthNoting(minutesAgo(59), at)).toBe(false);
  expect(isWorthNoting(minutesAgo(60), at)).toBe(true);
});

describe('the state of a key', () => {
  const { user } = welcome({
    userId: 'usr_1',
    accountId: 'acc_1',
    email: 'ada@mytypist.local',
    name: 'Ada Obi',
    role: 'user',
    startedAt: 0,
    at,
  });
  const elsewhere = { ...made(), accountId: 'acc_2' };
  const place = (createdAt: string) => ({
    accountId: 'acc_2',
    userId: 'usr_1',
    role: 'manager' as const,
    createdAt,
    revision: 1,
  });

  test('is active until its end', () => {
    const end = made().expiresAt;
    expect(keyStateOf(made(), user, undefined, new Date(Date.parse(end) - 1))).toBe('active');
    expect(keyStateOf(made(), user, undefined, new Date(end))).toBe('expired');
    expect(keyStateOf(elsewhere, user, place(inDays(-1)), at)).toBe('active');
  });

  test('is suspended while its maker is', () => {
    for (const change of [disableUser, closeUser])
      expect(keyStateOf(made(), change(user, at), undefined, at)).toBe('suspended');
  });

  test('is dead once its maker has left, also when they came back or are gone', () => {
    expect(keyStateOf(elsewhere, user, undefined, at)).toBe('dead');
    expect(keyStateOf(elsewhere, user, place(inDays(1)), at)).toBe('dead');
    expect(keyStateOf(made(), undefined, undefined, at)).toBe('dead');
  });
});
