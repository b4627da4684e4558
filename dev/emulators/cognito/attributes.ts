/** Who may write which user attribute, and what a value must look like. */
import { isUserAttribute, isVerificationAttribute } from './attribute-names.ts';
import { invalidParameter, notAuthorized } from './errors.ts';
import type { UserPool } from './pool-definition.ts';

export interface AttributeChange {
  Name: string;
  /** Empty or absent removes the attribute. */
  Value?: string | undefined;
}

/** `user`: over an app client. `admin`: with AWS credentials, may also say that an address is verified. */
export type AttributeAuthor = 'user' | 'admin';

/** One sign between people and the mail system; more is the mail system's business. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const isEmailAddress = (value: string): boolean => EMAIL.test(value) && value.length <= 128;

const VALUE_RULES: Record<string, { pattern: RegExp; message: string }> = {
  email: { pattern: EMAIL, message: 'Invalid email address format.' },
  phone_number: { pattern: /^\+[1-9]\d{1,14}$/, message: 'Invalid phone number format.' },
  birthdate: { pattern: /^\d{4}-\d\d-\d\d$/, message: 'Invalid birthdate format, please use YYYY-MM-DD.' },
  email_verified: { pattern: /^(true|false)$/i, message: 'email_verified must be true or false.' },
  phone_number_verified: {
    pattern: /^(true|false)$/i,
    message: 'phone_number_verified must be true or false.',
  },
};

function requireWritable(name: string, author: AttributeAuthor): void {
  if (name === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub');
  if (isVerificationAttribute(name)) {
    if (author === 'user') {
      throw notAuthorized('A client attempted to write unauthorized attribute');
    }
    return;
  }
  if (!isUserAttribute(name)) {
    throw invalidParameter(
      `Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`,
    );
  }
}

function requireValidValue(name: string, value: string): void {
  if (value.length > 2_048) {
    throw invalidParameter(
      `Attributes did not conform to the schema: ${name}: String must be no longer than 2048 characters`,
    );
  }
  const rule = VALUE_RULES[name];
  if (rule && !rule.pattern.test(value)) throw invalidParameter(rule.message);
}

/**
 * Attributes after the changes; e-mail addresses and truth values in lower case.
 * @param current what the user has; undefined for a new user, for whom nothing is immutable yet
 * @throws CognitoError InvalidParameterException or NotAuthorizedException, naming the attribute
 */
export function applyAttributeChanges(
  pool: UserPool,
  current: Record<string, string> | undefined,
  changes: readonly AttributeChange[],
  author: AttributeAuthor,
): Record<string, string> {
  const attributes = new Map(Object.entries(current ?? {}));
  for (const { Name, Value = '' } of changes) {
    requireWritable(Name, author);
    if (current !== undefined && pool.attributes.get(Name)?.mutable === false) {
      throw invalidParameter(`user.${Name}: Attribute cannot be updated.`);
    }
    if (Value === '') {
      if (Name === 'email') throw invalidParameter('Invalid email address format.');
      attributes.delete(Name);
      continue;
    }
    requireValidValue(Name, Value);
    const folded = Name === 'email' || isVerificationAttribute(Name);
    attributes.set(Name, folded ? Value.toLowerCase() : Value);
  }
  return Object.fromEntries(attributes);
}

/** Names of the pool's required attributes a user lacks. */
export const missingAttributes = (pool: UserPool, attributes: Record<string, string>): string[] =>
  [...pool.attributes]
    .filter(([name, rule]) => rule.required && !Object.hasOwn(attributes, name))
    .map(([name]) => name);

/** @throws CognitoError InvalidParameterException for the first required attribute that is missing */
export function requireComplete(pool: UserPool, attributes: Record<string, string>): void {
  const [missing] = missingAttributes(pool, attributes);
  if (missing !== undefined) {
    throw invalidParameter(
      `Attributes did not conform to the schema: ${missing}: The attribute ${missing} is required`,
    );
  }
}
