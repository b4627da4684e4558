import * as accounts from '../data/accounts.ts';
import type { Move } from '../data/ledger.ts';
import * as refunds from '../data/refunds.ts';
import * as wallets from '../data/wallets.ts';
import type { Write } from '../data/write.ts';
import type { LedgerSubject } from '../domain/ledger/entry.ts';
import {
  fallenShort,
  isForPlan,
  type Payment,
  paidBy,
  underReview,
  type Verdict,
} from '../domain/payment.ts';
import { withReceived } from '../domain/payment-received.ts';
import { withRefunds } from '../domain/payment-refund.ts';
import { queueRefund, type Refund, type RefundReason } from '../domain/refund.ts';
import type { Transaction } from '../payments/provider.ts';
import { isTimeOver } from './account-end.ts';
import { openedAt } from './payment-money.ts';
import { type Purchase, purchaseOf } from './payment-purchase.ts';
import { tellOfMoney } from './payment-telling.ts';
import { renewalOf } from './plan-purchase.ts';
import { returnWhatHasNoRoom, reviewedGoingBack } from './reviewed-return.ts';

/** A transaction that was paid, and what it means for its payment. */
interface Occurrence {
  payment: Payment;
  transaction: Transaction;
  verdict: Verdict;
  at: Date;
  newId: (prefix: 'ref') => string;
}

/** What is done about a transaction, all in one. */
interface Steps {
  moves: Move[];
  /** The payment afterwards, where it changes. */
  next?: Payment | undefined;
  /** The hold that money of it lies in afterwards. */
  holdId?: string | undefined;
  /** Which month of a plan it has paid for, where that is another than its payment's. */
  monthNumber?: number | undefined;
  writes: Write[];
  /** Tells whom it concerns, once it is done. */
  tell?: Purchase['tell'];
}

/** {@link Steps} before the refunds among them are written down. */
type Planned = Omit<Steps, 'writes'> & { writes?: Write[]; back?: Refund[] };

/**
 * All money that came in naira is in the ledger, whatever it is for: what pays is spent or can be; what is to go back, or has to be
 * decided about, is set aside in the same transaction, so that nobody spends it meanwhile.
 */
export async function stepsOf(occurrence: Occurrence): Promise<Steps> {
  const { payment, transaction, verdict } = occurrence;
  const { back = [], writes = [], ...steps } = await plannedFor(occurrence);
  const received = withReceived(steps.next ?? payment, transaction, verdict.kind);
  const given = back.length === 0 ? [] : [...(await refunds.listOf(payment.paymentId)), ...back];
  const noted = back.length === 0 ? received : withRefunds(received, given);
  const next = noted === payment ? undefined : { ...noted, revision: payment.revision + 1 };
  return { ...steps, next, writes: [...writes, ...back.map(refunds.Refunds.insertion)] };
}

/**
 * The payment when what it is about to be credited with has room in one transaction, with all that goes back for it. Undefined when
 * somebody else changed it at the same moment.
 */
export async function withRoom(occurrence: Occurrence): Promise<Payment | undefined> {
  const { payment, verdict, at } = occurrence;
  if (verdict.kind !== 'pays' || payment.state !== 'review') return payment;
  const reason = (await isForNobody(payment, at)) ? 'gone' : 'again';
  return returnWhatHasNoRoom(payment, { ...occurrence, reason });
}

async function plannedFor(occurrence: Occurrence): Promise<Planned> {
  const { payment, transaction, verdict, at } = occurrence;
  if (await isForNobody(payment, at)) return returning(occurrence);
  switch (verdict.kind) {
    case 'pays':
      return paying(occurrence, verdict.excessKobo);
    case 'again': {
      const back = await givingBack(occurrence, transaction.amountKobo, 'again');
      return { ...back, moves: [comingIn(occurrence), ...back.moves] };
    }
    case 'too-little': {
      const aside = await settingAside(occurrence, transaction.amountKobo, {
        holdId: `review-${transaction.id}`,
        about: { kind: 'payment', id: payment.paymentId },
      });
      const isReviewed = aside.kobo > 0;
      return {
        ...aside,
        moves: [comingIn(occurrence), ...aside.moves],
        next: isReviewed ? underReview(payment) : fallenShort(payment),
        tell: (log) =>
          tellOfMoney(isReviewed ? 'payment-review' : 'payment-accepted', payment, transaction, log),
      };
    }
    case 'other-currency':
      return payment.state === 'paid'
        ? { moves: [], back: [foreignRefund(occurrence, 'again')] }
        : {
            moves: [],
            next: underReview(payment),
            tell: (log) => tellOfMoney('payment-review', payment, transaction, log),
          };
    case 'renews':
      return renewing(occurrence);
  }
}

/**
 * Whether the account was erased, or will be before anybody can use it. Its payments name nobody once it is gone; those of one that is
 * there may do so, too.
 */
async function isForNobody({ email, accountId }: Payment, at: Date): Promise<boolean> {
  const account = await accounts.find(accountId);
  return account ? isTimeOver(account, at) : email === '';
}

/** All of it goes back to whoever paid: it would lie in a wallet that nobody has. */
async function returning(occurrence: Occurrence): Promise<Planned> {
  const { payment, transaction, verdict, at } = occurrence;
  const by = { transactionId: transaction.id, method: transaction.method };
  if (verdict.kind === 'other-currency') return { moves: [], back: [foreignRefund(occurrence, 'gone')] };
  const given = await givingBack(occurrence, transaction.amountKobo, 'gone');
  const moves = [comingIn(occurrence), ...given.moves];
  if (verdict.kind !== 'pays') return { ...given, moves };
  const back = [
    ...(given.back ?? []),
    ...(await reviewedGoingBack(payment, { ...occurrence, reason: 'gone' })),
  ];
  return { ...given, moves, next: paidBy(payment, by, at), back };
}

/** What the provider charges by itself never goes back: it pays for the next month, or stays in the wallet. */
async function renewing(occurrence: Occurrence): Promise<Planned> {
  const { payment, transaction, at } = occurrence;
  const purchase = isForPlan(payment) ? await renewalOf(payment, transaction, at) : undefined;
  const { writes = [], tell, monthNumber } = purchase ?? {};
  return { moves: [comingIn(occurrence, purchase)], writes, tell, monthNumber };
}

async function paying(occurrence: Occurrence, excessKobo: number): Promise<Planned> {
  const { payment, transaction, at } = occurrence;
  const purchase = await purchaseOf(payment, transaction, at);
  const isDouble = purchase?.isDouble === true;
  const backKobo = isDouble ? transaction.amountKobo : excessKobo;
  const excess: Planned =
    backKobo > 0
      ? await givingBack(occurrence, backKobo, isDouble ? 'again' : 'excess', purchase)
      : { moves: [] };
  const { method, card } = transaction;
  const by = {
    transactionId: transaction.id,
    method,
    // Where whoever began it was erased, their card is not noted either.
    ...(card && payment.email !== '' ? { card: { lastDigits: card.lastDigits, brand: card.brand } } : {}),
  };
  return {
    ...excess,
    moves: [comingIn(occurrence, purchase), ...excess.moves],
    next: paidBy(payment, by, at),
    tell: purchase?.tell,
    writes: purchase?.writes ?? [],
    back: [...(excess.back ?? []), ...(await reviewedGoingBack(payment, { ...occurrence, reason: 'again' }))],
  };
}

/** Money of another currency goes back from where it is: it never was in the wallet. */
function foreignRefund({ payment, transaction, newId, at }: Occurrence, reason: RefundReason): Refund {
  const { paymentId, accountId } = payment;
  const { id: transactionId, amountKobo: kobo } = transaction;
  const refund = { refundId: newId('ref'), accountId, paymentId, transactionId, kobo };
  return queueRefund({ ...refund, reason }, at);
}

function comingIn({ payment, transaction }: Occurrence, purchase?: Purchase): Move {
  const { spent, plan } = purchase ?? {};
  return {
    movement: { kind: 'top-up', kobo: transaction.amountKobo, ...(spent ? { spent } : {}) },
    cause: `flutterwave:${transaction.id}`,
    about: { kind: 'payment', id: payment.paymentId },
    byUserId: payment.userId,
    ...(plan === undefined ? {} : { plan }),
  };
}

async function givingBack(
  occurrence: Occurrence,
  kobo: number,
  reason: RefundReason,
  purchase?: Purchase,
): Promise<Planned> {
  const { payment, transaction, at } = occurrence;
  const refundId = occurrence.newId('ref');
  const about = { kind: 'refund', id: refundId };
  const { kobo: aside, ...steps } = await settingAside(
    occurrence,
    kobo,
    { holdId: refundId, about },
    purchase,
  );
  if (aside === 0) return steps;
  const { paymentId, accountId } = payment;
  const refund = { refundId, accountId, paymentId, transactionId: transaction.id, holdId: refundId };
  return { ...steps, back: [queueRefund({ ...refund, kobo: aside, reason }, at)] };
}

/** Sets aside what comes in, but for what pays off a debt of the account: that is not there any more. */
async function settingAside(
  { payment: { accountId }, transaction, at }: Occurrence,
  wanted: number,
  { holdId, about }: { holdId: string; about: LedgerSubject },
  purchase?: Purchase,
): Promise<Pick<Planned, 'moves' | 'holdId'> & { kobo: number }> {
  const { owedKobo } = await wallets.read(accountId);
  const unspent = transaction.amountKobo - (purchase?.spent?.kobo ?? 0);
  const kobo = Math.max(0, Math.min(wanted, unspent - owedKobo));
  if (kobo === 0) return { moves: [], kobo };
  const movement = { kind: 'hold', kobo } as const;
  const moves = [{ movement, cause: `hold#${holdId}`, about, holdId, opening: openedAt(at) }];
  return { moves, holdId, kobo };
}
