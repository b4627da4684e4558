import { createHash } from 'node:crypto';
import { sendMails } from '../contract/jobs.ts';
import * as invitations from '../data/invitations.ts';
import type { Account, Member } from '../domain/account.ts';
import { Fault, fail } from '../domain/fault.ts';
import { type Invitation, invite, inviteAgain } from '../domain/invitation.ts';
import type { GivenRole } from '../domain/permission.ts';
import { writeInvitationToken } from '../runtime/invitation-token.ts';
import { hashSecret } from '../runtime/secret-token.ts';
import { send } from '../runtime/send.ts';

/** Attempts against others who invite the same address at the same moment. */
const attempts = 4;

/** What to say when a limit of the day was reached; nothing about the address but that it was given. */
const limits = {
  account: 'This account has sent as many invitations as it may in a day. Go on tomorrow.',
  user: 'You have sent as many invitations as you may in a day. Go on tomorrow.',
  address: 'This address was invited as often as it may be in a day. Try again tomorrow.',
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Stores an invitation, in place of an earlier one for the same address. Nothing is asked about the address: the answer is the
 * same for one that we know and one that we do not. Throws `forbidden` for a role that the sender may not give, and
 * `too-many-attempts`.
 */
export async function storeInvitation(
  by: Member,
  offer: { email: string; role: GivenRole },
  secret: Buffer,
  at: Date,
): Promise<Invitation> {
  const invitationId = `inv_${sha256(`${by.accountId}\n${offer.email}`).slice(0, 32)}`;
  const wanted = invite(by, { ...offer, invitationId, secretHash: hashSecret(secret) }, at);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const previous = await invitations.find(by.accountId, invitationId);
    const invitation = previous ? inviteAgain(previous, wanted) : wanted;
    const refused = await invitations.put(invitation, previous, by, sha256(offer.email));
    if (refused === undefined) return invitation;
    if (refused !== 'changed') fail('too-many-attempts', limits[refused]);
  }
  return fail('conflict', 'Somebody changed this at the same moment. Read it again and retry.');
}

/**
 * Queues the mail of an invitation. It is stored already; where it cannot be queued `unavailable` says to ask again, which
 * replaces it.
 */
export async function mailInvitation(
  invitation: Invitation,
  { account, inviter, secret }: { account: Account; inviter: string; secret: Buffer },
): Promise<void> {
  const { accountId, invitationId, email, role, expiresAt } = invitation;
  const message = {
    kind: 'invitation' as const,
    to: email,
    inviter,
    account: account.name,
    role,
    token: writeInvitationToken({ accountId, invitationId, secret }),
    expiresAt: new Date(expiresAt * 1000).toISOString(),
  };
  try {
    await send(sendMails, [message]);
  } catch (error) {
    throw new Fault('unavailable', 'The invitation could not be mailed. Send it again shortly.', [], error);
  }
}
