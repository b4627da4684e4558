/**
 * A fault is a refusal that a person may read: a stable code and a sentence that says what to do.
 * Everything else that is thrown is a defect and leaves the system as `internal`.
 */

/** Every code a client can meet. Codes are permanent: clients branch on them. */
export const faultCodes = [
  'invalid-request',
  'invalid-json',
  'unsupported-media-type',
  'payload-too-large',
  'unauthenticated',
  'invalid-credentials',
  'email-not-verified',
  'address-in-use',
  'sign-in-expired',
  'sign-in-refused',
  'email-unproven',
  'forbidden',
  'address-denied',
  'address-not-allowed',
  'locks-you-out',
  'recent-login-required',
  'account-closing',
  'last-admin',
  'not-found',
  'conflict',
  'precondition-failed',
  'limit-reached',
  'personal-account',
  'already-member',
  'account-not-empty',
  'owns-organisations',
  'insufficient-funds',
  'not-genuine',
  'exceeds-payment',
  'already-decided',
  'idempotency-key-required',
  'idempotency-mismatch',
  'request-in-progress',
  'template-not-ready',
  'breaking-change',
  'document-not-ready',
  'asset-not-ready',
  'preview-failed',
  'batch-not-ready',
  'paper-not-ready',
  'payment-not-paid',
  'price-changed',
  'subscription-state',
  'invalid-values',
  'weak-password',
  'wrong-password',
  'wrong-code',
  'no-password',
  'mfa-off',
  'too-many-attempts',
  'rate-limited',
  'temporarily-blocked',
  'internal',
  'unavailable',
  'converter-unavailable',
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** One named input and what is wrong with it, for example `{ field: 'values.salary', message: 'Give a number.' }`. */
export interface FieldFault {
  field: string;
  message: string;
}

export class Fault extends Error {
  readonly code: FaultCode;
  readonly fields: readonly FieldFault[];
  /** Seconds after which it is worth trying again, where that can be said. */
  readonly retryAfter: number | undefined;

  /** `cause` is for the log only; it never reaches a client. */
  constructor(
    code: FaultCode,
    message: string,
    fields: readonly FieldFault[] = [],
    cause?: unknown,
    retryAfter?: number,
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'Fault';
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}

/** Throws a {@link Fault}; `never`, so the compiler knows that nothing follows. */
export function fail(code: FaultCode, message: string, fields: readonly FieldFault[] = []): never {
  throw new Fault(code, message, fields);
}

/** Throws a {@link Fault} that says after how many seconds it is worth trying again. */
export function failFor(seconds: number, code: FaultCode, message: string, cause?: unknown): never {
  throw new Fault(code, message, [], cause, seconds);
}

/** The one answer for an unknown id and for somebody else's id: they must not be told apart. */
export function notFound(
  what:
    | 'account'
    | 'user'
    | 'session'
    | 'API key'
    | 'member'
    | 'invitation'
    | 'template'
    | 'document'
    | 'version'
    | 'asset'
    | 'batch'
    | 'page'
    | 'result'
    | 'statement'
    | 'list of addresses'
    | 'block'
    | 'payment'
    | 'refund'
    | 'chargeback'
    | 'adjustment',
): never {
  return fail('not-found', `There is no such ${what}. Check the id, or list what you have.`);
}

/** The answer for an address that cannot exist: an unknown path, or an id that has not the form of one. */
export function noSuchAddress(): never {
  return fail('not-found', 'There is nothing at this address. Check path, method and ids.');
}
