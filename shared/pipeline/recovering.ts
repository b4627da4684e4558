import { hashOf, newSalt, sameHash } from '../data/code-hash.ts';
import * as recoveryCodes from '../data/recovery-codes.ts';
import { fail } from '../domain/fault.ts';
import {
  afterUse,
  afterWrongCode,
  newRecoveryCodes,
  plainRecoveryCode,
  recoveryCodeCount,
  recoveryCodeFrom,
  waitBeforeTry,
  withoutCodes,
} from '../domain/recovery-codes.ts';
import { requireWon } from '../domain/revision.ts';
import type { User } from '../domain/user.ts';

/**
 * Ten new codes in place of all earlier ones, as their owner sees them this once. Throws `conflict` when somebody made
 * some at the same moment.
 */
export async function issueRecoveryCodes(
  { userId, accountId }: Pick<User, 'userId' | 'accountId'>,
  newCode: () => string,
  at: Date,
): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, () => recoveryCodeFrom(newCode()));
  const salt = newSalt();
  const hashes = codes.map((code) => hashOf(plainRecoveryCode(code), salt));
  const previous = await recoveryCodes.find(userId);
  requireWon(
    await recoveryCodes.replace(
      previous,
      newRecoveryCodes({ userId, accountId, salt, hashes }, at, previous),
    ),
  );
  return codes;
}

/** Attempts against other tries of the same moment: each loses to one that counted. */
const attempts = 5;

const wrong = 'The recovery code is wrong or was used before. Try another one of your ten.';

/**
 * Uses up the code that somebody typed. Every try is counted before its outcome is told, so that tries made at once win
 * nothing. Throws `wrong-code`, `too-many-attempts` after five wrong ones for a quarter of an hour, and `conflict`.
 */
export async function spendRecoveryCode(userId: string, typed: string, at: Date): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const codes = await recoveryCodes.find(userId);
    if (!codes) return fail('wrong-code', wrong);
    const minutes = Math.ceil(waitBeforeTry(codes, at) / 60_000);
    if (minutes > 0)
      return fail('too-many-attempts', `Too many wrong recovery codes. Try again in ${minutes} min.`);
    const hash = sameHash(codes.hashes, hashOf(plainRecoveryCode(typed), codes.salt));
    const next = hash === undefined ? afterWrongCode(codes, at) : afterUse(codes, hash);
    if (!(await recoveryCodes.replace(codes, next))) continue;
    return hash === undefined ? fail('wrong-code', wrong) : undefined;
  }
  return requireWon(false);
}

/** Forgets the codes of somebody who has no second factor any more. New ones made at the same moment stay. */
export async function forgetRecoveryCodes(userId: string): Promise<void> {
  const codes = await recoveryCodes.find(userId);
  if (codes) await recoveryCodes.replace(codes, withoutCodes(codes));
}
