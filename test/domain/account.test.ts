import { describe, expect, test } from 'vitest';
import {
  type Account,
  changeAccount,
  closeOrganisation,
  openOrganisation,
  requireOrganisation,
} from '../../shared/domain/account.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const { account, owner } = openOrganisation({
  accountId: 'acc_1',
  name: 'Obi & Sons',
  ownerId: 'usr_1',
  at,
});
const personal: Account = { ...account, kind: 'personal' };

test('a new organisation has an owner, who is its first member', () => {
  expect(account).toEqual({
    accountId: 'acc_1',
    name: 'Obi & Sons',
    kind: 'organisation',
    ownerId: 'usr_1',
    plan: 'free',
    createdAt: at.toISOString(),
    revision: 1,
  });
  expect(owner).toEqual({
    accountId: 'acc_1',
    userId: 'usr_1',
    role: 'owner',
    createdAt: at.toISOString(),
    revision: 1,
  });
});

test('a personal account has no members and is not closed by itself', () => {
  expect(() => requireOrganisation(account)).not.toThrow();
  for (const act of [() => requireOrganisation(personal), () => closeOrganisation(personal, at)])
    expect(act).toThrow(expect.objectContaining({ code: 'personal-account' }));
});

test('a closed organisation is erased after fourteen days', () => {
  expect(closeOrganisation(account, at)).toEqual({
    ...account,
    closesAt: '2026-03-15T09:00:00.000Z',
    revision: 2,
  });
});

describe('a change of an account', () => {
  const kept = (retentionDays?: number): Account => ({
    ...account,
    ...(retentionDays === undefined ? {} : { retentionDays }),
    revision: 4,
  });

  test('sets the days, forgets them, or leaves them', () => {
    expect(changeAccount(kept(), { retentionDays: 30 })).toEqual({ ...kept(30), revision: 5 });
    expect(changeAccount(kept(30), { retentionDays: null })).toEqual({ ...kept(), revision: 5 });
    expect(changeAccount(kept(30), {})).toEqual({ ...kept(30), revision: 5 });
  });

  test('gives it another name, or leaves the one it has', () => {
    expect(changeAccount(kept(30), { name: 'Obi' })).toEqual({ ...kept(30), name: 'Obi', revision: 5 });
    expect(changeAccount(kept(), {}).name).toBe('Obi & Sons');
  });
});
