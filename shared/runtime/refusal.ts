import type { Route } from '../contract/route.ts';
import { note } from '../data/audit-notes.ts';
import type { AuditTarget } from '../domain/audit.ts';
import { madeAt, namedIn } from '../domain/audit-kind.ts';
import { Fault, type FaultCode } from '../domain/fault.ts';
import type { Actor } from '../domain/user.ts';
import { log } from './log.ts';

/** What an owner wants to read in the trail. */
const noted: readonly FaultCode[] = ['forbidden', 'address-not-allowed'];

/**
 * Notes that somebody was not allowed what they asked for, in the trail of the account they asked it of; other errors are
 * passed over. When it cannot be noted they are refused all the same, and an operator is told.
 */
export async function noteRefusal(
  error: unknown,
  { actor, route, pathParameters }: { actor: Actor; route: Route; pathParameters: unknown },
): Promise<void> {
  if (!(error instanceof Fault) || !noted.includes(error.code)) return;
  const { accountId } = actor;
  const target = targetOf(route, pathParameters) ?? { kind: madeAt(route.path) ?? 'account', id: accountId };
  try {
    await note([{ accountId, target, result: 'refused' }]);
  } catch (failure) {
    log.error('refusal.not-noted', { target, error: failure });
  }
}

/** What the path names: `/documents/{documentId}` a document. What was to be made has no id yet: then it is the account's. */
function targetOf({ path, params }: Route, raw: unknown): AuditTarget | undefined {
  const named = namedIn(path);
  const id = named && params?.safeParse(raw).data?.[named.param];
  return named && typeof id === 'string' ? { kind: named.kind, id } : undefined;
}
