/** `/tokenized-charges` and `/chargebacks` (study, 4.5 and 5.2). */
import * as z from 'zod';
import type { EmulatorReply } from '../emulators/emulator.ts';
import { Amount, Currency, TxRef } from './api-payments.ts';
import { pageOf, Refused, success } from './api-reply.ts';
import { pageNumber } from './api-transactions.ts';
import { API_PATH, type Context } from './context.ts';
import { announceCharge } from './deliveries.ts';
import { givenBody } from './given-body.ts';
import type { Chargeback } from './records.ts';
import { addTransaction } from './transactions.ts';
import { chargedBack, verified } from './wire.ts';

const TokenCharge = z.object({
  token: z.string('token is required').min(1, 'token is required'),
  email: z.email('email is required'),
  currency: Currency,
  amount: Amount,
  tx_ref: TxRef,
  country: z.string().default('NG'),
  narration: z.string().default('CARD Transaction '),
  redirect_url: z.string().nullish(),
});

export function chargeToken(context: Context, body: Buffer): EmulatorReply {
  const { store, origin } = context;
  const given = givenBody(TokenCharge, body);
  const known = store.tokens.get(given.token);
  const first = known && store.transactions.get(known.transactionId);
  if (!first) throw new Refused(400, 'Invalid token passed');
  // Widely reported, and in none of the pages that were read (study, 4.5).
  if (first.customer.email !== given.email) throw new Refused(400, 'Wrong token or email passed');
  const { tokenCharge } = store.settings();
  if (tokenCharge === 'declined') throw new Refused(400, 'Card declined: do not honour');
  const pending = tokenCharge === 'agreement-needed';
  const transaction = addTransaction(context, {
    txRef: given.tx_ref,
    amount: given.amount,
    currency: given.currency,
    status: pending ? 'pending' : tokenCharge,
    method: 'card',
    customer: first.customer,
    token: given.token,
    authModel: 'noauth',
    narration: given.narration,
    redirectUrl: given.redirect_url ?? null,
  });
  const data = { ...verified(transaction), redirect_url: given.redirect_url ?? null };
  if (!pending) {
    announceCharge(context, transaction, 'once');
    return success('Charge successful', data);
  }
  const redirect = `${origin}${API_PATH}/mockvbvpage?ref=${transaction.id}`;
  return success('Charge initiated', data, { meta: { authorization: { mode: 'redirect', redirect } } });
}

export function listChargebacks({ store }: Context, query: URLSearchParams): EmulatorReply {
  const flwRef = query.get('flw_ref');
  const all = store.chargebacks
    .newest(10_000)
    .flatMap((chargeback) => {
      const transaction = store.transactions.get(chargeback.transactionId);
      return transaction ? [{ chargeback, transaction }] : [];
    })
    .filter(({ transaction }) => flwRef === null || transaction.flwRef === flwRef);
  const { items, meta } = pageOf(all, pageNumber(query));
  return success(
    'Chargebacks fetched',
    items.map(({ chargeback, transaction }) =>
      chargedBack(chargeback, transaction, store.settings().chargebackNames),
    ),
    meta,
  );
}

const Decision = z.object({ action: z.enum(['accept', 'decline'], 'action must be accept or decline') });

/** Once, while nobody has decided. */
export function decideChargeback({ store }: Context, id: string, body: Buffer): EmulatorReply {
  const { action } = givenBody(Decision, body);
  const chargeback = store.chargebacks.get(id);
  const transaction = chargeback && store.transactions.get(chargeback.transactionId);
  if (!chargeback || !transaction) throw new Refused(400, 'Chargeback not found');
  if (chargeback.status !== 'initiated') throw new Refused(400, 'This chargeback was decided before');
  const decided: Chargeback = { ...chargeback, status: action === 'accept' ? 'accepted' : 'declined' };
  store.chargebacks.put(decided);
  return success('Chargeback updated', chargedBack(decided, transaction, store.settings().chargebackNames));
}
