import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import type { Session, UserRole } from '../domain/user.ts';

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  tokenType: 'Bearer';
  /** Seconds. */
  expiresIn: number;
}

/** What the user pool knows about somebody who has just logged in. */
export interface Identity {
  subject: string;
  email: string;
  name: string;
  /** The session that this login began. */
  session: Session;
  /** Whether the pool counts them among the administrators: the operator's way to make the first one. */
  role: UserRole;
}

const IdClaims = z.object({
  sub: z.string(),
  email: z.string(),
  name: z.string().default(''),
  origin_jti: z.string(),
  auth_time: z.number(),
  'cognito:groups': z.array(z.string()).default([]),
});

const AccessClaims = z.object({ sub: z.string(), origin_jti: z.string(), auth_time: z.number() });

export function tokensOf(result: AuthenticationResultType | undefined): Tokens {
  const { AccessToken, RefreshToken, ExpiresIn } = result ?? {};
  if (!AccessToken || !RefreshToken || !ExpiresIn) throw new Error('the user pool answered without tokens');
  return { accessToken: AccessToken, refreshToken: RefreshToken, tokenType: 'Bearer', expiresIn: ExpiresIn };
}

/** Tokens that come straight from the user pool over TLS are read without checking them again. */
function payloadOf(token: string | undefined): unknown {
  const payload = token?.split('.')[1];
  if (!payload) throw new Error('the user pool answered without a token');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

export function identityOf(idToken: string | undefined): Identity {
  const claims = IdClaims.parse(payloadOf(idToken));
  const { sub: subject, email, name, origin_jti: sessionId, auth_time: startedAt } = claims;
  return {
    subject,
    email,
    name,
    session: { sessionId, startedAt },
    role: claims['cognito:groups'].includes('admin') ? 'admin' : 'user',
  };
}

/** Whose session an access token belongs to. */
export function sessionOf(accessToken: string): { subject: string; session: Session } {
  const { sub, origin_jti, auth_time } = AccessClaims.parse(payloadOf(accessToken));
  return { subject: sub, session: { sessionId: origin_jti, startedAt: auth_time } };
}
