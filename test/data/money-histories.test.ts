import { describe, expect, test } from 'vitest';
import { playDocuments } from '../../soak/money/document-histories.ts';
import { Findings } from '../../soak/money/ledger-check.ts';
import { playPayments } from '../../soak/money/payment-histories.ts';
import { playPlan } from '../../soak/money/plan-histories.ts';
import { useTable } from '../support/table.ts';

useTable();
// Nothing is included, so everything is paid for.
Object.assign(process.env, { FREE_DOCUMENTS: '0', RATE_LIMIT_FACTOR: '1' });

/** Histories of each kind; `npm run soak -- money` plays more. */
const count = 4;

describe.each([
  ['documents', playDocuments],
  ['payments, refunds, reviews and chargebacks', playPayments],
  ['plans whose next month is due', playPlan],
])('histories of %s', (_, play) => {
  test('leave no kobo unexplained', async () => {
    const findings = new Findings();
    await Promise.all(Array.from({ length: count }, (_, seed) => play(seed + 1, findings)));
    expect(findings.violations).toEqual([]);
    expect(findings.accounts.size).toBe(count);
  });
});
