/** `/payments`: checkout pages (study, 1). */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { EmulatorReply } from '../emulators/emulator.ts';
import { hundredthsOf } from './amounts.ts';
import { Refused, success } from './api-reply.ts';
import { API_PATH, type Context } from './context.ts';
import { givenBody } from './given-body.ts';
import type { Checkout } from './records.ts';
import { hostedPath } from './wire.ts';

const text = z.string().nullish();

/** Numbers may be texts of one: the guide itself sends `"7500"`. That decimals are taken here is unverified. */
export const Amount = z.union([z.number(), z.string()], 'amount is required').transform((given, context) => {
  const amount = hundredthsOf(given);
  if (amount !== undefined && amount > 0) return amount;
  context.addIssue({ code: 'custom', message: 'amount must be a number greater than 0' });
  return z.NEVER;
});

export const Currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'currency must be a three letter code')
  .transform((code) => code.toUpperCase());

export const TxRef = z
  .string('tx_ref is required')
  .min(1, 'tx_ref is required')
  .max(100, 'tx_ref is too long');

const NewCheckout = z.object({
  tx_ref: TxRef,
  amount: Amount,
  // Left out means naira (study, 1.1).
  currency: Currency.default('NGN'),
  redirect_url: z.url({ protocol: /^https?$/, error: 'redirect_url must be a valid url' }).nullish(),
  customer: z.object(
    {
      email: z.email('customer.email is required'),
      name: text,
      phonenumber: text,
      phone_number: text,
    },
    'customer is required',
  ),
  customizations: z.object({ title: text, description: text }).nullish(),
  meta: z.record(z.string(), z.unknown()).nullish(),
  payment_options: text,
  payment_plan: z.coerce.number().int('payment_plan must be a number').nullish(),
  configurations: z
    .object({
      session_duration: z.number().positive().max(1440, 'session_duration must be at most 1440').nullish(),
      max_retry_attempt: z.number().int().positive().nullish(),
    })
    .nullish(),
});

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

/** `flwlnk-` and 26 letters, as in the sample. */
const newLink = (): string => `flwlnk-${[...randomBytes(26)].map((byte) => crockford[byte % 32]).join('')}`;

export function createPayment(context: Context, body: Buffer): EmulatorReply {
  const { store, now, origin } = context;
  const given = givenBody(NewCheckout, body);
  if (given.payment_plan) checkPlan(context, given.payment_plan, given.currency);
  const { session_duration: minutes, max_retry_attempt: mostAttempts } = given.configurations ?? {};
  const { email, name, phonenumber, phone_number } = given.customer;
  const phone = phonenumber ?? phone_number ?? null;
  const checkout: Checkout = {
    id: newLink(),
    txRef: given.tx_ref,
    amount: given.amount,
    currency: given.currency,
    redirectUrl: given.redirect_url ?? null,
    customer: { id: store.newNumber(), email, name: name ?? null, phone, createdAt: now() },
    title: given.customizations?.title ?? 'A shop',
    description: given.customizations?.description ?? '',
    paymentOptions: given.payment_options ?? null,
    planId: given.payment_plan ?? null,
    meta: given.meta ?? null,
    createdAt: now(),
    expiresAt: minutes ? now() + minutes * 60_000 : null,
    mostAttempts: mostAttempts ?? null,
    failedAttempts: 0,
    state: 'open',
  };
  store.checkouts.put(checkout);
  return success('Hosted Link', { link: `${origin}${API_PATH}${hostedPath(checkout)}` });
}

/** The plan's currency is the checkout's (study, 4.2); the sentences are unverified. */
function checkPlan({ store }: Context, planId: number, currency: string): void {
  const plan = store.plans.get(planId);
  if (plan?.status !== 'active') throw new Refused(400, 'Payment plan does not exist or is not active');
  if (plan.currency !== currency) throw new Refused(400, 'currency must be that of the payment plan');
}

const Disable = z.object({ link: z.string('link is required') });

export function disableLink({ store, now }: Context, body: Buffer): EmulatorReply {
  const { link } = givenBody(Disable, body);
  const checkout = store.checkouts.get(link.split('/').at(-1) ?? '');
  const isOver = checkout?.state !== 'open' || (checkout.expiresAt ?? Infinity) <= now();
  if (isOver) throw new Refused(400, 'This payment link is currently inactive');
  store.checkouts.put({ ...checkout, state: 'disabled' });
  return success('Payment link disabled', null);
}
