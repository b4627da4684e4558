import { move } from '../../shared/data/ledger.ts';
import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import { beginPayment, type Payment, type Purpose } from '../../shared/domain/payment.ts';
import { queueRefund, type Refund } from '../../shared/domain/refund.ts';
import { asking } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { settlePayment } from '../../shared/pipeline/payment-settling.ts';
import type { Refunding } from '../../shared/pipeline/refunding.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { type PaymentsSandbox, secretKey, startPaymentsSandbox } from './payments-sandbox.ts';
import { freshId } from './table.ts';

/** What was logged. */
export interface Line {
  level: 'info' | 'warn' | 'error';
  event: string;
  keys: Record<string, unknown>;
}

/** Payments that were made at a sandbox of one's own, by a clock that only the test moves; take `useTable()`. */
export interface PaidPayments {
  sandbox: PaymentsSandbox;
  provider: PaymentProvider;
  /** What settling, refunding and reconciling take. */
  context: Refunding & { newId: (prefix: 'ref') => string };
  lines: Line[];
  /** Lets time pass here and there. */
  pass(minutes: number): Promise<void>;
  /** A payment that somebody has made, settled; how, is up to the choice of the sandbox. */
  paid(asked?: { kobo?: number; purpose?: Purpose; accountId?: string }, choice?: object): Promise<Payment>;
  stop(): Promise<void>;
}

const topUp: Purpose = { kind: 'top-up' };

export async function startPaidPayments(): Promise<PaidPayments> {
  const sandbox = await startPaymentsSandbox();
  const provider = flutterwave(asking({ url: sandbox.api, secretKey, timeout: 5_000 }));
  let at = new Date('2026-11-20T10:00:00.000Z').getTime();
  const lines: Line[] = [];
  const noted =
    (level: Line['level']) =>
    (event: string, keys: Record<string, unknown> = {}): void => {
      lines.push({ level, event, keys });
    };
  const log = { info: noted('info'), warn: noted('warn'), error: noted('error') };
  const now = (): Date => new Date(at);
  const context = { provider, now, log, newId };
  return {
    sandbox,
    provider,
    context,
    lines,
    async pass(minutes) {
      at += minutes * 60_000;
      await sandbox.pass(minutes * 60);
    },
    async paid({ kobo = 250_000, purpose = topUp, accountId = freshId('acc') } = {}, choice = {}) {
      const payment = {
        ...{ paymentId: newId('pay'), accountId, purpose, priceList: '2026-11', amountKobo: kobo },
        ...{ userId: freshId('usr'), email: 'buyer@example.com', methods: undefined },
      };
      await payments.insert(beginPayment(payment, now()));
      const page = await sandbox.checkout({ tx_ref: payment.paymentId, amount: kobo / 100 });
      await sandbox.pay(page, { webhook: 'never', ...choice });
      await settlePayment(payment.paymentId, context);
      return payments.get(payment.paymentId);
    },
    stop: () => sandbox.stop(),
  };
}

/** Has an administrator give money of a top-up back: it is held, and a refund waits. */
export async function refundQueued(payment: Payment, kobo: number, at: Date): Promise<Refund> {
  const { accountId, paymentId, transactionId = '' } = payment;
  const refundId = newId('ref');
  const refund = queueRefund(
    { refundId, accountId, paymentId, transactionId, kobo, reason: 'asked', holdId: refundId },
    at,
  );
  const about = { kind: 'refund', id: refundId };
  const opening = { dueAt: new Date(at.getTime() + 24 * 3_600_000).toISOString() };
  const hold = { movement: { kind: 'hold', kobo } as const, cause: `hold#${refundId}`, about };
  await move(accountId, [{ ...hold, holdId: refundId, opening }], at, [refunds.Refunds.insertion(refund)]);
  return refund;
}
