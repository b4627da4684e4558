import type { AbuseKind } from './abuse-kind.ts';
import { networkOf } from './network-address.ts';
import type { LimitCategory } from './rate-limit.ts';

/** Whom something is counted for or held against: somebody known wherever they are, all others by their network. */
export type Subject =
  | { kind: 'user'; userId: string }
  /** As `networkOf` writes it. */
  | { kind: 'address'; network: string };

export const subjectOf = (userId: string | undefined, address: string): Subject =>
  userId === undefined ? { kind: 'address', network: networkOf(address) } : { kind: 'user', userId };

export const subjectText = (subject: Subject): string =>
  subject.kind === 'user' ? `user:${subject.userId}` : `address:${subject.network}`;

/** Somebody is kept out for a time. */
export interface Block {
  blockId: string;
  subject: Subject;
  reason: AbuseKind;
  /** How many blocks came before this one without a quiet day between; decides how long it is. */
  repetition: number;
  startedAt: string;
  until: string;
  /** What it followed from. */
  eventId: string;
  /** Epoch seconds when it is forgotten. */
  expiresAt: number;
  revision: number;
}

/** What stuffing goes through: where an e-mail address is presented with something that could be guessed, or asked about. */
const loginCategories: readonly LimitCategory[] = ['login', 'registration'];

/**
 * Whether a block holds for a request. One of a user holds for all they ask. One of an address holds for nobody who is known:
 * behind one address there may be an office, or half a town. One for stuffing leaves them their refreshing, too.
 */
export function holdsFor(
  { subject, reason, until }: Block,
  request: { isKnown: boolean; category: LimitCategory },
  at: Date,
): boolean {
  if (Date.parse(until) <= at.getTime()) return false;
  if (subject.kind === 'user') return true;
  return !request.isKnown && (reason !== 'credential-stuffing' || loginCategories.includes(request.category));
}
