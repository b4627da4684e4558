/** A creating request that carried an `Idempotency-Key`: what it was, and what came of it. */
export interface KeyedRequest {
  accountId: string;
  /** HMAC of whoever asked and their key, hexadecimal: the key itself is not kept, because it helps to open the answer. */
  keyHash: string;
  /** HMAC of route, parameters and body, hexadecimal. */
  fingerprint: string;
  /**
   * `running`: somebody works on it, at most until `leaseUntil`. `interrupted`: they failed on our side, so whoever asks
   * again goes on. `answered`: everybody gets the same answer.
   */
  state: 'running' | 'interrupted' | 'answered';
  leaseUntil: string;
  /** 32 random bytes, base64url: ids of what is made come from it, the key and a secret of ours, the same in every attempt. */
  seed: string;
  /** When it was asked first: ids of what is made begin with it. */
  startedAt: string;
  /** The answer as JSON, sealed with the key and a secret of ours; absent where it is too large to keep. */
  answer?: string | undefined;
  /** Second after which the key is forgotten. */
  expiresAt: number;
  revision: number;
}

/** Seconds a key is remembered: longer than any client goes on trying. */
export const keyLife = 30 * 24 * 60 * 60;

/** Characters of a sealed answer that are kept: an item of the table holds 400 kB. */
const mostAnswer = 300_000;

export const beginRequest = (
  identity: Pick<KeyedRequest, 'accountId' | 'keyHash' | 'fingerprint' | 'seed'>,
  at: Date,
  leaseMs: number,
): KeyedRequest => ({
  ...identity,
  state: 'running',
  leaseUntil: new Date(at.getTime() + leaseMs).toISOString(),
  startedAt: at.toISOString(),
  expiresAt: Math.floor(at.getTime() / 1000) + keyLife,
  revision: 1,
});

/** What to do for somebody who sends a key that is known. */
export function judgeRepeat(
  known: KeyedRequest,
  fingerprint: string,
  at: Date,
): 'forgotten' | 'mismatch' | 'in-progress' | 'replay' | 'go-on' {
  // The table may take days to remove it.
  if (known.expiresAt <= at.getTime() / 1000) return 'forgotten';
  if (known.fingerprint !== fingerprint) return 'mismatch';
  if (known.state === 'running' && known.leaseUntil > at.toISOString()) return 'in-progress';
  // An answer that was too large to keep is made again from the same ids.
  return known.answer === undefined ? 'go-on' : 'replay';
}

export const takeOver = (request: KeyedRequest, at: Date, leaseMs: number): KeyedRequest => ({
  ...request,
  state: 'running',
  leaseUntil: new Date(at.getTime() + leaseMs).toISOString(),
  revision: request.revision + 1,
});

export const interrupt = (request: KeyedRequest): KeyedRequest => ({
  ...request,
  state: 'interrupted',
  revision: request.revision + 1,
});

export const concludeRequest = (request: KeyedRequest, answer: string): KeyedRequest => ({
  ...request,
  state: 'answered',
  ...(answer.length <= mostAnswer ? { answer } : {}),
  revision: request.revision + 1,
});
