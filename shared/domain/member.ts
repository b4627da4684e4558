import type { Member } from './account.ts';
import { fail } from './fault.ts';
import { type AccountRole, accountRoles, type GivenRole, outranks } from './permission.ts';

/** Members of an organisation at most, and organisations that one user belongs to at most. */
export const mostMembers = 500;
export const mostOrganisations = 50;

/** Throws `forbidden` unless a role stands above another: only then it may be given, taken or changed. */
export function requireAbove(own: AccountRole, other: AccountRole): void {
  if (!outranks(own, other))
    fail('forbidden', `Your role in this account, ${own}, does not stand above that of a ${other}.`);
}

/** The member with another role; the very same when that is the one they have. */
export function changeMemberRole(by: Member, member: Member, role: GivenRole): Member {
  if (by.userId === member.userId)
    fail('forbidden', 'Nobody changes their own role. Ask somebody whose role stands above yours.');
  requireAbove(by.role, member.role);
  requireAbove(by.role, role);
  return member.role === role ? member : withRole(member, role);
}

/** Throws `forbidden` unless the first may send the second away. */
export function requireRemovable(by: Member, member: Member): void {
  if (by.userId === member.userId)
    fail('forbidden', 'Nobody removes themselves here. Leave with POST /accounts/{accountId}/leave.');
  requireAbove(by.role, member.role);
}

/** Throws `forbidden` for the owner: an account is never without one. */
export function requireLeavable({ role }: Member): void {
  if (role === 'owner')
    fail('forbidden', 'The owner cannot leave. Hand the account over first, or close it.');
}

/** The account's owner and another member, their roles changed: the former owner becomes a manager. */
export function handOver(owner: Member, heir: Member): { former: Member; owner: Member } {
  if (owner.role !== 'owner') fail('forbidden', 'Only the owner hands an account over.');
  if (owner.userId === heir.userId)
    fail('invalid-request', 'Check userId.', [
      { field: 'userId', message: 'This account is yours already.' },
    ]);
  return { former: withRole(owner, 'manager'), owner: withRole(heir, 'owner') };
}

/**
 * Who owns an account when its owner is erased: of the mightiest role among those who are left, whoever has been there
 * longest. Undefined when nobody is left.
 */
export const heirOf = (members: readonly Member[]): Member | undefined =>
  members
    .filter(({ role }) => role !== 'owner')
    .toSorted(
      (left, right) =>
        accountRoles.indexOf(left.role) - accountRoles.indexOf(right.role) ||
        left.createdAt.localeCompare(right.createdAt),
    )[0];

/** Throws `owns-organisations` for somebody who would leave organisations without an owner behind. */
export function requireOwningNone(places: readonly Pick<Member, 'role'>[]): void {
  if (places.some(({ role }) => role === 'owner'))
    fail(
      'owns-organisations',
      'You own organisations. Hand each over with POST /account/transfer, or close it with DELETE /account, then repeat this.',
    );
}

const withRole = (member: Member, role: AccountRole): Member => ({
  ...member,
  role,
  revision: member.revision + 1,
});
