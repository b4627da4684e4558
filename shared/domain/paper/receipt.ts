import { nairaInWords } from '../amount-words.ts';
import type { Digest } from '../audit-chain.ts';
import type { Chargeback } from '../chargeback.ts';
import { parseDecimal } from '../decimal.ts';
import { fail } from '../fault.ts';
import { dayName, shortDay } from '../lagos-month.ts';
import { decimalNaira, printedNaira } from '../naira.ts';
import type { Payment, Purpose } from '../payment.ts';
import type { PaymentAttempt } from '../payment-attempt.ts';
import type { Refund, RefundReason, RefundState } from '../refund.ts';
import { usageDay } from '../usage.ts';
import type { Paper } from './paper.ts';

/** A receipt: what somebody has paid, and what was given back of it. Amounts are whole kobo. */

/** What a receipt tells of. */
export interface Paid {
  payment: Payment & { paidAt: string };
  /** Naira that came for it: once, or also too little before, or once more. */
  attempts: PaymentAttempt[];
  /** Of the money of these attempts, and so are the chargebacks. */
  refunds: Refund[];
  chargebacks: Chargeback[];
}

/**
 * All that a receipt tells of. What is not in naira has no place in its sums; what the provider charged by itself was for another month.
 */
export function paidWith(payment: Paid['payment'], all: Omit<Paid, 'payment'>): Paid {
  const attempts = all.attempts.filter(
    ({ currency, verdict }) => currency === payment.currency && verdict !== 'renews',
  );
  const told = new Set(attempts.map(({ transactionId }) => transactionId));
  return {
    payment,
    attempts,
    refunds: all.refunds.filter(({ transactionId }) => told.has(transactionId)),
    chargebacks: all.chargebacks.filter(({ transactionId }) => told.has(transactionId)),
  };
}

/** How the ids of all receipts of a payment begin. */
export const receiptsOf = (paymentId: string, digest: Digest): string =>
  `rcp_${digest(paymentId).slice(0, 18)}`;

/** The id of the receipt of a payment with its money as it is: the same for whoever asks. */
export function receiptId({ payment, attempts, refunds, chargebacks }: Paid, digest: Digest): string {
  const { paymentId } = payment;
  const facts = [
    ...attempts.map(({ transactionId }) => transactionId),
    ...refunds.map(({ refundId, state, kobo }) => `${refundId}/${shownStates[state]}/${kobo}`),
    ...chargebacks.map(({ chargebackId, state }) => `${chargebackId}/${state}`),
  ].join();
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
  { payment, attempts, ...back }: Paid,
  holder: string,
): Record<string, unknown> {
  // All that came, not what was asked: of more than that more can go back.
  const paidKobo = attempts.reduce((sum, { amountKobo }) => sum + amountKobo, 0);
  const given = givenBack(back);
  const made = usageDay(new Date(createdAt));
  return {
    title: `Receipt, ${dayName(usageDay(new Date(payment.paidAt)))}`,
    receipt_id: paperId,
    holder,
    payer: payment.email,
    purpose: purposeText(payment.purpose),
    amount: printedNaira(paidKobo),
    words: words(paidKobo),
    paid_on: dayName(usageDay(new Date(payment.paidAt))),
    method: methodText(payment),
    payment_id: payment.paymentId,
    transaction_id: attempts.map(({ transactionId }) => transactionId).join(', '),
    made_on: dayName(made),
    given: given.length > 0,
    given_back: printedNaira(given.reduce((sum, { kobo }) => sum + kobo, 0)),
    refunds: given.map(({ id, at, kobo, ...texts }) => ({
      ...texts,
      refund_id: id,
      day: shortDay(usageDay(new Date(at))),
      kobo: printedNaira(kobo).replace('₦', ''),
    })),
  };
}

/** Money that left again, or is about to. */
interface GivenBack {
  id: string;
  at: string;
  what: string;
  state: string;
  kobo: number;
}

/** The oldest first. A refund that failed and a chargeback that was won left everything as it was. */
function givenBack({ refunds, chargebacks }: Pick<Paid, 'refunds' | 'chargebacks'>): GivenBack[] {
  const given = refunds
    .filter(({ state }) => state !== 'failed')
    .map(({ refundId: id, createdAt: at, reason, state, kobo }) => ({
      ...{ id, at, kobo },
      what: reasonWords[reason],
      state: shownStates[state],
    }));
  const taken = chargebacks
    .filter(({ state }) => state === 'taken')
    .map(({ chargebackId: id, createdAt: at, kobo }) => ({
      ...{ id, at, kobo },
      what: 'Taken back by the payer’s bank',
      state: 'Given back',
    }));
  return [...given, ...taken].toSorted((left, right) => left.at.localeCompare(right.at));
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
