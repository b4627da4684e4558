import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwtExpiredError } from 'aws-jwt-verify/error';
import { variable } from '../environment/variable.ts';

/** Seconds a token may seem to come from the future, because clocks differ. */
const clockTolerance = 60;

/** Checks signature, issuer, client, expiry and `token_use`; keys are fetched once for the life of the container. */
const verifier = CognitoJwtVerifier.create({
  userPoolId: variable('USER_POOL_ID'),
  clientId: variable('USER_POOL_CLIENT_ID'),
  tokenUse: 'access',
  customJwtCheck: ({ header, payload }) => {
    // The library ignores critical extensions that it does not know, and tokens from the future.
    if ('crit' in header) throw new Error('the token demands an extension');
    const issuedAt = typeof payload.iat === 'number' ? payload.iat : Number.POSITIVE_INFINITY;
    if (issuedAt > Date.now() / 1000 + clockTolerance) throw new Error('the token is from the future');
  },
});

/** What a genuine access token says. Throws for every other one, and when the pool's keys cannot be fetched. */
export const verifyToken = (token: string): Promise<unknown> => verifier.verify(token);

/** Whether a token could not be judged, because the pool did not give its keys. */
export const isUnreachable = (error: unknown): boolean => error instanceof FetchError;

/** Whether a token is genuine and too old: time is looked at after the signature. */
export const isExpired = (error: unknown): boolean => error instanceof JwtExpiredError;
