import { describe, expect, test } from 'vitest';
import { closeOrganisation, openOrganisation } from '../../shared/domain/account.ts';
import { letsGuestsIn } from '../../shared/domain/guest-access.ts';
import { welcome } from '../../shared/domain/user.ts';
import { closeUser, disableUser, restoreUser } from '../../shared/domain/user-administration.ts';

const at = new Date('2026-03-01T09:00:00.000Z');

const { user, account } = welcome({
  userId: 'usr_1',
  accountId: 'acc_1',
  email: 'ada@mytypist.local',
  name: 'Ada Obi',
  role: 'user',
  startedAt: 0,
  at,
});
const organisation = openOrganisation({ accountId: 'acc_2', name: 'Obi', ownerId: 'usr_1', at }).account;

describe('a personal account', () => {
  test('lets guests in with its owner, and not without', () => {
    expect(letsGuestsIn(account, user)).toBe(true);
    expect(letsGuestsIn(account, disableUser(user, at))).toBe(false);
    expect(letsGuestsIn(account, closeUser(user, at))).toBe(false);
    expect(letsGuestsIn(account, restoreUser(closeUser(user, at), at))).toBe(true);
    expect(letsGuestsIn(account, undefined)).toBe(false);
  });
});

describe('an organisation', () => {
  test('lets guests in until it is closed, whoever owns it', () => {
    expect(letsGuestsIn(organisation, undefined)).toBe(true);
    expect(letsGuestsIn(organisation, disableUser(user, at))).toBe(true);
    expect(letsGuestsIn(closeOrganisation(organisation, at), user)).toBe(false);
  });
});
