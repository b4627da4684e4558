import type { AuditEntry, AuditResult } from './audit.ts';

/** What narrows a look into trails; what is undefined does not matter. */
export interface AuditFilter {
  /** RFC 3339 with milliseconds, UTC; entries of this moment are in. */
  from?: string | undefined;
  /** As `from`. */
  to?: string | undefined;
  /** The id of a user, or `guest` or `system`. */
  actor?: string | undefined;
  keyId?: string | undefined;
  action?: string | undefined;
  /** Id of what it is about. */
  target?: string | undefined;
  /** Kind of what it is about. */
  kind?: string | undefined;
  result?: AuditResult | undefined;
}

/** Whether a filter names a user, and not a kind of actor. */
export const userIn = ({ actor }: AuditFilter): string | undefined =>
  actor === 'guest' || actor === 'system' ? undefined : actor;

/** Whether something besides the time is asked for. */
export const isNarrowed = ({ from: _, to: __, ...others }: AuditFilter): boolean =>
  Object.values(others).some((value) => value !== undefined);

export function fitsFilter({ content }: AuditEntry, filter: AuditFilter): boolean {
  const { actor, target } = content;
  const who = actor.kind === 'user' ? actor.userId : actor.kind;
  const keyId = actor.kind === 'user' ? actor.keyId : undefined;
  return (
    (filter.from === undefined || content.at >= filter.from) &&
    (filter.to === undefined || content.at <= filter.to) &&
    isAsked(filter.actor, who) &&
    isAsked(filter.keyId, keyId) &&
    isAsked(filter.action, content.action) &&
    isAsked(filter.target, target.id) &&
    isAsked(filter.kind, target.kind) &&
    isAsked(filter.result, content.result)
  );
}

const isAsked = (wanted: string | undefined, is: string | undefined): boolean =>
  wanted === undefined || wanted === is;

/** How far back a look through all trails goes unless it says otherwise; milliseconds. */
const usualSpan = 31 * 24 * 60 * 60_000;

/** From when until when a look through all trails goes: until now and from some time before unless it says otherwise. */
export function spanOf({ from, to }: AuditFilter, at: Date): { from: string; to: string } {
  const last = to ?? at.toISOString();
  return { from: from ?? new Date(Date.parse(last) - usualSpan).toISOString(), to: last };
}
