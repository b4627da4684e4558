/** Passwords: the pool's policy, salted scrypt hashes, and temporary passwords. */
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { CognitoError, invalidParameter } from './errors.ts';
import type { PasswordPolicy } from './pool-definition.ts';

/** Cognito's list of special characters; a space counts where it is neither first nor last. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

const CLASSES = [
  { requirement: 'RequireLowercase', pattern: /[a-z]/, name: 'lowercase' },
  { requirement: 'RequireUppercase', pattern: /[A-Z]/, name: 'uppercase' },
  { requirement: 'RequireNumbers', pattern: /[0-9]/, name: 'numeric' },
  { requirement: 'RequireSymbols', pattern: SYMBOL, name: 'symbol' },
] as const;

/**
 * Checks a new password.
 * @throws CognitoError InvalidPasswordException with the first rule it breaks; InvalidParameterException for
 * a password that is empty, over 256 characters, or begins or ends with white space
 */
export function requireAcceptablePassword(password: string, policy: PasswordPolicy): void {
  if (password.length > 256 || password.trim() !== password || password === '') {
    throw invalidParameter(
      "1 validation error detected: Value at 'password' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$',
    );
  }
  if (password.length < policy.MinimumLength) throw refusal('Password not long enough');
  for (const { requirement, pattern, name } of CLASSES) {
    if (policy[requirement] && !pattern.test(password)) {
      throw refusal(`Password must have ${name} characters`);
    }
  }
}

const refusal = (reason: string): CognitoError =>
  new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${reason}`);

const ALPHABETS = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!@#%&*+-'];

const pick = (characters: string): string => characters.charAt(randomInt(characters.length));

/** A random password of every character class, at least 12 characters and as long as the policy asks. */
export function temporaryPassword(policy: PasswordPolicy): string {
  const characters = ALPHABETS.map(pick);
  while (characters.length < Math.max(12, policy.MinimumLength)) characters.push(pick(ALPHABETS.join('')));
  // A random place for each, so that the four classes do not stand in a fixed order.
  return characters
    .map((character) => ({ character, place: randomInt(2 ** 32) }))
    .sort((one, other) => one.place - other.place)
    .map(({ character }) => character)
    .join('');
}

const BLOCK_SIZE = 8;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  // scrypt needs 128 * N * r bytes; Node's default ceiling of 32 MiB would refuse N = 2^15.
  const options = { N: cost, r: BLOCK_SIZE, p: 1, maxmem: 256 * cost * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Hashes and checks passwords. `cost` is scrypt's N, a power of two; hashes remember their own. */
export class PasswordHasher {
  readonly #cost: number;

  constructor(cost: number) {
    this.#cost = cost;
  }

  /** `scrypt:<N>:<salt>:<key>`, salt and key in base64url. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const key = await derive(password, salt, this.#cost);
    return ['scrypt', this.#cost, salt.toString('base64url'), key.toString('base64url')].join(':');
  }

  /**
   * Whether the password belongs to the hash. Without a hash (unknown user) the same work is done and the
   * answer is no, so that the time taken does not tell whether the user exists.
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    const [, cost = '', salt = '', key = ''] = hash?.split(':') ?? [];
    if (hash === undefined) {
      await derive(password, randomBytes(SALT_BYTES), this.#cost);
      return false;
    }
    const derived = await derive(password, Buffer.from(salt, 'base64url'), Number(cost));
    return timingSafeEqual(derived, Buffer.from(key, 'base64url'));
  }
}
