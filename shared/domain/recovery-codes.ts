/** Codes that let somebody in, once each, who has lost their authenticator app. Only their hashes are kept. */
export interface RecoveryCodes {
  userId: string;
  /** Their personal account, whose trail tells of every change and of every try. */
  accountId: string;
  /** Goes into every hash of this set, so that the sets of two users have nothing in common. */
  salt: string;
  /** Of the codes that are left. */
  hashes: string[];
  /** Wrong codes since the last right one, or since the last wait. */
  failures: number;
  /** No code is looked at before. */
  waitUntil?: string | undefined;
  createdAt: string;
  revision: number;
}

/** Codes in a set. */
export const recoveryCodeCount = 10;

/** Letters and digits without those that look like others (Crockford's base 32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Signs of 5 bits each: 120 bits. From 112 bits on a plain hash is enough (ASVS 5.0, 6.5.2), and nobody waits for a slow one. */
const length = 24;

/** Signs between two hyphens. */
const groupLength = 4;

/** A code as people see it, six groups such as `k3x9-2mqt-…`, from at least 24 random signs of `0-9a-v`, 5 bits each. */
export function recoveryCodeFrom(random: string): string {
  const signs = Array.from(random.slice(0, length), (sign) => ALPHABET.charAt(Number.parseInt(sign, 32)));
  const groups = Array.from({ length: length / groupLength }, (_, group) =>
    signs.slice(group * groupLength, (group + 1) * groupLength).join(''),
  );
  return groups.join('-');
}

/** The code behind what somebody typed: capitals, spaces and hyphens do not matter, nor does o for 0 and i or l for 1. */
export const plainRecoveryCode = (typed: string): string =>
  typed.toLowerCase().replace(/[ -]/g, '').replace(/[il]/g, '1').replaceAll('o', '0');

/** A new set in place of `previous`; what was tried on that counts no longer. */
export const newRecoveryCodes = (
  set: Pick<RecoveryCodes, 'userId' | 'accountId' | 'salt' | 'hashes'>,
  at: Date,
  previous: RecoveryCodes | undefined,
): RecoveryCodes => ({
  ...set,
  failures: 0,
  createdAt: at.toISOString(),
  revision: (previous?.revision ?? 0) + 1,
});

/** Wrong codes after which nothing is looked at for a while, and how long that is, in ms. */
const mostFailures = 5;
export const recoveryWait = 15 * 60_000;

/** Milliseconds until a code may be tried; 0 when one may be tried now. */
export const waitBeforeTry = ({ waitUntil }: RecoveryCodes, at: Date): number =>
  waitUntil === undefined ? 0 : Math.max(0, Date.parse(waitUntil) - at.getTime());

/** The set after a wrong code. */
export function afterWrongCode(codes: RecoveryCodes, at: Date): RecoveryCodes {
  const failures = codes.failures + 1;
  const revision = codes.revision + 1;
  if (failures < mostFailures) return { ...codes, failures, waitUntil: undefined, revision };
  const waitUntil = new Date(at.getTime() + recoveryWait).toISOString();
  return { ...codes, failures: 0, waitUntil, revision };
}

/** The set without the code of this hash. */
export const afterUse = (codes: RecoveryCodes, hash: string): RecoveryCodes => ({
  ...codes,
  hashes: codes.hashes.filter((each) => each !== hash),
  failures: 0,
  waitUntil: undefined,
  revision: codes.revision + 1,
});

/** The set with none left. It stays, so that its revision goes on growing and no change of an earlier set fits a later one. */
export const withoutCodes = (codes: RecoveryCodes): RecoveryCodes => ({
  ...codes,
  hashes: [],
  revision: codes.revision + 1,
});
