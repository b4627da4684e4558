/** The pages that customers are sent to. */
import { urlOf } from '../cloud/target-url.ts';
import type { EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import { shownAmount } from './amounts.ts';
import { choose, expire, isOpen, type Visited } from './checkout.ts';
import { agreementPage, checkoutPage, donePage, unknownPage } from './checkout-page.ts';
import { Choice } from './choice.ts';
import { API_PATH, type Context } from './context.ts';
import type { Faults } from './faults.ts';
import { formOf, isForeign, page, redirectTo } from './page.ts';
import type { Checkout, Transaction } from './records.ts';
import { settle } from './transactions.ts';

const HOSTED_PATH = `${API_PATH}/hosted/pay/`;
const AGREEMENT_PATH = `${API_PATH}/mockvbvpage`;

export interface Hosted {
  /** Undefined for a request that is not for one of the pages. */
  answer(request: EmulatorRequest): Promise<EmulatorReply> | undefined;
  /** The same without a browser: what the choice leads to, or why the page takes none. */
  visit(checkout: Checkout, choice: Choice): Promise<Visited | 'inactive'>;
}

/** @param deliver sends every webhook that is due now */
export function hostedPages(context: Context, faults: Faults, deliver: () => Promise<void>): Hosted {
  const { store, now } = context;

  async function visit(checkout: Checkout, choice: Choice): Promise<Visited | 'inactive'> {
    const visited = store.atomically((): Visited | 'inactive' => {
      const current = store.checkouts.get(checkout.id) ?? checkout;
      if (isOpen(current, now())) return choose(context, current, choice);
      if (current.state === 'open') expire(context, current);
      return 'inactive';
    });
    if (visited === 'inactive') return visited;
    const { fault, faultTimes, faultMilliseconds } = choice;
    if (fault)
      faults.add({
        kind: fault,
        times: faultTimes ?? 1,
        path: '',
        after: false,
        ...(faultMilliseconds === undefined ? {} : { milliseconds: faultMilliseconds }),
      });
    if (choice.webhook === 'before') await deliver();
    return visited;
  }

  async function pay(request: EmulatorRequest, id: string): Promise<EmulatorReply> {
    const checkout = store.checkouts.get(id);
    if (!checkout) return unknownPage();
    if (request.method !== 'POST') return checkoutPage(checkout, now());
    const choice = Choice.safeParse(formOf(request));
    if (!choice.success) return checkoutPage(checkout, now(), choice.error.issues[0]?.message);
    const visited = await visit(checkout, choice.data);
    const after = store.checkouts.get(id) ?? checkout;
    if (visited === 'inactive') return checkoutPage(after, now());
    if (visited.to !== undefined) return redirectTo(visited.to);
    if (choice.data.outcome !== 'failed') return donePage(after);
    return checkoutPage(after, now(), 'The payment failed: insufficient funds. Try again, or another way.');
  }

  async function agree(request: EmulatorRequest, id: string): Promise<EmulatorReply> {
    const transaction = store.transactions.get(id);
    if (transaction?.status !== 'pending') return unknownPage();
    const { amount, currency, redirectUrl, txRef } = transaction;
    if (request.method !== 'POST') return agreementPage(shownAmount(amount, currency));
    const agreed = formOf(request).agree === 'yes';
    const settled = store.atomically(() =>
      settle(context, transaction, agreed ? 'successful' : 'failed', 'once'),
    );
    if (redirectUrl === null || !URL.canParse(redirectUrl))
      return page('Done', '<h1>You can close this page.</h1>');
    return redirectTo(withOutcome(redirectUrl, txRef, settled));
  }

  return {
    visit,
    answer(request) {
      const { pathname, searchParams } = urlOf(request.target);
      const isPage = pathname.startsWith(HOSTED_PATH) || pathname === AGREEMENT_PATH;
      if (!isPage) return undefined;
      if (request.method === 'POST' && isForeign(request)) return Promise.resolve(unknownPage());
      return pathname === AGREEMENT_PATH
        ? agree(request, searchParams.get('ref') ?? '')
        : pay(request, pathname.slice(HOSTED_PATH.length));
    },
  };
}

function withOutcome(redirectUrl: string, txRef: string, { id, status }: Transaction): string {
  const address = new URL(redirectUrl);
  address.searchParams.set('status', status);
  address.searchParams.set('tx_ref', txRef);
  address.searchParams.set('transaction_id', String(id));
  return address.href;
}
