import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as subscriptions from '../../shared/data/subscriptions.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { priceLists } from '../../shared/domain/price-list.ts';
import {
  beginSubscription,
  cancelSubscription,
  forgetCard,
  graceUntil,
  payingWith,
  type Subscription,
} from '../../shared/domain/subscription.ts';
import { sealToken } from '../../shared/pipeline/card-sealing.ts';
import { settlePayment } from '../../shared/pipeline/payment-settling.ts';
import { changedBy, changePlan } from '../../shared/pipeline/plan-order.ts';
import { renewalWork } from '../../shared/pipeline/plan-renewing.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { randomFrom } from '../measure/random.ts';
import { newCustomer, newUserId, silentLog, topUp, tried } from './customers.ts';
import { type Dice, diceOf, doOne } from './dice.ts';
import { type ImaginedProvider, imaginedProvider } from './imagined-provider.ts';
import type { Findings } from './ledger-check.ts';

/**
 * Histories of a plan from shortly before the end of its month: its card is charged, refused, answered about late or never; its wallet is filled;
 * somebody cancels, forgets the card, pays by hand; and the clock comes by.
 */

const hour = 3_600_000;

/** Hours between two steps, and days that a history lasts. */
const [stepHours, days] = [4, 26];

/** Hours after its grace in which a plan is over for sure: a charge that is awaited until after the last try is tried once more, and awaited. */
const overHours = 4 * 24 + stepHours;

/** Hours after which a wallet that has enough has paid, also while a charge is awaited. */
const paidHours = 3 * 24 + stepHours;

interface History {
  name: string;
  accountId: string;
  imagined: ImaginedProvider;
  dice: Dice;
  now: () => Date;
  /** References of payments that the card was charged with. */
  references: Set<string>;
  told: string[];
  monthlyKobo: number;
  fundedKobo: number;
  /** Whether somebody has wished that it ends. */
  isCancelled: boolean;
  /** Since when the month that is due could have been paid. */
  enoughSince?: number | undefined;
  findings: Findings;
}

/** Plays one; what is found wrong names its seed. Resolves to how many operations there were. */
export async function playPlan(seed: number, findings: Findings): Promise<number> {
  const dice = diceOf(randomFrom(seed));
  const begun = new Date('2031-01-31T09:00:00.000Z');
  let time = Date.parse('2031-02-28T09:00:00.000Z');
  const now = (): Date => new Date(time);
  const accountId = await newCustomer(begun);
  const history: History = {
    name: `plan, seed ${seed}`,
    ...{ accountId, dice, now, findings, references: new Set(), told: [] },
    ...{ fundedKobo: 0, isCancelled: false, monthlyKobo: await subscribe(accountId, begun) },
    imagined: imaginedProvider(dice, now),
  };
  const before = findings.violations.length;
  let operations = 0;
  for (; operations < (days * 24) / stepHours && findings.violations.length === before; operations++) {
    await act(history);
    await tick(history);
    await prove(history);
    time += stepHours * hour;
  }
  if (findings.violations.length === before) await explain(history);
  return operations;
}

/** A month of a plan with a card, as if it had been paid for. Resolves to its price. */
async function subscribe(accountId: string, at: Date): Promise<number> {
  const subscriber = await subscriptions.meet(accountId);
  const [list] = priceLists;
  if (!subscriber || !list) throw new Error('there is no account, or no price');
  const worthKobo = list.plans.pro.monthlyKobo;
  const by = { accountId, subscriptionId: newId('sub'), userId: subscriber.account.ownerId };
  const price = { worthKobo, priceList: list.id };
  const subscription = beginSubscription({ ...by, ...price, plan: 'pro' }, undefined, at);
  const card = { token: sealToken(accountId, 'flw-t1nf-first'), email: 'soak@mytypist.local' };
  if (!(await subscriptions.change(subscriber, payingWith(subscription, card))))
    throw new Error('somebody was first');
  return worthKobo;
}

async function subscriptionOf(accountId: string): Promise<Subscription> {
  const found = (await subscriptions.meet(accountId))?.subscription;
  if (!found) throw new Error(`${accountId} has no subscription`);
  return found;
}

async function act(history: History): Promise<void> {
  const { accountId, dice, imagined, now, monthlyKobo } = history;
  await doOne(
    [
      [90, async () => {}],
      [4, async () => imagined.fallSilent(dice.one([6, 24, 72, 240]))],
      [2, () => fund(history)],
      [
        1,
        async () => {
          if (await tried(() => changedBy(accountId, (before) => cancelSubscription(before, now()))))
            history.isCancelled = true;
        },
      ],
      [1, () => tried(() => forget(accountId))],
      [
        2,
        () =>
          tried(() =>
            changePlan(
              { plan: 'pro', totalKobo: monthlyKobo, payWith: 'wallet' },
              {
                accountId,
                userId: newUserId(),
                newId,
                provider: imagined.provider,
                at: now(),
                log: silentLog,
              },
            ),
          ),
      ],
    ],
    dice,
  );
}

async function forget(accountId: string): Promise<void> {
  const { card, state } = await subscriptionOf(accountId);
  if (card && state !== 'ended') await changedBy(accountId, forgetCard);
}

/** Somebody fills the wallet, twice at most. */
async function fund(history: History): Promise<void> {
  if (history.fundedKobo >= 2 * history.monthlyKobo) return;
  await topUp(history.accountId, history.monthlyKobo, history.now());
  history.fundedKobo += history.monthlyKobo;
}

/** The clock comes by: the subscription if it is due, and payments that are. */
async function tick({ accountId, imagined, now, references, told }: History): Promise<void> {
  const { provider, transactions } = imagined;
  const settling = { provider, now, newId, log: silentLog };
  const tell = async (kind: string): Promise<boolean> => told.push(kind) > 0;
  const isDue = (lookAt: string | undefined): boolean =>
    lookAt !== undefined && lookAt <= now().toISOString();
  const subscription = await subscriptionOf(accountId);
  if (isDue(subscription.lookAt)) await renewalWork({ ...settling, tell }).handle(subscription);
  for (const { txRef } of transactions) references.add(txRef);
  for (const reference of references)
    if (isDue((await payments.get(reference)).lookAt)) await settlePayment(reference, settling);
}

/** What holds at any time. */
async function prove(history: History): Promise<void> {
  const { accountId, now, monthlyKobo, findings, name } = history;
  const subscription = await subscriptionOf(accountId);
  const { availableKobo, heldKobo } = await wallets.read(accountId);
  const at = now().getTime();
  const isDue = subscription.state !== 'ended' && at >= Date.parse(subscription.period.until);
  const when = `${name}, ${now().toISOString()}`;
  findings.expect(availableKobo >= 0 && heldKobo >= 0, `${when}: a balance is negative`);
  findings.expect(
    !isDue || at <= Date.parse(graceUntil(subscription)) + overHours * hour,
    `${when}: the plan goes on past its grace, ${graceUntil(subscription)}`,
  );
  const canBePaid = isDue && availableKobo >= monthlyKobo;
  history.enoughSince = canBePaid ? (history.enoughSince ?? at) : undefined;
  findings.expect(
    at - (history.enoughSince ?? at) <= paidHours * hour,
    `${when}: the wallet has enough for days, and has not paid`,
  );
}

/** Banks answer, and decide; then each month is paid for once, and every kobo is in a month, in the wallet or on its way back. */
async function explain(history: History): Promise<void> {
  const { accountId, imagined, references, now, told, monthlyKobo, fundedKobo, findings, name } = history;
  const { provider, transactions } = imagined;
  imagined.fallSilent(0);
  for (const transaction of transactions) if (transaction.status === 'pending') transaction.status = 'failed';
  for (const each of references) await settlePayment(each, { provider, now, newId, log: silentLog });
  const entries = await findings.ledgerOf(accountId);
  const months = entries
    .flatMap(({ content }) => content.lines)
    .filter(({ account }) => account === 'revenue').length;
  const subscription = await subscriptionOf(accountId);
  findings.expect(
    months === subscription.number - 1,
    `${name}: ${months} months were paid for, and it is month ${subscription.number}`,
  );
  const sum = (all: readonly number[]): number => all.reduce((total, kobo) => total + kobo, 0);
  const paid = sum(transactions.filter(({ status }) => status === 'paid').map((each) => each.amountKobo));
  const back = sum((await Promise.all([...references].map(refunds.listOf))).flat().map(({ kobo }) => kobo));
  const { availableKobo, heldKobo } = await wallets.read(accountId);
  findings.expect(
    paid + fundedKobo === months * monthlyKobo + back + availableKobo && heldKobo === back,
    `${name}: ${paid} kobo were paid and ${fundedKobo} put in; ${months} months, ${back} going back, ${availableKobo} available, ${heldKobo} held`,
  );
  const { state } = subscription;
  findings.expect(
    state !== 'ended' || history.isCancelled || told.at(-1) === 'plan-ended',
    `${name}: it has ended without a word: ${told.join(', ')}`,
  );
}
