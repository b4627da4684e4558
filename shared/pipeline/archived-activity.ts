import { readEnd } from '../data/audit-heads.ts';
import { activityElsewhere } from '../data/audit-of-user.ts';
import { rawEntries } from '../data/audit-reading.ts';
import { numberOf } from '../data/audit-walk.ts';
import type { ArchiveLine } from '../domain/archive-lists.ts';
import type { AuditEntry, ChangedField } from '../domain/audit.ts';
import { AuditEntrySchema } from '../domain/audit-schema.ts';
import type { User } from '../domain/user.ts';
import type { ArchiveStep } from './archive-step.ts';

/** Entries of one step. */
const perStep = 200;

/** Everything in the trail of the personal account, whoever did it. */
export async function* archivedActivity(user: User, after?: string): AsyncGenerator<ArchiveStep> {
  const first = Number(after ?? 0) + 1;
  const { seq: last } = await readEnd(user.accountId);
  if (last < first) return;
  let lines: ArchiveLine[] = [];
  for await (const raw of rawEntries(user.accountId, first, last)) {
    const { data: entry } = AuditEntrySchema.safeParse(raw);
    // One that somebody broke says nothing that could be believed; that it is broken, `GET /audit/verify` says.
    if (entry) lines.push(lineOf(entry, user));
    if (lines.length < perStep) continue;
    yield { files: [], lines, after: String(numberOf(raw)) };
    lines = [];
  }
  yield { files: [], lines, after: undefined };
}

/** What they did in organisations. */
export async function* archivedActivityElsewhere(user: User, after?: string): AsyncGenerator<ArchiveStep> {
  for await (const page of activityElsewhere(user.userId, user.accountId, after))
    yield { files: [], lines: page.entries.map((entry) => lineOf(entry, user)), after: page.after };
}

/** From where somebody acted is shown of the user themselves only: addresses of guests are not theirs to take along. */
function lineOf({ seq, content, origin }: AuditEntry, { userId }: User): ArchiveLine {
  const { at, accountId, actor, action, target, change, result, fields = [] } = content;
  const isThem = actor.kind === 'user' && actor.userId === userId;
  return {
    list: 'activity',
    cells: {
      ...{ number: seq, at, accountId, who: whoOf(actor.kind, isThem) },
      keyId: isThem ? actor.keyId : undefined,
      ...{ action, what: target.kind, id: target.id, part: target.part, change, result },
      fields: fields.map(fieldOf).join('; '),
      ...(isThem && origin ? { address: origin.ip, userAgent: origin.userAgent } : {}),
    },
  };
}

function whoOf(kind: AuditEntry['content']['actor']['kind'], isThem: boolean): string {
  if (isThem) return 'you';
  return { user: 'somebody else', guest: 'a guest', system: 'MyTypist itself' }[kind];
}

function fieldOf({ name, before, after }: ChangedField): string {
  if (before === undefined && after === undefined) return name;
  return `${name}: ${[before, after].map((value) => (value === undefined ? '-' : String(value))).join(' → ')}`;
}
