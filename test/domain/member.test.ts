import { describe, expect, test } from 'vitest';
import type { Member } from '../../shared/domain/account.ts';
import {
  changeMemberRole,
  handOver,
  requireAbove,
  requireLeavable,
  requireRemovable,
} from '../../shared/domain/member.ts';
import { type AccountRole, accountRoles, givenRoles } from '../../shared/domain/permission.ts';

const member = (role: AccountRole, userId = `usr_${role}`): Member => ({
  accountId: 'acc_1',
  userId,
  role,
  createdAt: '2026-03-01T09:00:00.000Z',
  revision: 4,
});

const may = (act: () => unknown): boolean => {
  try {
    act();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'forbidden' });
    return false;
  }
};

/** Written out, so that a change of the rules is a change of this table. */
const above: Record<AccountRole, AccountRole[]> = {
  owner: ['manager', 'member', 'viewer'],
  manager: ['member', 'viewer'],
  member: ['viewer'],
  viewer: [],
};

const pairs = accountRoles.flatMap((own) =>
  accountRoles.map((other): [AccountRole, AccountRole] => [own, other]),
);

describe.each(pairs)('a %s, to a %s,', (own, other) => {
  const stands = above[own].includes(other);

  test(`stands ${stands ? '' : 'not '}above`, () => {
    expect(may(() => requireAbove(own, other))).toBe(stands);
    expect(may(() => requireRemovable(member(own), member(other, 'usr_other')))).toBe(stands);
  });

  test.each(givenRoles)('gives the role %s only when it stands above that, too', (role) => {
    const change = () => changeMemberRole(member(own), member(other, 'usr_other'), role);
    expect(may(change)).toBe(stands && above[own].includes(role));
  });
});

describe('a changed role', () => {
  test('is another revision of the same place', () => {
    expect(changeMemberRole(member('owner'), member('viewer'), 'manager')).toEqual({
      ...member('viewer'),
      role: 'manager',
      revision: 5,
    });
  });

  test('that is the same is no change', () => {
    const viewer = member('viewer');
    expect(changeMemberRole(member('owner'), viewer, 'viewer')).toBe(viewer);
  });

  test.each(accountRoles)('is never one’s own: not for a %s', (role) => {
    const self = member(role);
    for (const given of givenRoles) expect(may(() => changeMemberRole(self, self, given))).toBe(false);
    expect(may(() => requireRemovable(self, self))).toBe(false);
  });
});

test.each(accountRoles)('a %s may leave, unless they are the owner', (role) => {
  expect(may(() => requireLeavable(member(role)))).toBe(role !== 'owner');
});

describe('handing over', () => {
  test.each(givenRoles)('makes a %s the owner, and the owner a manager', (role) => {
    const { former, owner } = handOver(member('owner'), member(role));
    expect(former).toEqual({ ...member('owner'), role: 'manager', revision: 5 });
    expect(owner).toEqual({ ...member(role), role: 'owner', revision: 5 });
  });

  test.each(givenRoles)('is not for a %s', (role) => {
    expect(may(() => handOver(member(role), member('viewer', 'usr_other')))).toBe(false);
  });

  test('to oneself is no handing over', () => {
    expect(() => handOver(member('owner'), member('owner'))).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        fields: [expect.objectContaining({ field: 'userId' })],
      }),
    );
  });
});
