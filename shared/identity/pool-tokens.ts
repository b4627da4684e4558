import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { type Provider, personName, providerOf, vouches } from '../domain/provider.ts';
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

/** The same of somebody whom a provider brought along. */
export interface SocialIdentity extends Identity {
  by: {
    /** Undefined for one that we do not know. */
    provider: Provider | undefined;
    /** What the pool calls them. */
    poolName: string;
    /** Whether there is an address, and a reason to believe that it is theirs. */
    vouched: boolean;
  };
}

/** A claim that was mapped from a provider's may have become a text. */
const Truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const SocialClaims = z.object({
  ...IdClaims.shape,
  email: z.string().toLowerCase().default(''),
  email_verified: Truth.default(false),
  'cognito:username': z.string().min(1),
  identities: z.tuple([z.object({ providerName: z.string() })], z.unknown()),
});

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

export const identityOf = (idToken: string | undefined): Identity =>
  identityFrom(IdClaims.parse(payloadOf(idToken)));

function identityFrom(claims: z.output<typeof IdClaims>): Identity {
  const { sub: subject, email, name, origin_jti: sessionId, auth_time: startedAt } = claims;
  return {
    subject,
    email,
    name,
    session: { sessionId, startedAt },
    role: claims['cognito:groups'].includes('admin') ? 'admin' : 'user',
  };
}

/** Whom a provider vouched for, as the id token of the hosted pages says. */
export function socialIdentityOf(idToken: string): SocialIdentity {
  const claims = SocialClaims.parse(payloadOf(idToken));
  const { email, email_verified: saysVerified } = claims;
  const provider = providerOf(claims.identities[0].providerName);
  return {
    ...identityFrom(claims),
    name: personName(claims.name, email),
    by: {
      provider,
      poolName: claims['cognito:username'],
      vouched:
        provider !== undefined && z.email().safeParse(email).success && vouches(provider, saysVerified),
    },
  };
}
