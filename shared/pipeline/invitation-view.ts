import type { Invitation } from '../domain/invitation.ts';

/** An invitation as those see it who may take it back. */
export const invitationView = (
  invitation: Invitation,
): Omit<Invitation, 'expiresAt'> & { expiresAt: string } => ({
  ...invitation,
  expiresAt: new Date(invitation.expiresAt * 1000).toISOString(),
});
