import { fail } from './fault.ts';

/** What the provider says of a day, compared with what we have done. Days are those of UTC, as the provider lists them. */

/**
 * `late`: it was paid and not credited here; it is now. `not-credited`: it was paid, and crediting it did not work. `unknown`: it was paid for
 * a reference that we do not know. `missing`: it was credited here, and the provider does not say that it was paid. `differs`: amount, currency,
 * reference or ledger are not what they should be. `unreadable`: rows of the provider, or of ours, that nobody can read. `review`: money that
 * somebody has to decide about. `refund-late`: a refund that takes too long. `refund-unknown`: money that was given back past us. `refund-failed`: a refund
 * that has arrived for us, and has failed for the provider. `wallet`: a wallet that is not what its entries make.
 * `chargeback…`: the payer's bank took money back; it gave it to us again; it cannot be taken, by now or at all.
 */
export const differenceKinds = [
  'late',
  'not-credited',
  'unknown',
  'missing',
  'differs',
  'unreadable',
  'review',
  'refund-late',
  'refund-unknown',
  'refund-failed',
  'wallet',
  'chargeback',
  'chargeback-won',
  'chargeback-unclear',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/**
 * Whether no later run can find it again, because the one that has found it has mended it, or has ended the asking: every report of its
 * day shows it.
 */
export const isKept = ({ kind }: Pick<Difference, 'kind'>): boolean =>
  kind === 'late' || kind === 'refund-failed';

export interface Difference {
  day: string;
  /** Of the day, and which has found it: a later run replaces an earlier one. */
  run: number;
  kind: DifferenceKind;
  /** Of what it is: a transaction, a payment, a refund, a chargeback, an account, a page. */
  id: string;
  paymentId?: string | undefined;
  accountId?: string | undefined;
  kobo?: number | undefined;
  /** A sentence for an operator. */
  says: string;
  revision: number;
}

/** What is looked at, one after the other. */
export const phases = ['chargebacks', 'listed', 'unpaid', 'refunds', 'arrived', 'credited', 'open'] as const;
export type Phase = (typeof phases)[number];

/** `failed`: the provider could not be asked for too long; what was found until then stands. */
export const reconciliationStates = ['running', 'done', 'failed'] as const;
export type ReconciliationState = (typeof reconciliationStates)[number];

export interface Reconciliation {
  day: string;
  run: number;
  state: ReconciliationState;
  phase: Phase;
  /** Page of the provider that comes next in this phase; the first is 1. */
  page: number;
  /** Where our own list goes on. */
  after?: string | undefined;
  /** Rows of the provider, chargebacks among them, and payments of ours that were looked at. */
  listed: number;
  credited: number;
  /** Differences that were found; known at the end. */
  differences?: number | undefined;
  /** How often the provider could not be asked, since it last could. */
  silences: number;
  byUserId?: string | undefined;
  startedAt: string;
  endedAt?: string | undefined;
  /** When it goes on; absent once it has ended. */
  nextAt?: string | undefined;
  revision: number;
}

/** Days before the one that is reconciled that the provider is asked about, too: banks are late. */
export const daysBefore = 2;

/**
 * Days after which a payment that was not paid is asked about again. Before the first of them the clock looks, and the provider's list has
 * it; no bank is known to decide after the last.
 */
const agesAskedAgain = [3, 4, 5, 6, 7, 8, 9, 10, 14, 21, 28];

/** Days whose payments are asked about again with a day, the latest first. */
export const daysAskedAgain = (day: string): string[] =>
  agesAskedAgain.map((age) => new Date(Date.parse(day) - age * dayLength).toISOString().slice(0, 10));

/** Minutes until the provider is asked again that could not be, and how often: half a day in all. */
const silenceMinutes = 15;
const mostSilences = 48;

const minute = 60_000;
const dayLength = 24 * 60 * minute;

/** The day that is over at a time, UTC. */
export const dayBefore = (at: Date): string => new Date(at.getTime() - dayLength).toISOString().slice(0, 10);

/** First and last day that the provider is asked about. */
export const rangeOf = (day: string): { from: string; to: string } => ({
  from: new Date(Date.parse(day) - daysBefore * dayLength).toISOString().slice(0, 10),
  to: day,
});

/** A run that begins now, of a day that may have been looked at before. */
export const beginReconciliation = (
  day: string,
  before: Reconciliation | undefined,
  byUserId: string | undefined,
  at: Date,
): Reconciliation => ({
  day,
  run: (before?.run ?? 0) + 1,
  state: 'running',
  phase: phases[0],
  page: 1,
  ...{ listed: 0, credited: 0, silences: 0 },
  byUserId,
  startedAt: at.toISOString(),
  nextAt: at.toISOString(),
  revision: (before?.revision ?? 0) + 1,
});

/** Minutes for which whoever works on a run has it for themselves; longer than the job may take. */
const workMinutes = 6;

/** The run, in the hands of one: no other takes it up meanwhile, unless they die. */
export const claimRun = (run: Reconciliation, at: Date): Reconciliation => ({
  ...run,
  nextAt: new Date(at.getTime() + workMinutes * minute).toISOString(),
  revision: run.revision + 1,
});

/** The run when somebody has done enough of it for now. */
export const pauseRun = (run: Reconciliation, at: Date): Reconciliation => ({
  ...run,
  nextAt: at.toISOString(),
  revision: run.revision + 1,
});

/** What one step has looked at, and where it stopped; without a place the phase is over. */
export interface Step {
  seen: number;
  next?: { page: number } | { after: string } | undefined;
}

/** The run after a step. Undefined when that was the last. */
export function advance(run: Reconciliation, { seen, next }: Step): Reconciliation | undefined {
  const counter = run.phase === 'credited' ? 'credited' : 'listed';
  const counted = { ...run, [counter]: run[counter] + seen, silences: 0, revision: run.revision + 1 };
  if (next) return { ...counted, ...next };
  const phase = phases[phases.indexOf(run.phase) + 1];
  return phase && { ...counted, phase, page: 1, after: undefined };
}

/** The run at its end. */
export const endRun = (
  run: Reconciliation,
  state: 'done' | 'failed',
  differences: number,
  at: Date,
): Reconciliation => ({
  ...run,
  ...{ state, differences, endedAt: at.toISOString(), nextAt: undefined },
  revision: run.revision + 1,
});

/** The run when the provider could not be asked: it goes on later. Undefined when that has been so for too long. */
export function silent(run: Reconciliation, at: Date): Reconciliation | undefined {
  const silences = run.silences + 1;
  if (silences > mostSilences) return undefined;
  const nextAt = new Date(at.getTime() + silenceMinutes * minute).toISOString();
  return { ...run, silences, nextAt, revision: run.revision + 1 };
}

/** Days that one look may show. */
export const mostReconciledDays = 31;

/** Before this day nobody could pay. */
const firstDay = '2026-11-01';

/**
 * The days somebody wants to see, the latest first: the last week unless they are named. Throws `invalid-request` for none, and for more
 * than {@link mostReconciledDays}.
 */
export function reconciledDays(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  now: Date,
): string[] {
  const last = Date.parse(to ?? now.toISOString().slice(0, 10));
  const first = from === undefined ? last - 6 * dayLength : Date.parse(from);
  const count = (last - first) / dayLength + 1;
  if (count < 1 || count > mostReconciledDays)
    refuse('from', `Ask for 1 to ${mostReconciledDays} days that end with the last one.`);
  return Array.from({ length: count }, (_, index) =>
    new Date(last - index * dayLength).toISOString().slice(0, 10),
  );
}

const refuse = (field: string, message: string): never =>
  fail('invalid-request', `Check ${field}.`, [{ field, message }]);

/** Throws `invalid-request` for a day that is not there yet, or on which nobody could pay. */
export function requireReconcilable(day: string, now: Date): void {
  if (day > now.toISOString().slice(0, 10) || day < firstDay)
    refuse('day', `Name a day from ${firstDay} to today.`);
}
