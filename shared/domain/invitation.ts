import type { Member } from './account.ts';
import { requireAbove } from './member.ts';
import { type GivenRole, outranks } from './permission.ts';
import type { User } from './user.ts';

/** A place in an organisation, offered to whoever reads the mails of an address. */
export interface Invitation {
  accountId: string;
  /** Made from account and address, so that an address has one invitation to an account at most. */
  invitationId: string;
  email: string;
  role: GivenRole;
  /** Whoever sent it last: it is worth what they may do when it is accepted. */
  invitedBy: string;
  /** SHA-256 of the mailed secret, hexadecimal. The secret itself has 256 random bits, so a plain hash is enough. */
  secretHash: string;
  createdAt: string;
  /** Second in which it ends, and may be forgotten. */
  expiresAt: number;
  revision: number;
}

/** Seconds an invitation lives: a week of leave is no reason to ask again. */
const invitationLife = 7 * 24 * 60 * 60;

/** Invitations that are mailed in a day at most: of one account, by one user, and to one address whoever invites it. */
export const mostInvitations = { account: 50, user: 50, address: 10 };

/** Throws `forbidden` unless the inviter's role stands above the one that is offered. */
export function invite(
  by: Member,
  offer: { invitationId: string; email: string; role: GivenRole; secretHash: string },
  at: Date,
): Invitation {
  requireAbove(by.role, offer.role);
  return {
    ...offer,
    accountId: by.accountId,
    invitedBy: by.userId,
    createdAt: at.toISOString(),
    expiresAt: Math.floor(at.getTime() / 1000) + invitationLife,
    revision: 1,
  };
}

/** An invitation sent again: the secret of before opens nothing any more. */
export const inviteAgain = (previous: Invitation, next: Invitation): Invitation => ({
  ...next,
  revision: previous.revision + 1,
});

export const isOpen = ({ expiresAt }: Invitation, at: Date): boolean => expiresAt * 1000 > at.getTime();

/**
 * Whether whoever sent an invitation could still send it. Or else somebody about to be sent away would leave themselves a
 * door open, with an invitation to another address of theirs.
 */
export const isBacked = (
  { role }: Invitation,
  inviter: Member | undefined,
  user: User | undefined,
): boolean => inviter !== undefined && user?.state === 'active' && outranks(inviter.role, role);

/** Whether it was sent to this user. The mailed secret alone is not enough: mails are forwarded. */
export const isFor = ({ email }: Invitation, user: User): boolean => email === user.email.toLowerCase();

/** The place that was offered. */
export const joinBy = ({ accountId, role }: Invitation, userId: string, at: Date): Member => ({
  accountId,
  userId,
  role,
  createdAt: at.toISOString(),
  revision: 1,
});
