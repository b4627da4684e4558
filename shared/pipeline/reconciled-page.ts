import * as reconciliations from '../data/reconciliations.ts';
import type { Reconciliation } from '../domain/reconciliation.ts';
import type { Outcome, Page } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';

/**
 * One page of a list of the provider; undefined when it could not be asked. Rows that nobody can read are a difference.
 *
 * @param what they are, for operators
 */
export async function readPage<T>(
  { day, run, page, phase }: Reconciliation,
  what: 'transactions' | 'chargebacks' | 'refunds',
  outcome: Outcome<Page<T>>,
  log: Log,
): Promise<Page<T> | undefined> {
  if (outcome.kind === 'not-found') return { items: [], unreadable: 0, more: false };
  if (outcome.kind !== 'found') {
    log.warn('reconciliation.unanswered', { day, phase, says: outcome.says });
    return undefined;
  }
  const { unreadable } = outcome.value;
  if (unreadable > 0)
    await reconciliations.note({
      ...{ day, run, kind: 'unreadable', id: `${what}-${page}`, revision: 1 },
      says: `${unreadable} ${what} of page ${page} cannot be read: look at them on the provider’s pages.`,
    });
  return outcome.value;
}
