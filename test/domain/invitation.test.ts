import { describe, expect, test } from 'vitest';
import type { Member } from '../../shared/domain/account.ts';
import { invite, inviteAgain, isBacked, isFor, isOpen, joinBy } from '../../shared/domain/invitation.ts';
import { type AccountRole, accountRoles, givenRoles, outranks } from '../../shared/domain/permission.ts';
import { type User, welcome } from '../../shared/domain/user.ts';

const at = new Date('2026-03-01T09:00:00.500Z');
const week = 7 * 86_400_000;

const member = (role: AccountRole): Member => ({
  accountId: 'acc_1',
  userId: 'usr_1',
  role,
  createdAt: at.toISOString(),
  revision: 1,
});

const offer = {
  invitationId: 'inv_1',
  email: 'guest@mytypist.local',
  role: 'member' as const,
  secretHash: 'ab'.repeat(32),
};

const { user } = welcome({
  userId: 'usr_1',
  accountId: 'acc_mine',
  email: 'guest@mytypist.local',
  name: 'Guest',
  role: 'user',
  startedAt: 1,
  at,
});

describe('an invitation', () => {
  test('is in the name of its sender and lives for a week', () => {
    const invitation = invite(member('owner'), offer, at);
    expect(invitation).toEqual({
      ...offer,
      accountId: 'acc_1',
      invitedBy: 'usr_1',
      createdAt: at.toISOString(),
      expiresAt: Date.parse('2026-03-08T09:00:00.000Z') / 1000,
      revision: 1,
    });
    expect(isOpen(invitation, new Date(at.getTime() + week - 501))).toBe(true);
    expect(isOpen(invitation, new Date(at.getTime() + week - 500))).toBe(false);
  });

  test.each(accountRoles)('by a %s offers only what stands below', (own) => {
    for (const role of givenRoles) {
      const send = () => invite(member(own), { ...offer, role }, at);
      if (outranks(own, role)) expect(send().role).toBe(role);
      else expect(send).toThrow(expect.objectContaining({ code: 'forbidden' }));
    }
  });

  test('sent again is the new one, a revision later', () => {
    const first = invite(member('owner'), offer, at);
    const second = invite(member('manager'), { ...offer, secretHash: 'cd'.repeat(32) }, at);
    expect(inviteAgain(first, second)).toEqual({ ...second, revision: 2 });
  });

  test.each(accountRoles)('is backed by a %s as long as they could send it', (own) => {
    for (const role of givenRoles) {
      const invitation = { ...invite(member('owner'), offer, at), role };
      expect(isBacked(invitation, member(own), user)).toBe(outranks(own, role));
    }
  });

  test('is backed by nobody who is no member, disabled or gone', () => {
    const invitation = invite(member('owner'), offer, at);
    const disabled: User = { ...user, state: 'disabled' };
    expect(isBacked(invitation, member('owner'), user)).toBe(true);
    expect(isBacked(invitation, undefined, user)).toBe(false);
    expect(isBacked(invitation, member('owner'), disabled)).toBe(false);
    expect(isBacked(invitation, member('owner'), undefined)).toBe(false);
  });

  test.each([
    ['guest@mytypist.local', true],
    ['Guest@MyTypist.local', true],
    ['guest@mytypist.localx', false],
    ['other@mytypist.local', false],
    ['', false],
  ])('for guest@mytypist.local, to somebody with the address "%s": %s', (email, expected) => {
    expect(isFor(invite(member('owner'), offer, at), { ...user, email })).toBe(expected);
  });

  test('makes a member with the role that was offered, from that moment on', () => {
    const later = new Date(at.getTime() + 1000);
    expect(joinBy(invite(member('owner'), offer, at), 'usr_2', later)).toEqual({
      accountId: 'acc_1',
      userId: 'usr_2',
      role: 'member',
      createdAt: later.toISOString(),
      revision: 1,
    });
  });
});
