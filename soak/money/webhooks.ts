import { createHmac } from 'node:crypto';
import { until } from '../../dev/journey.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { hearWebhook, initiatePayment } from '../../shared/contract/payments.ts';
import { pathOf } from '../../shared/contract/route.ts';
import * as payments from '../../shared/data/payments.ts';
import * as securityEvents from '../../shared/data/security-events.ts';
import * as wallets from '../../shared/data/wallets.ts';
import type { Findings } from './ledger-check.ts';
import type { PlayedProvider } from './sandbox.ts';

const amountKobo = 250_000;

interface Webhooks {
  api: ApiClient;
  cloudUrl: string;
  provider: PlayedProvider;
  /** What the provider signs with. */
  secretHash: string;
  findings: Findings;
  random: () => number;
}

const begin = async ({
  api,
}: Webhooks): Promise<{ paymentId: string; accountId: string; checkout: string }> => {
  const { body } = await api.call(initiatePayment, { body: { purpose: 'top-up', amountKobo } });
  const { accountId } = await payments.get(body.paymentId);
  return { paymentId: body.paymentId, accountId, checkout: body.checkoutUrl ?? '' };
};

/** How often a payment was credited. */
async function creditsOf(
  { paymentId, accountId }: { paymentId: string; accountId: string },
  { findings }: Webhooks,
) {
  const entries = await findings.ledgerOf(accountId);
  return entries.filter(({ content: { kind, about } }) => kind === 'top-up' && about.id === paymentId).length;
}

/**
 * Pays several payments and has the provider tell of them a hundred times, in any order and all at once. Resolves to the credits of the one
 * that has the most.
 */
export async function replayWebhooks(count: number, setting: Webhooks): Promise<number> {
  const { provider, findings, random } = setting;
  const begun = await Promise.all(Array.from({ length: count }, () => begin(setting)));
  for (const { checkout } of begun) await provider.pay(checkout, { webhook: 'once' });
  const told = await Promise.all(
    begun.map(({ paymentId }) =>
      until(`a webhook about ${paymentId}`, async () => (await provider.webhooksAbout(paymentId))[0]?.id),
    ),
  );
  const replays = Array.from({ length: 100 }, (_, index) => told[index % told.length] ?? '').toSorted(
    () => random() - 0.5,
  );
  await Promise.all(replays.map((webhook) => provider.control('resend', { webhook })));
  await until('all payments to be paid', async () => {
    const found = await Promise.all(begun.map(({ paymentId }) => payments.get(paymentId)));
    return found.every(({ state }) => state === 'paid') ? true : undefined;
  });
  const credits = await Promise.all(begun.map((each) => creditsOf(each, setting)));
  findings.expect(
    credits.every((times) => times === 1),
    `payments with 100 webhooks were credited ${credits.join(', ')} times`,
  );
  return Math.max(...credits);
}

/** Sends what nobody but the provider may send: it is refused, credits nothing, and is a security event. */
export async function forgeWebhooks(setting: Webhooks): Promise<void> {
  const { provider, cloudUrl, secretHash, findings } = setting;
  const payment = await begin(setting);
  await provider.pay(payment.checkout, { webhook: 'once' });
  const [genuine] = await until(`a webhook about ${payment.paymentId}`, async () => {
    const all = await provider.webhooksAbout(payment.paymentId);
    return all.length > 0 ? all : undefined;
  });
  const sign = (body: string, secret: string): string =>
    createHmac('sha256', secret).update(body).digest('base64');
  const signature = sign(genuine?.body ?? '', secretHash);
  const altered = (genuine?.body ?? '').replace(/"amount":\d+/, '"amount":9999999');
  const { paymentId } = await begin(setting);
  // Of another amount than all genuine ones, so that it is seen if it comes in.
  const claimed = { amount: (3 * amountKobo + 100) / 100, currency: 'NGN' };
  const data = { id: 1, tx_ref: paymentId, status: 'successful', ...claimed };
  const made = JSON.stringify({ event: 'charge.completed', data });
  const forgeries: [string, string, Record<string, string>][] = [
    ['unsigned', made, {}],
    ['with another hash', made, { 'verif-hash': 'somebody-guessed-this-one' }],
    [
      'signed with another secret',
      made,
      { 'flutterwave-signature': sign(made, 'somebody-guessed-this-one') },
    ],
    ['altered after it was signed', altered, { 'flutterwave-signature': signature }],
    [
      'altered, with the right hash',
      altered,
      { 'verif-hash': secretHash, 'flutterwave-signature': signature },
    ],
  ];
  for (const [how, body, headers] of forgeries) {
    const { status } = await fetch(`${cloudUrl}${pathOf(hearWebhook)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    findings.expect(status === 401, `a webhook ${how} was answered ${status}`);
  }
  const { state, accountId } = await payments.get(paymentId);
  const credits = await creditsOf({ paymentId, accountId }, setting);
  findings.expect(state === 'pending' && credits === 0, `a forged webhook made a payment ${state}`);
  const { availableKobo, heldKobo } = await wallets.read(accountId);
  findings.expect(
    availableKobo % amountKobo === 0 && heldKobo === 0,
    `a forged webhook left ${availableKobo} kobo, and ${heldKobo} set aside`,
  );
  const events = async () =>
    (await securityEvents.list({ limit: 50 }, { kind: 'forged-webhook' })).items.length;
  const before = await events();
  findings.expect(before > 0, 'forged webhooks are no security event');
  // With the hash alone it is heard: the hash binds no body. What it says is denied by the provider.
  const { status } = await fetch(`${cloudUrl}${pathOf(hearWebhook)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'verif-hash': secretHash },
    body: altered,
  });
  findings.expect(status === 200, `an altered webhook with the right hash was answered ${status}`);
  await until('the altered webhook as a security event', async () =>
    (await events()) > before ? true : undefined,
  );
  const credited = await creditsOf(payment, setting);
  findings.expect(credited === 1, `an altered webhook credited its payment ${credited} times`);
}
