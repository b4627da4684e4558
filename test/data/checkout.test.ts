import { describe, expect, test } from 'vitest';
import * as payments from '../../shared/data/payments.ts';
import { repeatMaking } from '../../shared/data/repeated-making.ts';
import { beginPayment } from '../../shared/domain/payment.ts';
import { orderOf } from '../../shared/domain/payment-order.ts';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { openCheckout } from '../../shared/pipeline/checkout.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();
process.env.PUBLIC_ORIGIN = 'http://127.0.0.1:3000';

const at = new Date();
const nobody = flutterwave(askingNobody);

/** A provider that makes a page for whoever asks, another one each time. */
function pages(): { provider: PaymentProvider; made: string[] } {
  const made: string[] = [];
  const createCheckout: PaymentProvider['createCheckout'] = async ({ txRef }) => {
    const value = `https://pay.example/${made.push(txRef)}`;
    return { kind: 'found', value };
  };
  return { provider: { ...nobody, createCheckout }, made };
}

const newPayment = () =>
  beginPayment(
    {
      ...orderOf({ purpose: 'top-up', amountKobo: 250_000 }, at),
      paymentId: newId('pay'),
      accountId: freshId('acc'),
      userId: freshId('usr'),
      email: 'buyer@example.com',
    },
    at,
  );

const logged: string[] = [];
const note = (event: string): void => void logged.push(event);
const open = (payment: ReturnType<typeof newPayment>, provider: PaymentProvider) =>
  openCheckout(
    payment,
    { name: 'Test Buyer', returnTo: undefined },
    { provider, at, log: { info: note, warn: note, error: note } },
  );

describe('the page of a payment', () => {
  test('is stored with it', async () => {
    const payment = newPayment();
    const opened = await open(payment, pages().provider);
    expect(opened).toMatchObject({ state: 'pending', checkout: { address: 'https://pay.example/1' } });
    expect(await payments.get(payment.paymentId)).toEqual(opened);
  });

  test('that the provider does not make is told to an operator, and nobody can pay', async () => {
    const payment = newPayment();
    logged.length = 0;
    await expect(open(payment, nobody)).rejects.toMatchObject({ code: 'unavailable' });
    expect(logged).toEqual(['checkout.not-made']);
    expect(await payments.get(payment.paymentId)).toMatchObject({ state: 'failed' });
  });

  test('is made by the repeated request where the first found no provider', async () => {
    const payment = newPayment();
    await expect(open(payment, nobody)).rejects.toMatchObject({ code: 'unavailable' });
    const opened = await repeatMaking(new Set([payment.paymentId]), () => open(payment, pages().provider));
    expect(opened).toMatchObject({ state: 'pending', lookAt: expect.any(String) });
    expect(await payments.get(payment.paymentId)).toEqual(opened);
  });

  test('is the same for a repeated request whose first answer was lost', async () => {
    const payment = newPayment();
    const { provider, made } = pages();
    const first = await open(payment, provider);
    expect(await repeatMaking(new Set([payment.paymentId]), () => open(payment, provider))).toEqual(first);
    expect(made).toHaveLength(1);
  });
});
