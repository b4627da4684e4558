import * as accounts from '../../shared/data/accounts.ts';
import * as chargebacks from '../../shared/data/chargebacks.ts';
import { move } from '../../shared/data/ledger.ts';
import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { openKobo } from '../../shared/domain/ledger/hold.ts';
import { beginPayment } from '../../shared/domain/payment.ts';
import type { Refund } from '../../shared/domain/refund.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { acceptReviewed, giveBack } from '../../shared/pipeline/giving-back.ts';
import { readMoney } from '../../shared/pipeline/payment-money.ts';
import { settlePayment } from '../../shared/pipeline/payment-settling.ts';
import { endByHand } from '../../shared/pipeline/refund-ending.ts';
import { pursueRefund } from '../../shared/pipeline/refunding.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { randomFrom } from '../measure/random.ts';
import { newCustomer, newUserId, silentLog, tried } from './customers.ts';
import { type Dice, diceOf, doOne } from './dice.ts';
import { type ImaginedProvider, imaginedProvider } from './imagined-provider.ts';
import type { Findings } from './ledger-check.ts';

/**
 * Histories of the payments of one account: paid too little, too much, again, in dollars; accepted or given back; with refunds that fail, that
 * nobody answers about, that an administrator ends; charged back, won and spent meanwhile; and of an account whose time is over.
 */

/** What each payment is for, in kobo, and what comes for it. */
const amountKobo = 250_000;
const comes = [100_000, 200_000, 250_000, 250_000, 300_000];

/** Payments of an account, transactions of all of them, and steps of a history. */
const [paymentCount, mostTransactions, steps] = [2, 7, 30];

const day = 24 * 3_600_000;

/** Days in which everything ends once banks and people do what they are asked for. */
const lastDays = 40;

interface History {
  name: string;
  accountId: string;
  paymentIds: string[];
  imagined: ImaginedProvider;
  dice: Dice;
  /** What the clock says; a step takes hours or days. */
  now: () => Date;
  pass: (milliseconds: number) => void;
  /** Chargebacks that the bank tells of. */
  disputed: Parameters<typeof followChargeback>[0][];
  /** The provider's refunds that an administrator has called arrived: these do not fail after that. */
  arrived: Set<string>;
  findings: Findings;
}

/** Plays one; what is found wrong names its seed. Resolves to how many operations there were. */
export async function playPayments(seed: number, findings: Findings): Promise<number> {
  const dice = diceOf(randomFrom(seed));
  let time = Date.parse('2031-03-01T10:00:00.000Z');
  const now = (): Date => new Date(time);
  const accountId = await newCustomer(now());
  const history: History = {
    name: `payments, seed ${seed}`,
    ...{ accountId, dice, now, findings, disputed: [], arrived: new Set() },
    paymentIds: Array.from({ length: paymentCount }, () => newId('pay')),
    imagined: imaginedProvider(dice, now),
    pass: (milliseconds) => {
      time += milliseconds;
    },
  };
  for (const paymentId of history.paymentIds) await begin(paymentId, history);
  const before = findings.violations.length;
  for (let step = 1; step <= steps; step++) {
    history.pass(Math.ceil(dice.random() ** 3 * 4 * day));
    await act(history);
    await prove(history, `after step ${step}`);
    // What follows from something wrong says no more.
    if (findings.violations.length > before) return step;
  }
  await end(history);
  return steps;
}

async function begin(paymentId: string, { accountId, now }: History): Promise<void> {
  const who = { accountId, userId: newUserId(), email: 'soak@mytypist.local', methods: undefined };
  const what = { paymentId, purpose: { kind: 'top-up' } as const, priceList: '2026-11', amountKobo };
  await payments.insert(beginPayment({ ...who, ...what }, now()));
}

const contextOf = ({ imagined, now }: History) => ({
  ...{ provider: imagined.provider, now, log: silentLog, newId },
});

const byUserId = `usr_${'9'.repeat(32)}`;

async function act(history: History): Promise<void> {
  const { dice, imagined, now, paymentIds } = history;
  const paymentId = dice.one(paymentIds);
  const mayName = (): string | undefined => {
    const of = imagined.transactions.filter(({ txRef }) => txRef === paymentId);
    return of.length > 0 && dice.happens(0.7) ? dice.one(of).id : undefined;
  };
  await doOne(
    [
      [6, () => pay(paymentId, history)],
      [1, async () => settlePayment(paymentId, contextOf(history))],
      [3, () => tried(() => acceptReviewed(paymentId, { byUserId, transactionId: mayName() }, now()))],
      [3, () => tried(() => giveBackSome(paymentId, mayName(), history))],
      [5, () => pursueAll(history)],
      [2, async () => decideRefunds(history)],
      [2, () => charge(history)],
      [1, () => tellOfChargeback(history)],
      [1, () => endOneByHand(history)],
      [1, () => spend(history)],
      [1.5, () => closeAccount(history)],
      [0.5, async () => imagined.fallSilent(dice.random() * 96)],
    ],
    dice,
  );
}

async function pay(paymentId: string, history: History): Promise<void> {
  const { imagined, dice } = history;
  if (imagined.transactions.length >= mostTransactions) return;
  imagined.pay(paymentId, dice.one(comes), dice.happens(0.1) ? 'USD' : 'NGN');
  const settling = Array.from({ length: dice.happens(0.2) ? 2 : 1 }, () =>
    settlePayment(paymentId, contextOf(history)),
  );
  await Promise.all(settling);
}

async function giveBackSome(
  paymentId: string,
  transactionId: string | undefined,
  { dice, now }: History,
): Promise<void> {
  const kobo = dice.happens(0.5) ? 50_000 : undefined;
  await giveBack(paymentId, { refundId: newId('ref'), note: 'Soak', byUserId, transactionId, kobo }, now());
}

const refundsOf = async ({ paymentIds }: History): Promise<Refund[]> =>
  (await Promise.all(paymentIds.map(refunds.listOf))).flat();

const openOf = async (history: History): Promise<Refund[]> =>
  (await refundsOf(history)).filter(({ lookAt }) => lookAt !== undefined);

async function pursueAll(history: History): Promise<void> {
  for (const refund of await openOf(history)) await pursueRefund(refund, contextOf(history));
}

/** Banks end what they have promised. */
function decideRefunds({ imagined, dice, arrived }: History): void {
  for (const refund of imagined.refunds)
    if (refund.status === 'in-flight')
      refund.status =
        imagined.isKind || arrived.has(refund.id)
          ? 'done'
          : dice.one(['done', 'done', 'failed', 'in-flight']);
}

async function charge({ imagined, dice, disputed, now }: History): Promise<void> {
  const naira = imagined.transactions.filter(({ currency }) => currency === 'NGN');
  if (naira.length === 0) return;
  const { id, amountKobo: whole } = dice.one(naira);
  const told = {
    ...{ id: newId('pay'), transactionId: id, txRef: undefined, providerRef: undefined },
    ...{ amountKobo: dice.happens(0.5) ? 80_000 : whole, currency: 'NGN', status: 'open' as const },
  };
  disputed.push(told);
  await followChargeback(told, now());
}

/** The bank tells of one again, or has decided. */
async function tellOfChargeback({ disputed, dice, now }: History): Promise<void> {
  if (disputed.length === 0) return;
  const status = dice.one(['open', 'won', 'lost', 'unclear'] as const);
  await followChargeback({ ...dice.one(disputed), status }, now());
}

async function endOneByHand(history: History): Promise<void> {
  const { dice, imagined, arrived } = history;
  const open = await openOf(history);
  if (open.length === 0) return;
  const refund = dice.one(open);
  const there = imagined.refunds.filter(({ transactionId }) => transactionId === refund.transactionId);
  const named = refund.providerRefundId ?? (there.length > 0 ? dice.one(there).id : undefined);
  const ending = dice.happens(0.5)
    ? ({ outcome: 'failed' } as const)
    : ({ outcome: 'done', providerRefundId: named } as const);
  const isDone = await tried(() =>
    endByHand(refund, { ...ending, reason: 'Soak', byUserId }, contextOf(history)),
  );
  if (isDone && ending.outcome === 'done' && named !== undefined) arrived.add(named);
}

async function spend({ accountId, dice, now }: History): Promise<void> {
  const { availableKobo } = await wallets.read(accountId);
  const kobo = Math.floor(availableKobo * dice.random());
  if (kobo === 0) return;
  const movement = { kind: 'charge', kobo, source: 'documents' } as const;
  const about = { kind: 'document', id: 'soak' };
  await move(accountId, [{ movement, cause: `soak#${newId('doc')}`, about }], now());
}

async function closeAccount({ accountId, now }: History): Promise<void> {
  const account = await accounts.get(accountId);
  if (account.closesAt === undefined)
    await accounts.replace(account, {
      ...account,
      closesAt: now().toISOString(),
      revision: account.revision + 1,
    });
}

/** What holds at any time. */
async function prove(history: History, when: string): Promise<void> {
  const { accountId, paymentIds, imagined, findings, name } = history;
  const expect = (holds: boolean, what: string): void => findings.expect(holds, `${name}, ${when}: ${what}`);
  const wallet = await wallets.read(accountId);
  const { availableKobo, heldKobo, owedKobo } = wallet;
  expect(availableKobo >= 0 && heldKobo >= 0 && owedKobo >= 0, 'a balance is negative');
  const inHolds = new Map<string, number>();
  for (const paymentId of paymentIds) {
    const { payment, attempts, undecided, refunds: given } = await readMoney(paymentId);
    const ids = [...attempts, ...given].flatMap(({ holdId }) => holdId ?? []);
    for (const holdId of new Set(ids)) {
      const hold = await wallets.findHold(accountId, holdId);
      const kobo = hold ? openKobo(hold) : 0;
      if (kobo === 0) continue;
      inHolds.set(holdId, kobo);
      const refund = given.find((each) => each.holdId === holdId && each.lookAt !== undefined);
      const isReviewed = payment.state === 'review' && undecided.some((each) => each.holdId === holdId);
      expect(
        refund !== undefined || isReviewed,
        `${kobo} kobo are held and nobody sees it (${payment.state})`,
      );
      expect(!refund || refund.kobo === kobo, `a refund of ${refund?.kobo} kobo has ${kobo} in its hold`);
    }
    expect(payment.state !== 'review' || undecided.length > 0, 'nothing of a review waits for a decision');
    expect(
      payment.state === 'review' || payment.state === 'paid' || undecided.length === 0,
      `something waits for a decision of a payment that is ${payment.state}`,
    );
  }
  const sum = [...inHolds.values()].reduce((total, kobo) => total + kobo, 0);
  expect(sum === heldKobo, `${heldKobo} kobo are held, and ${sum} in holds that somebody knows of`);
  for (const { id, amountKobo: paid } of imagined.transactions) {
    const given = givenThere(history, id);
    expect(given <= paid, `${given} kobo were given back of ${paid}`);
  }
}

const givenThere = ({ imagined }: History, transactionId?: string): number =>
  imagined.refunds
    .filter(
      (each) => each.status !== 'failed' && each.transactionId === (transactionId ?? each.transactionId),
    )
    .reduce((total, { amountKobo: kobo }) => total + kobo, 0);

/** Banks and administrators do their part until nothing waits any more; then no hold is left, and every kobo is explained. */
async function end(history: History): Promise<void> {
  const { imagined, paymentIds, findings, name, accountId } = history;
  imagined.isKind = true;
  imagined.fallSilent(0);
  for (let days = 0; days < lastDays && !(await hasEnded(history)); days++) {
    history.pass(day);
    decideRefunds(history);
    for (const paymentId of paymentIds) {
      await settlePayment(paymentId, contextOf(history));
      await decideReviewed(paymentId, history);
    }
    await pursueAll(history);
    // What no clock ends is for an administrator, who has a fortnight's patience.
    if (days > lastDays / 2)
      for (const refund of await openOf(history))
        await tried(() =>
          endByHand(refund, { outcome: 'failed', reason: 'Soak', byUserId }, contextOf(history)),
        );
  }
  await prove(history, 'in the end');
  const undecided = (await Promise.all(paymentIds.map(readMoney))).flatMap((money) => money.undecided);
  findings.expect(
    undecided.length === 0,
    `${name}: nobody can decide about ${undecided.map((each) => `${each.amountKobo} ${each.currency}`).join(', ')}`,
  );
  const open = (await openOf(history)).map(({ state }) => state);
  findings.expect(open.length === 0, `${name}: refunds do not end: ${open.join(', ')}`);
  const { heldKobo } = await wallets.read(accountId);
  findings.expect(heldKobo === 0, `${name}: ${heldKobo} kobo are held for ever`);
  await explain(history);
}

/** Whether the provider is known to have nothing new, and nothing waits for anybody. */
async function hasEnded(history: History): Promise<boolean> {
  const all = await Promise.all(history.paymentIds.map(readMoney));
  const seen = new Set(all.flatMap(({ attempts }) => attempts.map(({ transactionId }) => transactionId)));
  return (
    history.imagined.transactions.every(({ id }) => seen.has(id)) &&
    all.every(
      ({ undecided, refunds: given }) =>
        undecided.length === 0 && given.every(({ lookAt }) => lookAt === undefined),
    )
  );
}

/** An administrator accepts it or gives it back, and does the other where that is refused. */
async function decideReviewed(paymentId: string, { now, dice }: History): Promise<void> {
  const { undecided } = await readMoney(paymentId);
  for (const { transactionId } of undecided) {
    const named = { byUserId, transactionId };
    const ways = [
      () => acceptReviewed(paymentId, named, now()),
      () => giveBack(paymentId, { ...named, refundId: newId('ref'), note: 'Soak' }, now()),
    ];
    const [first, second] = dice.happens(0.5) ? ways : ways.toReversed();
    if (first && second && !(await tried(first))) await tried(second);
  }
}

/** What came in naira is in the ledger, less what has gone back and what the bank has. */
async function explain(history: History): Promise<void> {
  const { accountId, paymentIds, imagined, findings, name } = history;
  const entries = await findings.ledgerOf(accountId);
  const sumOf = (kinds: readonly string[]): number =>
    entries
      .filter(({ content }) => kinds.includes(content.kind))
      .flatMap(({ content }) => content.lines)
      .filter(({ account }) => account === 'provider')
      .reduce((sum, { kobo }) => sum - kobo, 0);
  const naira = imagined.transactions.filter(({ currency }) => currency === 'NGN');
  const paid = naira.reduce((sum, { amountKobo: kobo }) => sum + kobo, 0);
  const back = naira.reduce((sum, { id }) => sum + givenThere(history, id), 0);
  const taken = (await Promise.all(paymentIds.map(chargebacks.listOf)))
    .flat()
    .filter(({ state }) => state === 'taken')
    .reduce((sum, { kobo }) => sum + kobo, 0);
  const there = { 'top-up': paid, payout: -back, chargeback: -taken };
  const here = {
    'top-up': sumOf(['top-up']),
    payout: sumOf(['payout']),
    chargeback: sumOf(['chargeback', 'chargeback-won']),
  };
  findings.expect(
    JSON.stringify(here) === JSON.stringify(there),
    `${name}: the ledger has ${JSON.stringify(here)}, the provider ${JSON.stringify(there)}`,
  );
}
