import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditActor, AuditCause } from '../domain/audit.ts';

/** A call in which things are written. */
interface Call {
  cause: AuditCause;
  now: () => Date;
}

const calls = new AsyncLocalStorage<Call>();

/** A script of an operator, or a test: nothing that a request or a job started. */
const outside: Call = { cause: { actor: { kind: 'system' }, action: 'script' }, now: () => new Date() };

/** Does work that somebody caused: whatever it writes is noted in their name. */
export const causedBy = <T>(cause: AuditCause, now: () => Date, work: () => T): T =>
  calls.run({ cause, now }, work);

/** Says who it is that acts, once that is known. */
export function actsAs(actor: AuditActor): void {
  const call = calls.getStore();
  if (call) call.cause = { ...call.cause, actor };
}

export const currentCall = (): Readonly<Call> => calls.getStore() ?? outside;
