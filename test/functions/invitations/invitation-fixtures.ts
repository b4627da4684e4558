import { createInvitation } from '../../../shared/contract/invitations.ts';
import type { GivenRole } from '../../../shared/domain/permission.ts';
import type { Person } from '../../support/people.ts';
import { mailsOfKind } from '../inbox.ts';

/** Codes mailed to an address so far, newest first, once there are at least so many. */
export async function mailedTokens(email: string, atLeast = 1): Promise<string[]> {
  const mails = await mailsOfKind(email, 'invitation', atLeast);
  return mails.flatMap(({ text }) => /^ {4}(mti_[\w-]+)$/m.exec(text ?? '')?.[1] ?? []);
}

/** Invites an address that was never invited before, and reads the mail. */
export async function invited(
  { api }: Person,
  accountId: string,
  email: string,
  role: GivenRole = 'member',
): Promise<{ invitationId: string; token: string }> {
  const headers = { 'x-account-id': accountId };
  const { body } = await api.call(createInvitation, { body: { email, role }, headers });
  const [token = ''] = await mailedTokens(email);
  return { invitationId: body.invitationId, token };
}
