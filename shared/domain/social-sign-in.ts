import type { Provider } from './provider.ts';

/** Somebody on their way to a provider and back; it ends with tokens, or by itself. */
export interface SocialSignIn {
  /** Random; whoever comes back brings it along. Only its hash is kept. */
  stateHash: string;
  provider: Provider;
  /** Where the page is that began. */
  origin: string;
  /** SHA-256, in base64url, of what only that page knows. */
  challenge: string;
  /** Seconds since 1970. */
  expiresAt: number;
  revision: number;
}

/** Seconds from the start until the tokens must have been fetched: time to type a password and a code at the provider. */
export const socialSignInLife = 10 * 60;

export const beginSocialSignIn = (
  input: Pick<SocialSignIn, 'stateHash' | 'provider' | 'origin' | 'challenge'>,
  at: Date,
): SocialSignIn => ({
  stateHash: input.stateHash,
  provider: input.provider,
  origin: input.origin,
  challenge: input.challenge,
  expiresAt: Math.floor(at.getTime() / 1000) + socialSignInLife,
  revision: 1,
});

/** DynamoDB removes it some time later; it is over at once. */
export const isOver = ({ expiresAt }: SocialSignIn, at: Date): boolean => at.getTime() >= expiresAt * 1000;
