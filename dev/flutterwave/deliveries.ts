/** Webhooks: written down first, then sent, and sent again on anything but 200 (study, 3.3). */
import { createHmac } from 'node:crypto';
import type { Context } from './context.ts';
import type { Delivery, Due, Refund, Settings, Subscription, Transaction } from './records.ts';
import { cancelledWebhook, chargeWebhook, legacyWebhook, refundWebhook } from './wire.ts';

/** When the webhooks of a payment come: how often, or not at all. */
export type WebhookTiming = Extract<Due, { kind: 'settle' }>['webhook'];

/** Tries after the first. */
const retries = 3;

/** Notes the webhook of a transaction, if the dashboard's switches let it be sent. */
export function announceCharge(
  context: Context,
  transaction: Transaction,
  timing: WebhookTiming,
): Delivery[] {
  const settings = context.store.settings();
  if (transaction.status === 'failed' && !settings.failedWebhooks) return [];
  const content = settings.v3Webhooks
    ? chargeWebhook(transaction, settings.metaInWebhook)
    : legacyWebhook(transaction);
  const about = `charge.completed ${transaction.id} ${transaction.status}`;
  return note(context, { about, transactionId: transaction.id, content, timing });
}

export function announceRefund(context: Context, refund: Refund): void {
  const settings = context.store.settings();
  if (!settings.refundWebhooks) return;
  const content = refundWebhook(refund, settings.refundShape);
  const about = `refund ${refund.id} ${refund.status}`;
  note(context, { about, transactionId: refund.transactionId, content, timing: 'once' });
}

export function announceCancelled(context: Context, subscription: Subscription): void {
  const plan = context.store.plans.get(subscription.planId);
  if (!plan) return;
  const about = `subscription.cancelled ${subscription.id}`;
  const content = cancelledWebhook(subscription, plan);
  note(context, { about, transactionId: subscription.transactionId, content, timing: 'once' });
}

function note(
  { store, now }: Context,
  webhook: { about: string; transactionId: number; content: object; timing: WebhookTiming },
): Delivery[] {
  const { about, transactionId, content, timing } = webhook;
  const { json, lateBy } = store.settings();
  const held = timing === 'never';
  const times = timing === 'twice' ? 2 : 1;
  return Array.from({ length: times }, () => {
    const delivery: Delivery = {
      id: store.newNumber(),
      about,
      transactionId,
      body: json ? JSON.stringify(content) : formOf(content),
      contentType: json ? 'application/json' : 'application/x-www-form-urlencoded',
      state: held ? 'held-back' : 'waiting',
      attempts: [],
      createdAt: now(),
    };
    store.deliveries.put(delivery);
    const at = now() + (timing === 'late' ? lateBy * 1_000 : 0);
    if (!held) store.schedule({ kind: 'deliver', deliveryId: delivery.id }, at);
    return delivery;
  });
}

/** Only the top of it: how deeper fields are written in a form is not known. */
const formOf = (content: object): string =>
  new URLSearchParams(
    Object.entries(content).map(([name, value]): [string, string] => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  ).toString();

/** Sends it once and notes the answer; after a failure the next try is scheduled. */
export async function send({ store, now }: Context, deliveryId: number): Promise<void> {
  const delivery = store.deliveries.get(deliveryId);
  if (!delivery) return;
  const settings = store.settings();
  const answer = await post(settings, delivery);
  store.atomically(() => {
    // It may have been changed, or forgotten, while its receiver took its time.
    const sent = store.deliveries.get(deliveryId);
    if (!sent) return;
    const attempts = [...sent.attempts, { at: now(), answer }];
    const again = answer !== '200' && settings.retries && attempts.length <= retries;
    if (again) store.schedule({ kind: 'deliver', deliveryId }, now() + settings.retryAfter * 1_000);
    const state = answer === '200' ? 'delivered' : again ? 'waiting' : 'given-up';
    store.deliveries.put({ ...sent, attempts, state });
  });
}

/** The status, or why there is none. Only 200 counts: not 201, not 204, and no redirect is followed. */
async function post(settings: Settings, { body, contentType }: Delivery): Promise<string> {
  try {
    const reply = await fetch(settings.webhookUrl, {
      method: 'POST',
      headers: { 'content-type': contentType, ...signatures(settings, body) },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(settings.webhookTimeout * 1_000),
    });
    await reply.arrayBuffer();
    return String(reply.status);
  } catch (error) {
    const { cause, message } = error instanceof Error ? error : { cause: undefined, message: String(error) };
    return `no answer: ${cause instanceof Error ? cause.message : message}`;
  }
}

/** Both schemes of the study, 3.2; each can be switched off. */
function signatures({ secretHash, verifHash, signature }: Settings, body: string): Record<string, string> {
  if (secretHash === '') return {};
  return {
    ...(verifHash ? { 'verif-hash': secretHash } : {}),
    ...(signature
      ? { 'flutterwave-signature': createHmac('sha256', secretHash).update(body).digest('base64') }
      : {}),
  };
}

/** Sends a webhook again, as the dashboard can, whatever became of it. */
export function resend({ store, now }: Context, delivery: Delivery): void {
  store.deliveries.put({ ...delivery, state: 'waiting', attempts: [] });
  store.schedule({ kind: 'deliver', deliveryId: delivery.id }, now());
}
