/** What a developer, a test or a soak run does to the sandbox: each control by its name, with JSON in and out. */
import * as z from 'zod';
import { majorOf } from './amounts.ts';
import { Choice } from './choice.ts';
import type { Context } from './context.ts';
import { resend } from './deliveries.ts';
import { Fault, type Faults } from './faults.ts';
import type { Hosted } from './hosted.ts';
import { type Chargeback, ChargebackStatus, Settings } from './records.ts';
import { settle } from './transactions.ts';

/** Nothing of this kind is there, or it cannot be done to it. */
export class NoControl extends Error {
  readonly status: 404 | 409;

  constructor(status: 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Controls {
  /** The answer of a control. Throws a ZodError for a body that does not fit, and NoControl. */
  run(name: string, body: unknown): Promise<object>;
  /** Everything that a developer may want to see, newest first. */
  state(limit: number): object;
}

const Pay = z.intersection(
  Choice,
  z.object({
    /** The address, or the reference of the order; the newest page with it. */
    checkout: z.string(),
  }),
);
const Advance = z.object({ seconds: z.number().min(0).max(3_200_000_000).default(0) });
const Settle = z.object({
  transaction: z.coerce.string(),
  status: z.enum(['successful', 'failed']),
  webhook: z.enum(['once', 'twice', 'late', 'never']).default('once'),
});
const Resend = z.object({ webhook: z.coerce.string() });
const Renewals = z.object({ subscription: z.coerce.string(), cardWorks: z.boolean() });
const NewChargeback = z.object({ transaction: z.coerce.string(), kobo: z.int().positive().optional() });
const ChargebackChange = z.object({
  chargeback: z.coerce.string(),
  status: ChargebackStatus,
});
const SettingsChange = Settings.partial().strict();

/** @param advance moves the clock by so many milliseconds, and everything happens that comes due on the way */
export function controlsOf(
  context: Context,
  parts: { faults: Faults; hosted: Hosted; advance: (milliseconds: number) => Promise<void> },
): Controls {
  const { store, now } = context;
  const { faults, hosted, advance } = parts;

  const found = <T>(what: string, record: T | undefined): T => {
    if (record === undefined) throw new NoControl(404, `There is no such ${what}.`);
    return record;
  };

  const controls: Record<string, (body: unknown) => object | Promise<object>> = {
    async pay(body) {
      const { checkout: named, ...choice } = Pay.parse(body);
      const id = named.split('/').at(-1) ?? '';
      const checkout = found('checkout', store.checkouts.get(id) ?? store.checkouts.by(named)[0]);
      const visited = await hosted.visit(checkout, choice);
      if (visited === 'inactive') throw new NoControl(409, 'This payment link is currently inactive.');
      return {
        redirect: visited.to ?? null,
        transactions: visited.transactions.map(({ id: each }) => String(each)),
      };
    },
    async clock(body) {
      await advance(Advance.parse(body).seconds * 1_000);
      return { now: new Date(now()).toISOString() };
    },
    settle(body) {
      const { transaction: id, status, webhook } = Settle.parse(body);
      const transaction = found('transaction', store.transactions.get(id));
      return { status: store.atomically(() => settle(context, transaction, status, webhook)).status };
    },
    resend(body) {
      const delivery = found('webhook', store.deliveries.get(Resend.parse(body).webhook));
      store.atomically(() => resend(context, delivery));
      return {};
    },
    renewals(body) {
      const { subscription: id, cardWorks } = Renewals.parse(body);
      store.subscriptions.put({ ...found('subscription', store.subscriptions.get(id)), cardWorks });
      return {};
    },
    chargeback(body) {
      const { transaction: id, kobo } = NewChargeback.parse(body);
      const transaction = found('transaction', store.transactions.get(id));
      if (transaction.status !== 'successful')
        throw new NoControl(409, 'Only what was paid is charged back.');
      const chargeback: Chargeback = {
        id: store.newNumber(),
        transactionId: transaction.id,
        amount: kobo ?? transaction.amount,
        status: 'initiated',
        createdAt: now(),
      };
      store.chargebacks.put(chargeback);
      return { chargeback: String(chargeback.id) };
    },
    'decide-chargeback'(body) {
      const { chargeback: id, status } = ChargebackChange.parse(body);
      store.chargebacks.put({ ...found('chargeback', store.chargebacks.get(id)), status });
      return {};
    },
    fault(body) {
      faults.add(Fault.parse(body));
      return { waiting: faults.list() };
    },
    'clear-faults'() {
      faults.clear();
      return { waiting: faults.list() };
    },
    settings(body) {
      store.changeSettings(SettingsChange.parse(body));
      return {};
    },
    reset() {
      faults.clear();
      store.atomically(() => store.clear());
      return {};
    },
  };

  return {
    run: async (name, body) => found('control', controls[name])(body),
    state: (limit) => ({
      now: new Date(now()).toISOString(),
      settings: { ...store.settings(), secretHash: undefined },
      faults: faults.list(),
      checkouts: store.checkouts.newest(limit),
      transactions: store.transactions
        .newest(limit)
        .map((each) => ({ ...each, amount: majorOf(each.amount), token: undefined })),
      subscriptions: store.subscriptions.newest(limit),
      refunds: store.refunds.newest(limit),
      chargebacks: store.chargebacks.newest(limit),
      webhooks: store.deliveries.newest(limit),
    }),
  };
}
