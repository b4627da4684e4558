import * as payments from '../../shared/data/payments.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { beginPayment } from '../../shared/domain/payment.ts';
import { orderOf } from '../../shared/domain/payment-order.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { openCheckout } from '../../shared/pipeline/checkout.ts';
import { settlePayment } from '../../shared/pipeline/payment-settling.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { Crasher } from './crasher.ts';
import type { Findings } from './ledger-check.ts';
import type { PlayedProvider } from './sandbox.ts';

/** The provider has the money, and we die anywhere between asking for it and having credited it. */

const order = { purpose: 'top-up', amountKobo: 250_000 } as const;

/** What is paid, compared with what was asked for. */
export const outcomes = ['exact', 'over', 'under'] as const;
type PaidAmount = (typeof outcomes)[number];

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Resolves to how many points there were to crash at. */
export async function crashPayments(
  amounts: readonly PaidAmount[],
  played: PlayedProvider,
  findings: Findings,
): Promise<number> {
  const crasher = new Crasher();
  let points = 0;
  try {
    for (const paid of amounts) {
      const calls = await settled(paid, { crasher, call: 0, isAfter: false }, played, findings);
      for (let call = 1; call <= calls; call++)
        for (const isAfter of [false, true]) {
          await settled(paid, { crasher, call, isAfter }, played, findings);
          points += 1;
        }
    }
  } finally {
    crasher.disarm();
  }
  return points;
}

/** Pays once, settles with a crash and then as the clock does; resolves to how many calls settling took. */
async function settled(
  paid: PaidAmount,
  { crasher, call, isAfter }: { crasher: Crasher; call: number; isAfter: boolean },
  played: PlayedProvider,
  findings: Findings,
): Promise<number> {
  crasher.arm(0, false);
  const at = new Date();
  const [paymentId, accountId] = [newId('pay'), newId('acc')];
  const who = { accountId, userId: `usr_${'0'.repeat(32)}`, email: 'soak@mytypist.local' };
  const provider = paymentProvider();
  const begun = beginPayment({ ...orderOf(order, at), ...who, paymentId }, at);
  const opened = await openCheckout(
    begun,
    { name: 'Soak', returnTo: undefined },
    { provider, at, log: silent },
  );
  await played.pay(opened.checkout?.address ?? '', { amount: paid });
  crasher.arm(call, isAfter);
  const settling = { provider: dying(provider, crasher), now: () => new Date(), newId, log: silent };
  await crasher.delivered(() => settlePayment(paymentId, settling));
  const { calls } = crasher;
  crasher.arm(0, false);
  await settlePayment(paymentId, { ...settling, provider });
  const entries = await findings.ledgerOf(accountId);
  const credits = entries.filter(({ content: { kind } }) => kind === 'top-up').length;
  const { availableKobo } = await wallets.read(accountId);
  const { state } = await payments.get(paymentId);
  findings.expect(
    credits === 1 &&
      availableKobo === (paid === 'under' ? 0 : order.amountKobo) &&
      state === (paid === 'under' ? 'review' : 'paid'),
    `a crash ${isAfter ? 'after' : 'before'} call ${call} of settling what was paid (${paid}): ${state}, ${credits} credits, ${availableKobo} kobo`,
  );
  return calls;
}

/** The provider, whose calls may kill as well. */
const dying = (provider: PaymentProvider, crasher: Crasher): PaymentProvider => ({
  ...provider,
  findTransaction: (id) => crasher.step(() => provider.findTransaction(id)),
  findTransactions: (txRef) => crasher.step(() => provider.findTransactions(txRef)),
});
