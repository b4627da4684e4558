/** Vocabulary of the audit trail: who did what to what. Values of personal fields and secrets have no place in it. */

/** Who acts. */
export type AuditActor =
  | {
      kind: 'user';
      userId: string;
      /** The API key they used; absent for somebody who is logged in. */
      keyId?: string | undefined;
    }
  /** Somebody we do not know: who follows a link, or shows a mailed code. */
  | { kind: 'guest' }
  /** The product itself: a job. */
  | { kind: 'system' };

/** What was changed, opened or refused. */
export interface AuditTarget {
  /** `document`, `api-key`: the name of the kind of item. */
  kind: string;
  id: string;
  /** What of it, where an id names several things: `version 3`. */
  part?: string | undefined;
}

/** The trail of what concerns the whole system and no account: an id that no account has. */
export const systemTrail = `acc_${'0'.repeat(32)}`;

export const auditChanges = ['created', 'changed', 'removed'] as const;
export type AuditChange = (typeof auditChanges)[number];

export const auditResults = ['done', 'refused'] as const;
export type AuditResult = (typeof auditResults)[number];

/** What an open field may hold: words and numbers of our own, nothing that a person wrote. */
export type OpenValue = string | number | boolean | readonly string[];

/** A field that was set, changed or removed. Values stand only where they are words of our own, such as a role. */
export interface ChangedField {
  name: string;
  before?: OpenValue | undefined;
  after?: OpenValue | undefined;
}

/** What an entry says of one event, before who and when are added. */
export interface AuditNote {
  /** Whose trail it belongs to. */
  accountId: string;
  target: AuditTarget;
  /** Absent for what changes nothing: a log-in, an access, a refusal. */
  change?: AuditChange | undefined;
  result: AuditResult;
  /** Absent for what changes nothing. */
  fields?: readonly ChangedField[] | undefined;
}

/** Who acts, in which call, and from where. */
export interface AuditCause {
  actor: AuditActor;
  /** The operation of the API, or the job. */
  action: string;
  /** Of the request, or of the invocation. */
  requestId?: string | undefined;
  /** Absent for jobs. */
  origin?: { ip: string; userAgent: string } | undefined;
}

/** Where a request came from. It is personal, so it stands beside the chain and can be erased. */
export interface AuditOrigin {
  /** Hexadecimal, random: nobody finds the values by trying all of them. */
  salt: string;
  ip: string;
  userAgent: string;
}

/** What the hash of an entry covers, besides its place in the chain. */
export interface AuditContent {
  accountId: string;
  /** RFC 3339, UTC. Never earlier than that of the entry before. */
  at: string;
  actor: AuditActor;
  action: string;
  target: AuditTarget;
  change?: AuditChange | undefined;
  result: AuditResult;
  fields?: readonly ChangedField[] | undefined;
  requestId?: string | undefined;
  /** Hash of {@link AuditOrigin}; it stays when that is erased. */
  origin?: string | undefined;
}

export interface AuditEntry {
  /** Place in the chain of the account, from 1, without gaps. */
  seq: number;
  /** Hash of the entry before; 64 zeros for the first. */
  prev: string;
  /** SHA-256, hexadecimal; see `audit-chain.ts`. */
  hash: string;
  content: AuditContent;
  /** Absent for jobs, and once it was erased. */
  origin?: AuditOrigin | undefined;
}
