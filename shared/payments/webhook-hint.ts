import * as z from 'zod';
import type { WebhookClaim } from './webhook-claim.ts';

/**
 * What a webhook is about. It says where to look; amount and status may not be believed, and stand in its claim only.
 *
 * `charge`: somebody tried to pay, or a subscription was renewed. `refund`, `subscription`: one of them changed.
 * `other`: nothing that money of ours depends on, such as a transfer, a test of the dashboard, or an event we do not know.
 */
export interface WebhookHint {
  kind: 'charge' | 'refund' | 'subscription' | 'other';
  /** The provider's name of the event, for the log. */
  event: string;
  transactionId?: string;
  txRef?: string;
  refundId?: string;
  /** Whose subscription it is. */
  email?: string;
  /** What it says of the transaction, for comparison with the truth. */
  claim?: WebhookClaim;
}

const Id = z
  .union([z.int().nonnegative(), z.string().regex(/^[\w-]{1,64}$/)])
  .transform((id) => String(id))
  .optional()
  .catch(undefined);
const Text = z.string().min(1).max(200).optional().catch(undefined);

const Spoken = z
  .union([z.number(), z.string().max(40)])
  .transform((value) => String(value))
  .optional()
  .catch(undefined);

/** Field names of all shapes that were seen (study, 3.4 and 5.1); every one may be missing or be something else. */
const Fields = z.object({
  id: Id,
  tx_ref: Text,
  txRef: Text,
  reference: Text,
  amount: Spoken,
  currency: Text,
  status: Text,
  TransactionId: Id,
  AmountRefunded: z.unknown().optional(),
  customer: z.object({ email: Text }).optional().catch(undefined),
});
type Fields = z.output<typeof Fields>;

const Envelope = z.object({
  event: Text,
  type: Text,
  'event.type': Text,
  data: Fields.optional().catch(undefined),
});

/** Reads a body in any shape that Flutterwave has been seen to send, JSON or form. Undefined for what is none of them. */
export function hintOf(body: Uint8Array): WebhookHint | undefined {
  const text = Buffer.from(body).toString();
  const given = objectOf(text);
  const envelope = Envelope.safeParse(given).data;
  const flat = Fields.safeParse(given).data;
  if (!envelope || !flat) return undefined;
  const event = envelope.event ?? envelope.type;
  // Without an envelope: a refund, or the form of before v3, which has a reference.
  if (event === undefined) {
    if (flat.TransactionId !== undefined && flat.AmountRefunded !== undefined) return refund('refund', flat);
    return flat.txRef === undefined ? undefined : charge(envelope['event.type'] ?? 'legacy', flat);
  }
  const data = envelope.data ?? {};
  if (event.startsWith('charge.')) return charge(event, data);
  if (event.startsWith('refund.')) return refund(event, data);
  if (event.startsWith('subscription.')) {
    const email = data.customer?.email;
    return { kind: 'subscription', event, ...(email === undefined ? {} : { email }) };
  }
  return { kind: 'other', event };
}

function charge(event: string, fields: Fields): WebhookHint {
  const { id, tx_ref, txRef, reference, amount, currency, status } = fields;
  const found = tx_ref ?? txRef ?? reference;
  return {
    kind: 'charge',
    event,
    ...(id === undefined ? {} : { transactionId: id }),
    ...(found === undefined ? {} : { txRef: found }),
    claim: { txRef: found, amount, currency, status },
  };
}

function refund(event: string, { id, TransactionId }: Fields): WebhookHint {
  return {
    kind: 'refund',
    event,
    ...(id === undefined ? {} : { refundId: id }),
    ...(TransactionId === undefined ? {} : { transactionId: TransactionId }),
  };
}

/** JSON, or the form that is sent while the dashboard's switch for JSON is off (study, 3.1). */
function objectOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
