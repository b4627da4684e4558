// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { describe, expect, test } from 'vitest';
import type { Field } from '../../../shared/domain/field.ts';
import { paidWith } from '../../../shared/domain/paper/paid.ts';
import { orderPaper } from '../../../shared/domain/paper/paper.ts';
import { receiptValues } from '../../../shared/domain/paper/receipt.ts';
import { withSeller } from '../../../shared/domain/paper/seller.ts';
import { StatementBuilder } from '../../../shared/domain/paper/statement.ts';
import { statementValues } from '../../../shared/domain/paper/statement-values.ts';
import { beginPayment, paidBy } from '../../../shared/domain/payment.ts';
import { attemptOf } from '../../../shared/domain/payment-attempt.ts';
import { queueRefund, type Refund } from '../../../shared/domain/refund.ts';
import { fillPaper, paperTemplate } from '../../../shared/engines/paper/fill-paper.ts';
import { History } from '../../domain/paper/histories.ts';
import { paragraphsOf } from '../../support/docx-text.ts';

const history = new History()
  .move({ kind: 'top-up', kobo: 123_456_789 }, { kind: 'payment', id: 'pay_1' }, '2026-11-02T09:00:00.000Z')
  .document(5000, 'doc_1', '2026-11-03T09:00:00.000Z')
  .move(
    { kind: 'charge', kobo: 700, source: 'plan' },
    { kind: 'subscription', id: 'sub_1' },
    '2026-11-03T10:00:00.000Z',
  )
  .move(
    { kind: 'chargeback', kobo: 123_456_789 },
    { kind: 'payment', id: 'pay_1' },
    '2026-11-04T09:00:00.000Z',
  );

/** Of the stage: who stands below the heading. */
const seller = { name: 'Obi & Sons Ltd', address: '1 Broad Street, Lagos', taxNumber: '12345678-0001' };

function values(holder: string, entries = history.entries): Record<string, unknown> {
  const builder = new StatementBuilder({ availableKobo: 0, heldKobo: 0, owedKobo: 0 });
  for (const entry of entries) builder.add(entry);
  const { accountId, hash } = history.wallet;
  const paper = orderPaper(
    {
      ...{ accountId, paperId: 'stm_1', kind: 'statement', subject: '2026-11' },
      ...{ through: entries.length, createdBy: 'usr_1' },
    },
    new Date('2026-12-01T09:00:00.000Z'),
  );
  return withSeller(statementValues(paper, builder.finish(), { holder, hash, first: 1 }), seller);
}

const printed = async (holder: string, entries = history.entries): Promise<string> =>
  paragraphsOf(await fillPaper('statement', values(holder, entries))).join('\n');

/** Names that a template asks for and that some values lack, on all levels. */
const missingIn = (fields: readonly Field[], given: Record<string, unknown>): string[] =>
  fields.flatMap(({ name, fields: inner }) => {
    const value = given[name];
    if (value === undefined) return [name];
    const [first] = Array.isArray(value) ? value : [];
    return first ? missingIn(inner, { ...given, ...first }).map((each) => `${name}.${each}`) : [];
  });

describe('the receipt', () => {
  const at = new Date('2026-11-27T09:00:00.000Z');
  const begun = beginPayment(
    {
      ...{ paymentId: 'pay_1', accountId: 'acc_1', purpose: { kind: 'top-up' }, priceList: '2026-11' },
      ...{ amountKobo: 25_000_050, userId: 'usr_1', email: 'reader@example.com' },
    },
    at,
  );
  const payment = {
    ...paidBy(begun, { transactionId: '4811', method: 'bank_transfer' }, at),
    paidAt: at.toISOString(),
  };
  const paper = orderPaper(
    {
      accountId: 'acc_1',
      paperId: 'rcp_1',
      kind: 'receipt',
      subject: 'pay_1',
      through: 0,
      createdBy: 'usr_1',
    },
    at,
  );
  const refund = queueRefund(
    {
      ...{ refundId: 'ref_1', accountId: 'acc_1', paymentId: 'pay_1', transactionId: '4811' },
      ...{ kobo: 700, reason: 'asked' },
    },
    at,
  );
  const attempt = attemptOf(
    payment,
    { id: '4811', amountKobo: 25_000_050, currency: 'NGN', method: 'bank_transfer' },
    { verdict: 'pays' },
    at,
  );
  const told = (...refunds: Refund[]) => paidWith(payment, { attempts: [attempt], refunds, chargebacks: [] });
  const texts = async (...refunds: Refund[]): Promise<string> =>
    paragraphsOf(
      await fillPaper(
        'receipt',
        withSeller(receiptValues(paper, told(...refunds), '${holder} & Sons'), seller),
      ),
    ).join('\n');

  test('is given everything that its template asks for', async () => {
    const { fields, warnings } = await paperTemplate('receipt');
    expect(missingIn(fields, withSeller(receiptValues(paper, told(refund), 'Reader'), {}))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('says what was paid, and of refunds only where there are some', async () => {
    const plain = await texts();
    for (const part of [
      '${holder} & Sons',
      'TIN 12345678-0001',
      '₦250,000.50',
      'Bank transfer',
      'reader@example.com',
      '4811',
    ])
      expect(plain).toContain(part);
    expect(plain).not.toContain('Given back');
    const given = await texts(refund);
    expect(given).toContain('Given back or on its way: ₦7.00.');
    expect(given).toContain('ref_1');
  });
});

describe('the statement', () => {
  test('is given everything that its template asks for', async () => {
    const { fields, warnings } = await paperTemplate('statement');
    expect(fields.length).toBeGreaterThan(15);
    expect(missingIn(fields, values('Reader'))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('says what a month did to the money', async () => {
    const text = await printed('Ọláńrewájú & Sons');
    expect(text).toContain('Ọláńrewájú & Sons');
    expect(text).toContain('November 2026');
    expect(text).toContain('₦1,234,567.89');
    expect(text).toContain('−50.00');
    expect(text).toContain('less what is owed');
    expect(text).toContain('Paid from the wallet, for a plan');
    expect(text).toContain('Taken back by the payer’s bank');
    expect(text).toContain(history.wallet.hash);
    expect(text).toContain('5 entries of the ledger, number 1 to 5.');
    expect(text).not.toContain('is not over');
    expect(text).not.toContain('There were no movements');
  });

  test('of a month without movements says so', async () => {
    const text = await printed('Reader', []);
    expect(text).toContain('There were no movements in this month.');
    expect(text).toContain('0 entries of the ledger.');
  });

  test.each(['${month}', '<w:p/>', '${#lines}', '=1+1', '"quoted" & <b>bold</b>'])(
    'prints the name %s as it is',
    async (name) => {
      expect(await printed(name)).toContain(name);
    },
  );

  test('is the same file for the same values', async () => {
    const [one, two] = await Promise.all([
      fillPaper('statement', values('Reader')),
      fillPaper('statement', values('Reader')),
    ]);
    expect(one.equals(two)).toBe(true);
  });
});

test('statement and receipt name who sells, as far as it is known', async () => {
  const all = 'Obi & Sons Ltd · 1 Broad Street, Lagos · TIN 12345678-0001';
  expect(await printed('Reader')).toContain(all);
  for (const [given, line] of [
    [seller, all],
    [{ name: 'Obi & Sons Ltd' }, 'Obi & Sons Ltd'],
    [{ address: '1 Broad Street, Lagos', taxNumber: '1-2' }, '1 Broad Street, Lagos · TIN 1-2'],
    [{}, ''],
  ] as const)
    expect(withSeller({ holder: 'Reader' }, given)).toEqual({ holder: 'Reader', seller: line });
});
