import * as z from 'zod';

/** The Flutterwave that the local cloud plays, as a customer and its dashboard see it. */
export interface PlayedProvider {
  control(name: string, body?: object): Promise<unknown>;
  /** Somebody pays on a page, or tries; nothing is told unless `webhook` says so. Resolves to the transactions. */
  pay(checkout: string, choice?: object): Promise<string[]>;
  /** Webhooks about a payment, sent or to be sent, the newest first. */
  webhooksAbout(paymentId: string): Promise<{ id: string; body: string }[]>;
}

const Paid = z.object({ transactions: z.array(z.string()) });

const State = z.object({
  webhooks: z.array(z.looseObject({ id: z.union([z.string(), z.number()]), body: z.string() })),
});

export function playedProvider(cloudUrl: string): PlayedProvider {
  const url = `${cloudUrl}/dev/flutterwave/control`;
  const control = async (name: string, body: object = {}): Promise<unknown> => {
    const reply = await fetch(`${url}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${name}: ${text}`);
    return JSON.parse(text);
  };
  return {
    control,
    async pay(checkout, choice = {}) {
      const paid = await control('pay', { checkout, outcome: 'success', webhook: 'never', ...choice });
      return Paid.parse(paid).transactions;
    },
    async webhooksAbout(paymentId) {
      const { webhooks } = State.parse(await (await fetch(`${url}/state`)).json());
      return webhooks
        .filter(({ body }) => body.includes(paymentId))
        .map(({ id, body }) => ({ id: String(id), body }));
    },
  };
}
