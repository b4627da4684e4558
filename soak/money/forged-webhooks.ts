import { until } from '../../dev/journey.ts';
import * as payments from '../../shared/data/payments.ts';
import * as securityEvents from '../../shared/data/security-events.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { amountKobo, begin, creditsOf, heard, sign, type Telling, tell } from './telling.ts';

/** Sends what nobody but the provider may send: it is refused, credits nothing, and is a security event. */
export async function forgeWebhooks(setting: Telling): Promise<void> {
  const { provider, secretHash, findings } = setting;
  const payment = await begin(setting);
  await provider.pay(payment.checkout, { webhook: 'once' });
  const [genuine] = await until(`a webhook about ${payment.paymentId}`, async () => {
    const all = await provider.webhooksAbout(payment.paymentId);
    return all.length > 0 ? all : undefined;
  });
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
    const { status } = await tell({ body, headers }, setting);
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
  const { status } = await tell({ body: altered, headers: { 'verif-hash': secretHash } }, setting);
  findings.expect(status === 200, `an altered webhook with the right hash was answered ${status}`);
  await until('the altered webhook as a security event', async () =>
    (await events()) > before ? true : undefined,
  );
  await heard(setting);
  const credited = await creditsOf(payment, setting);
  findings.expect(credited === 1, `an altered webhook credited its payment ${credited} times`);
}
