import { nairaInWords } from '../amount-words.ts';
import type { Digest } from '../audit-chain.ts';
import { parseDecimal } from '../decimal.ts';
import { fail } from '../fault.ts';
import { dayName, shortDay } from '../lagos-month.ts';
import { decimalNaira, printedNaira } from '../naira.ts';
import type { Payment, Purpose } from '../payment.ts';
import type { Refund, RefundReason, RefundState } from '../refund.ts';
import { usageDay } from '../usage.ts';
import type { Paper } from './paper.ts';

/** A receipt: what somebody has paid, and what was given back of it. */

/** How the ids of all receipts of a payment begin. */
export const receiptsOf = (paymentId: string, digest: Digest): string =>
  `rcp_${digest(paymentId).slice(0, 18)}`;

/** The id of the receipt of a payment with its refunds as they are: the same for whoever asks. */
export function receiptId(paymentId: string, refunds: readonly Refund[], digest: Digest): string {
  const facts = refunds.map(({ refundId, state }) => `${refundId}/${shownStates[state]}`).join();
  return `${receiptsOf(paymentId, digest)}${digest(`${paymentId}/${facts}`).slice(0, 14)}`;
}

/** Throws `payment-not-paid` for a payment that nobody has paid, so far. */
export function requirePaid(payment: Payment): Payment & { paidAt: string } {
  const { state, paidAt } = payment;
  if (state !== 'paid' || paidAt === undefined)
    return fail(
      'payment-not-paid',
      'There is a receipt once it is paid. Ask how it stands: GET /payments/verify.',
    );
  return { ...payment, paidAt };
}

/** What was done with money that came: a refund that has failed gave nothing back. */
const shownStates: Record<RefundState, string> = {
  queued: 'On its way',
  asking: 'On its way',
  'in-flight': 'On its way',
  done: 'Given back',
  failed: '',
};

const reasonWords: Record<RefundReason, string> = {
  again: 'The same was paid twice',
  excess: 'More was paid than was asked',
  asked: 'Refund',
  gone: 'The account was erased',
};

/** Of the provider's words for methods, those that people would not use. */
const methodWords: Record<string, string> = {
  card: 'Card',
  bank_transfer: 'Bank transfer',
  ussd: 'USSD',
  mobile_money: 'Mobile money',
};

/** What is written into the template of a receipt: texts, as they are printed. */
export function receiptValues(
  { paperId, createdAt }: Paper,
  payment: Payment & { paidAt: string },
  refunds: readonly Refund[],
  holder: string,
): Record<string, unknown> {
  // What never was in the wallet is of another currency: it is none of the naira that are told of.
  const given = refunds.filter(({ state, holdId }) => state !== 'failed' && holdId !== undefined);
  const made = usageDay(new Date(createdAt));
  return {
    title: `Receipt, ${dayName(usageDay(new Date(payment.paidAt)))}`,
    receipt_id: paperId,
    holder,
    payer: payment.email,
    purpose: purposeText(payment.purpose),
    amount: printedNaira(payment.amountKobo),
    words: words(payment.amountKobo),
    paid_on: dayName(usageDay(new Date(payment.paidAt))),
    method: methodText(payment),
    payment_id: payment.paymentId,
    transaction_id: payment.transactionId ?? '',
    made_on: dayName(made),
    given: given.length > 0,
    given_back: printedNaira(given.reduce((sum, { kobo }) => sum + kobo, 0)),
    refunds: given.map(({ refundId, createdAt: at, reason, state, kobo }) => ({
      day: shortDay(usageDay(new Date(at))),
      what: reasonWords[reason],
      refund_id: refundId,
      state: shownStates[state],
      kobo: printedNaira(kobo).replace('₦', ''),
    })),
  };
}

function purposeText(purpose: Purpose): string {
  if (purpose.kind === 'top-up') return 'Top-up of the wallet';
  if (purpose.kind === 'plan') return `A month of the plan “${purpose.plan}”`;
  const what = purpose.product === 'book' ? 'A memory book' : 'A greeting card';
  return `${what}: ${purpose.reference}`;
}

function methodText({ method = '', card }: Payment): string {
  const word = methodWords[method] ?? method.replaceAll('_', ' ');
  const digits = card?.lastDigits === undefined ? '' : `ending in ${card.lastDigits}`;
  return [word, card?.brand, digits].filter((part) => part !== undefined && part !== '').join(', ');
}

/** The words of our own filter, which a template would print. */
function words(kobo: number): string {
  const amount = parseDecimal(decimalNaira(kobo));
  if (!amount) throw new Error(`${kobo} kobo have no words`);
  return nairaInWords(amount);
}
