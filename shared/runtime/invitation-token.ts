import { readSecretToken, writeSecretToken } from './secret-token.ts';

/** What an invitation says of itself: holding the ids, it is found without a search. */
export interface InvitationToken {
  accountId: string;
  invitationId: string;
  secret: Buffer;
}

const prefix = 'mti_';

export const writeInvitationToken = ({ accountId, invitationId, secret }: InvitationToken): string =>
  writeSecretToken(prefix, { ids: [accountId, invitationId], secret });

/** Undefined for what is no invitation of ours. */
export function readInvitationToken(token: string): InvitationToken | undefined {
  const read = readSecretToken(prefix, ['acc', 'inv'], token);
  if (!read) return undefined;
  const [accountId = '', invitationId = ''] = read.ids;
  return { accountId, invitationId, secret: read.secret };
}
