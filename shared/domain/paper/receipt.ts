import { nairaInWords } from '../amount-words.ts';
import type { Digest } from '../audit-chain.ts';
import { parseDecimal } from '../decimal.ts';
import { dayName, shortDay } from '../lagos-month.ts';
import { decimalNaira, printedNaira } from '../naira.ts';
import type { Purpose } from '../payment.ts';
import type { RefundReason, RefundState } from '../refund.ts';
import { usageDay } from '../usage.ts';
import type { Paid } from './paid.ts';
import type { Paper } from './paper.ts';

/** A receipt: what somebody has paid, and what was given back of it. Amounts are whole kobo. */

/** How the ids of all receipts of a payment begin. */
export const receiptsOf = (paymentId: string, digest: Digest): string =>
  `rcp_${digest(paymentId).slice(0, 18)}`;

/** The id of the receipt of a payment with its money as it is: the same for whoever asks. */
export function receiptId({ payment, attempts, refunds, chargebacks }: Paid, digest: Digest): string {
  const { paymentId } = payment;
  const facts = [
    ...attempts.map(({ transactionId, amountKobo }) =>
      // Of what is not paid, more may be accepted.
      payment.state === 'paid' ? transactionId : `${transactionId}=${amountKobo}`,
    ),
    ...refunds.map(({ refundId, state, kobo }) => `${refundId}/${shownStates[state]}/${kobo}`),
    ...chargebacks.map(({ chargebackId, state }) => `${chargebackId}/${state}`),
  ].join();
  return `${receiptsOf(paymentId, digest)}${digest(`${paymentId}/${facts}`).slice(0, 14)}`;
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
    purpose: whatForText(payment),
    amount: printedNaira(paidKobo),
    words: words(paidKobo),
    paid_on: dayName(usageDay(new Date(payment.paidAt))),
    method: methodText({ payment, attempts }),
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

function whatForText({ state, purpose, amountKobo }: Paid['payment']): string {
  const text = purposeText(purpose);
  return state === 'paid'
    ? text
    : `Towards ${printedNaira(amountKobo)}: ${text}. It was too little for that, and was credited to your wallet.`;
}

function purposeText(purpose: Purpose): string {
  if (purpose.kind === 'top-up') return 'Top-up of the wallet';
  if (purpose.kind === 'plan') return `A month of the plan “${purpose.plan}”`;
  const what = purpose.product === 'book' ? 'A memory book' : 'A greeting card';
  return `${what}: ${purpose.reference}`;
}

function methodText({ payment, attempts }: Pick<Paid, 'payment' | 'attempts'>): string {
  const { state, method = '', card } = payment;
  if (state !== 'paid') return [...new Set(attempts.map((each) => methodWord(each.method)))].join(', ');
  const digits = card?.lastDigits === undefined ? '' : `ending in ${card.lastDigits}`;
  return [methodWord(method), card?.brand, digits]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

const methodWord = (method: string): string => methodWords[method] ?? method.replaceAll('_', ' ');

/** The words of our own filter, which a template would print. */
function words(kobo: number): string {
  const amount = parseDecimal(decimalNaira(kobo));
  if (!amount) throw new Error(`${kobo} kobo have no words`);
  return nairaInWords(amount);
}
