/** A user's wish for another e-mail address, until it is fulfilled, taken back or over. A user has one at most. */
export interface EmailChange {
  userId: string;
  /** Their personal account, whose trail tells of it. */
  accountId: string;
  /** The address they want. */
  email: string;
  /**
   * `waiting`: for the code that was mailed there. `moving`: the code was right, the new address is theirs as well as the old
   * one, and the user pool is being told; from here on it only goes forward.
   */
  state: 'waiting' | 'moving';
  /** Of the code; the code itself is kept nowhere. */
  salt: string;
  codeHash: string;
  /** Wrong codes so far. */
  failures: number;
  createdAt: string;
  /** Second after which the code is worth nothing and the wish may be forgotten; absent while `moving`. */
  expiresAt?: number | undefined;
  revision: number;
}

/** Seconds a code is good for: as long as the other mails of ours say. */
const codeLife = 60 * 60;

/** Wrong codes after which none is looked at any more. */
const mostFailures = 5;

/** Changes a user may ask for in a day, and requests that one address may get in a day, whoever makes them. */
export const mostEmailChanges = { user: 5, address: 5 };

/** 48 bits as a number. */
const numberFrom = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

/** Six digits from at least six random bytes, each as likely as the other to within a part in 100 million. */
export const emailCodeFrom = (random: Uint8Array): string =>
  String(numberFrom(random.subarray(0, 6)) % 1_000_000).padStart(6, '0');

/**
 * A new wish. It may take the place of an earlier one that somebody is just confirming: its first revision is random, so that
 * nothing that was judged for another address ever fits it.
 *
 * @param random twelve bytes at least, the first six of which made the code
 */
export const askForEmail = (
  wish: Pick<EmailChange, 'userId' | 'accountId' | 'email' | 'salt' | 'codeHash'>,
  random: Uint8Array,
  at: Date,
): EmailChange => ({
  ...wish,
  state: 'waiting',
  failures: 0,
  createdAt: at.toISOString(),
  expiresAt: Math.floor(at.getTime() / 1000) + codeLife,
  revision: 1 + numberFrom(random.subarray(6, 12)),
});

/** Whether a code may still be presented. */
export const takesCodes = ({ failures, expiresAt }: EmailChange, at: Date): boolean =>
  failures < mostFailures && (expiresAt === undefined || expiresAt * 1000 > at.getTime());

/** The wish after a wrong code. */
export const afterWrongEmailCode = (change: EmailChange): EmailChange => ({
  ...change,
  failures: change.failures + 1,
  revision: change.revision + 1,
});

/** The wish after the right code. */
export const beginMove = (change: EmailChange): EmailChange => ({
  ...change,
  state: 'moving',
  expiresAt: undefined,
  revision: change.revision + 1,
});
