import { inject } from 'vitest';
import * as z from 'zod';
import { initiatePayment } from '../../../shared/contract/payments.ts';
import type { Person } from '../../support/people.ts';

/** The Flutterwave that the shared local cloud plays, as a customer and its dashboard see it. */

const sandbox = `${inject('baseUrl')}/dev/flutterwave`;

/** A control of the sandbox. Throws with its words when it refuses. */
export async function control(name: string, body: object = {}): Promise<unknown> {
  const reply = await fetch(`${sandbox}/control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${name}: ${text}`);
  return JSON.parse(text);
}

const Paid = z.object({ redirect: z.string().nullable(), transactions: z.array(z.string()) });

/** What a customer does on the page of a payment. */
export const pay = async (checkout: string, choice: object = {}): Promise<z.output<typeof Paid>> =>
  Paid.parse(await control('pay', { checkout, outcome: 'success', webhook: 'never', ...choice }));

/** Where browsers of the stage come from, whatever port the cloud of the tests has. */
export const stageOrigin = 'http://127.0.0.1:3000';

/** Begins to top the wallet of somebody up. */
export async function begin({ api }: Person, amountKobo = 250_000, change: { returnTo?: string } = {}) {
  const { body } = await api.call(initiatePayment, { body: { purpose: 'top-up', amountKobo, ...change } });
  return { ...body, checkoutUrl: body.checkoutUrl ?? '' };
}
