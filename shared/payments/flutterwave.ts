import * as z from 'zod';
import type { Ask } from './asking.ts';
import type { Checkout, Outcome, Page, PaymentMethod, PaymentProvider, Transaction } from './provider.ts';
import {
  dataOf,
  oddOr,
  pageOf,
  WireCharge,
  WireChargeback,
  WireRefund,
  WireSubscription,
  WireTransaction,
} from './wire.ts';
import { majorOf } from './wire-amount.ts';

/** Pages of attempts with one reference that are read; ten rows each, and a checkout is good for five attempts. */
const mostPages = 10;

/** What a mobile wallet is called with each currency; where there is none the provider drops the method. */
const wallets: Record<string, string> = {
  NGN: 'opay',
  GHS: 'mobilemoneyghana',
  KES: 'mpesa',
  RWF: 'mobilemoneyrwanda',
  TZS: 'mobilemoneytanzania',
  UGX: 'mobilemoneyuganda',
  XAF: 'mobilemoneyfranco',
  XOF: 'mobilemoneyfranco',
  ZMW: 'mobilemoneyzambia',
};

const optionOf = (method: PaymentMethod, currency: string): string | undefined => {
  if (method === 'mobile-money') return wallets[currency];
  return method === 'bank-transfer' ? 'banktransfer' : method;
};

/** Flutterwave's API, version 3, as a provider. */
export function flutterwave(ask: Ask): PaymentProvider {
  const listAttempts = (txRef: string, page: number): Promise<Outcome<Page<Transaction>>> =>
    ask({
      method: 'GET',
      path: '/transactions',
      query: { tx_ref: txRef, page: String(page) },
      answer: pageOf(WireTransaction),
    });

  /** All rows of the list, or the first outcome that is not a page; and how many of them cannot be read. */
  async function attemptsOf(txRef: string): Promise<Outcome<{ read: Transaction[]; unreadable: number }>> {
    const read: Transaction[] = [];
    let unreadable = 0;
    for (let page = 1; page <= mostPages; page++) {
      const outcome = await listAttempts(txRef, page);
      if (outcome.kind !== 'found') return outcome;
      unreadable += outcome.value.unreadable;
      read.push(...outcome.value.items.filter((each) => each.txRef === txRef));
      if (!outcome.value.more) return { kind: 'found', value: { read, unreadable } };
    }
    return {
      kind: 'unavailable',
      reason: 'unreadable',
      says: `more than ${mostPages} pages of one reference`,
    };
  }

  return {
    createCheckout: (checkout) =>
      ask({ method: 'POST', path: '/payments', body: checkoutBody(checkout), answer: HostedLink }),

    findTransaction: (id) =>
      about(id, (segment) =>
        ask({ method: 'GET', path: `/transactions/${segment}/verify`, answer: dataOf(WireTransaction) }),
      ),

    async findTransactions(txRef) {
      // One row of several, nobody says which, but looked up and not listed; the list has the others.
      const looked = await ask({
        method: 'GET',
        path: '/transactions/verify_by_reference',
        query: { tx_ref: txRef },
        answer: oddOr(WireTransaction),
      });
      if (looked.kind === 'unavailable' || looked.kind === 'refused') return looked;
      const listed = await attemptsOf(txRef);
      if (listed.kind === 'unavailable' || listed.kind === 'refused') return listed;
      const one = looked.kind === 'found' && looked.value?.txRef === txRef ? [looked.value] : [];
      const { read, unreadable } = listed.kind === 'found' ? listed.value : { read: [], unreadable: 0 };
      const all = [...one, ...read.filter(({ id }) => id !== one[0]?.id)];
      const isOdd = unreadable > 0 || (looked.kind === 'found' && looked.value === undefined);
      // One of them might be the payment; where another one is, it must not wait for somebody to mend how we read.
      if (isOdd && !all.some(({ status }) => status === 'paid'))
        return { kind: 'unavailable', reason: 'unreadable', says: 'rows of one reference' };
      return all.length > 0
        ? { kind: 'found', value: all }
        : { kind: 'not-found', says: 'nobody has tried to pay with this reference' };
    },

    listTransactions: ({ from, to, page }) =>
      ask({
        method: 'GET',
        path: '/transactions',
        query: { from, to, page: String(page) },
        answer: pageOf(WireTransaction),
      }),

    chargeToken: ({ token, email, txRef, amountKobo, currency, narration }) =>
      ask({
        method: 'POST',
        path: '/tokenized-charges',
        body: {
          token,
          email,
          tx_ref: txRef,
          amount: majorOf(amountKobo),
          currency,
          country: 'NG',
          narration,
        },
        answer: WireCharge,
      }),

    refund: ({ transactionId, amountKobo, comment }) =>
      about(transactionId, (segment) =>
        ask({
          method: 'POST',
          path: `/transactions/${segment}/refund`,
          body: { amount: majorOf(amountKobo), comments: comment },
          answer: dataOf(WireRefund),
        }),
      ),

    findRefund: (id) =>
      about(id, (segment) => ask({ method: 'GET', path: `/refunds/${segment}`, answer: dataOf(WireRefund) })),

    async findRefunds(transactionId) {
      const outcome = whole(
        await ask({
          method: 'GET',
          path: '/refunds',
          query: { id: transactionId },
          answer: pageOf(WireRefund),
        }),
      );
      // The parameter is known from others' code only (study, 5.1): what it does not filter we do.
      if (outcome.kind !== 'found') return outcome;
      return { ...outcome, value: outcome.value.filter((each) => each.transactionId === transactionId) };
    },

    // That days narrow this list is unverified: where they do not, all of it is read.
    listRefunds: ({ from, to, page }) =>
      ask({
        method: 'GET',
        path: '/refunds',
        query: { from, to, page: String(page) },
        answer: pageOf(WireRefund),
      }),

    listChargebacks: (page) =>
      ask({
        method: 'GET',
        path: '/chargebacks',
        query: { page: String(page) },
        answer: pageOf(WireChargeback),
      }),

    findSubscriptions: async (of) =>
      whole(
        await ask({
          method: 'GET',
          path: '/subscriptions',
          query: 'email' in of ? { email: of.email } : { transaction_id: of.transactionId },
          answer: pageOf(WireSubscription),
        }),
      ),

    cancelSubscription: (id) =>
      about(id, (segment) =>
        ask({ method: 'PUT', path: `/subscriptions/${segment}/cancel`, answer: dataOf(WireSubscription) }),
      ),
  };
}

/** Asks about one thing. What cannot be an id of the provider, such as `..`, would ask about something else. */
const about = <T>(id: string, ask: (segment: string) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  /^[\w-]{1,64}$/.test(id)
    ? ask(id)
    : Promise.resolve({ kind: 'not-found', says: 'this is no id of the provider' });

/** A short list that has to be known as a whole: nothing found is an empty one, and half of one is none. */
function whole<T>(outcome: Outcome<Page<T>>): Outcome<T[]> {
  if (outcome.kind === 'not-found') return { kind: 'found', value: [] };
  if (outcome.kind !== 'found') return outcome;
  const { items, unreadable, more } = outcome.value;
  return unreadable > 0 || more
    ? { kind: 'unavailable', reason: 'unreadable', says: 'a list that should have been short and readable' }
    : { kind: 'found', value: items };
}

/** The address is handed to a browser: nothing but a page. */
const HostedLink = dataOf(z.object({ link: z.url({ protocol: /^https?$/ }) }).transform(({ link }) => link));

function checkoutBody(checkout: Checkout): object {
  const { txRef, amountKobo, currency, customer, methods } = checkout;
  const options = (methods ?? []).flatMap((method) => optionOf(method, currency) ?? []);
  return {
    tx_ref: txRef,
    amount: majorOf(amountKobo),
    currency,
    redirect_url: checkout.returnTo,
    customer: {
      email: customer.email,
      ...(customer.name === undefined ? {} : { name: customer.name }),
      ...(customer.phone === undefined ? {} : { phonenumber: customer.phone }),
    },
    customizations: { title: checkout.title, description: checkout.description },
    ...(options.length === 0 ? {} : { payment_options: options.join(', ') }),
    configurations: { session_duration: checkout.minutes, max_retry_attempt: attempts },
  };
}

/** How often somebody may try on one page before they are sent back. */
const attempts = 5;
