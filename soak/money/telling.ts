import { createHmac } from 'node:crypto';
import type { LocalCloud } from '../../dev/cloud/local-cloud.ts';
import { until } from '../../dev/journey.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { hearWebhook, initiatePayment } from '../../shared/contract/payments.ts';
import { pathOf } from '../../shared/contract/route.ts';
import * as payments from '../../shared/data/payments.ts';
import type { Findings } from './ledger-check.ts';
import type { PlayedProvider } from './sandbox.ts';

/** Top-ups of one customer, and telling of them as the provider does, or as somebody who pretends to be it. */

/** What each is for. */
export const amountKobo = 250_000;

export interface Telling {
  api: ApiClient;
  cloud: LocalCloud;
  provider: PlayedProvider;
  /** What the provider signs with. */
  secretHash: string;
  findings: Findings;
  random: () => number;
}

export interface Begun {
  paymentId: string;
  accountId: string;
  checkout: string;
}

export async function begin({ api }: Telling): Promise<Begun> {
  const { body } = await api.call(initiatePayment, { body: { purpose: 'top-up', amountKobo } });
  const { accountId } = await payments.get(body.paymentId);
  return { paymentId: body.paymentId, accountId, checkout: body.checkoutUrl ?? '' };
}

/** How often a payment was credited. */
export async function creditsOf(
  { paymentId, accountId }: Pick<Begun, 'paymentId' | 'accountId'>,
  { findings }: Telling,
): Promise<number> {
  const entries = await findings.ledgerOf(accountId);
  return entries.filter(({ content: { kind, about } }) => kind === 'top-up' && about.id === paymentId).length;
}

export const sign = (body: string, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('base64');

/** What the provider sends with a body. */
export const genuineHeaders = (body: string, secret: string): Record<string, string> => ({
  'verif-hash': secret,
  'flutterwave-signature': sign(body, secret),
});

/** Delivers a webhook; resolves to how it was answered, and under which id of a request. */
export async function tell(
  { body, headers }: { body: string; headers: Record<string, string> },
  { cloud }: Telling,
): Promise<{ status: number; requestId: string }> {
  const reply = await fetch(`${cloud.url}${pathOf(hearWebhook)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await reply.arrayBuffer();
  return { status: reply.status, requestId: reply.headers.get('x-request-id') ?? '' };
}

/** Milliseconds that hearing may take on a machine that does other things too. */
const patience = 5 * 60_000;

/** Milliseconds after which what was postponed comes again, instead of a quarter of an hour. */
const postponement = 4000;

/** Waits until the queue of webhooks has nothing waiting, and no more in the hands of workers, or postponed by them, than so many. */
export async function heard({ cloud }: Telling, postponed = 0): Promise<void> {
  const queue = cloud.queueNames.find((each) => each.startsWith('HearPaymentQueue'));
  if (!queue) throw new Error('the local cloud has no queue of webhooks');
  const { fauxqs } = cloud.emulators;
  const clock = setInterval(() => postponed === 0 && fauxqs.releaseInvisible(queue), postponement);
  try {
    await until(
      'the end of all webhooks',
      async () => {
        const { visible, delayed, inFlight } = fauxqs.depth(queue);
        return visible + delayed === 0 && inFlight <= postponed ? true : undefined;
      },
      patience,
    );
  } finally {
    clearInterval(clock);
  }
}
