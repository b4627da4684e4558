import * as invitations from '../data/invitations.ts';
import type { Account, Member } from '../domain/account.ts';
import { fail } from '../domain/fault.ts';
import { type Invitation, isBacked, isFor, isOpen, joinBy } from '../domain/invitation.ts';
import { readInvitationToken } from '../runtime/invitation-token.ts';
import { isSecretOf } from '../runtime/secret-token.ts';

/** Attempts against changes of the account, or of the sender's place in it, at the same moment. */
const attempts = 4;

/** One sentence for every reason why an invitation is worth nothing: whoever guesses learns nothing. */
const refuse = (): never =>
  fail('wrong-code', 'This invitation was used, taken back, or has expired. Ask for a new one.');

/**
 * Makes a user a member by the mailed token. Throws `wrong-code`; `forbidden` for a right token that was mailed to another
 * address; `already-member`; `limit-reached`.
 */
export async function join(
  token: string,
  userId: string,
  at: Date,
): Promise<{ account: Account; member: Member }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const invitation = await openInvitation(token, at);
    const { account, user, inviter, inviterUser } = await invitations.readOffer(invitation, userId);
    if (!account || account.closesAt !== undefined || !inviter || !isBacked(invitation, inviter, inviterUser))
      return refuse();
    if (!user || !isFor(invitation, user))
      return fail(
        'forbidden',
        'This invitation was mailed to another address than yours. Log in with that one, or ask for an invitation to yours.',
      );
    const member = joinBy(invitation, userId, at);
    if (await invitations.accept(invitation, { account, inviter }, member)) return { account, member };
  }
  return fail('conflict', 'The account is changing at this moment. Try again.');
}

async function openInvitation(token: string, at: Date): Promise<Invitation> {
  const named = readInvitationToken(token) ?? refuse();
  const invitation = (await invitations.find(named.accountId, named.invitationId)) ?? refuse();
  if (!isSecretOf(named.secret, invitation.secretHash) || !isOpen(invitation, at)) return refuse();
  return invitation;
}
