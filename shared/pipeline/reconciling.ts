import * as reconciliations from '../data/reconciliations.ts';
import {
  advance,
  beginReconciliation,
  claimRun,
  dayBefore,
  endRun,
  type Phase,
  pauseRun,
  type Reconciliation,
  type Step,
  silent,
} from '../domain/reconciliation.ts';
import { requireWon } from '../domain/revision.ts';
import { reportError } from '../runtime/error-reports.ts';
import type { DueWork } from './due-work.ts';
import type { Settling } from './payment-settling.ts';
import { compareArrived } from './reconciled-arrived.ts';
import { compareChargebacks } from './reconciled-chargebacks.ts';
import { compareCredited } from './reconciled-credits.ts';
import { compareListed } from './reconciled-list.ts';
import { compareOpen } from './reconciled-open.ts';
import { compareRefunds } from './reconciled-refunds.ts';
import { compareUnpaid } from './reconciled-unpaid.ts';

/** What the provider says of a day against what we have done, in steps that can be died in. */

/** One step of each phase; undefined when the provider could not be asked, or not all of it. */
const steps: Record<Phase, (run: Reconciliation, settling: Settling) => Promise<Step | undefined>> = {
  chargebacks: compareChargebacks,
  listed: compareListed,
  unpaid: compareUnpaid,
  refunds: compareRefunds,
  arrived: compareArrived,
  credited: compareCredited,
  open: compareOpen,
};

/**
 * A step that fails is reported, and counts like one in which the provider was silent: it is tried again for half a day, and then the run
 * ends, so that somebody is told.
 */
async function stepOf(run: Reconciliation, settling: Settling): Promise<Step | undefined> {
  const { day, phase, page } = run;
  try {
    return await steps[phase](run, settling);
  } catch (error) {
    settling.log.error('reconciliation.broken', { day, phase, page, error });
    await reportError(error, { day, phase });
    return undefined;
  }
}

/** Milliseconds after which no further step of a run is begun; the job has some more. */
const longestWork = 2 * 60_000;

/** Hour of the day, UTC, from which on the day before is looked at: what was paid at midnight has its webhook by then. */
const fromHour = 2;

export const reconciliationWork = (settling: Settling): DueWork<Reconciliation> => ({
  kind: 'reconciliation',
  list: reconciliations.listDueReconciliations,
  keyOf: reconciliations.keyOf,
  handle: (run) => goOn(run, settling),
});

/** Has the day before looked at, once. */
export async function beginDaily(at: Date): Promise<void> {
  if (at.getUTCHours() < fromHour) return;
  const day = dayBefore(at);
  if (await reconciliations.find(day)) return;
  await reconciliations.begin(undefined, beginReconciliation(day, undefined, undefined, at));
}

/** Has a day looked at anew; one that is being looked at goes on. Throws `conflict` when somebody else began at the same moment. */
export async function orderReconciliation(day: string, byUserId: string, at: Date): Promise<Reconciliation> {
  const before = await reconciliations.find(day);
  if (before?.state === 'running') return before;
  const begun = beginReconciliation(day, before, byUserId, at);
  requireWon(await reconciliations.begin(before, begun));
  return begun;
}

/** Does as much of a run as one job may; says how it stands. */
async function goOn(due: Reconciliation, settling: Settling): Promise<string> {
  const begunAt = settling.now().getTime();
  let run = claimRun(due, settling.now());
  if (!(await reconciliations.replace(due, run))) return 'lost';
  while (settling.now().getTime() - begunAt < longestWork) {
    const step = await stepOf(run, settling);
    const next = step ? advance(run, step) : silent(run, settling.now());
    if (!next) return end(run, step ? 'done' : 'failed', settling);
    if (!(await reconciliations.replace(run, next))) return 'lost';
    if (!step) return 'unanswered';
    run = next;
  }
  return (await reconciliations.replace(run, pauseRun(run, settling.now()))) ? 'paused' : 'lost';
}

async function end(run: Reconciliation, state: 'done' | 'failed', settling: Settling): Promise<string> {
  const count = await reconciliations.countDifferences(run);
  const ended = endRun(run, state, count, settling.now());
  if (!(await reconciliations.replace(run, ended))) return 'lost';
  const { day, listed, credited } = ended;
  const { log } = settling;
  if (state === 'failed') log.error('reconciliation.failed', { day });
  // The operator's alarm looks for this line.
  log[count > 0 ? 'error' : 'info']('reconciliation.differences', { day, count, listed, credited });
  return state;
}
