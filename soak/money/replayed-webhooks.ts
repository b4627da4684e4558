import * as z from 'zod';
import * as payments from '../../shared/data/payments.ts';
import * as securityEvents from '../../shared/data/security-events.ts';
import * as wallets from '../../shared/data/wallets.ts';
import {
  amountKobo,
  type Begun,
  begin,
  creditsOf,
  genuineHeaders,
  heard,
  sign,
  type Telling,
  tell,
} from './telling.ts';

/** Everything that can be told of a payment, in any order, before and after it is paid. */

/** Webhooks in all, and of each payment at least. */
const [webhooks, ofEach] = [100, 20];

/** Webhooks that arrive at the same moment. */
const atOnce = 8;

/** A webhook, and what it must be answered. */
interface Told {
  body: string;
  headers: Record<string, string>;
  answer: 200 | 401;
  /** It says what is not so, with our secret hash. */
  isLie?: boolean;
  /** It tells of money that the provider's own list does not have yet: the queue brings it again. */
  isEarly?: boolean;
}

/** A webhook of a transaction, as far as it is changed here. */
const Body = z.looseObject({
  data: z.looseObject({ id: z.union([z.string(), z.number()]), status: z.string(), amount: z.number() }),
});

/**
 * Has customers fail, wait and pay, and tells of all that in a random order, some of it twice or more often: some while they wait, the rest
 * once they have paid, with forged and altered webhooks among them. Resolves to the credits of the payment that has the most, once all of
 * them were heard.
 */
export async function replayWebhooks(count: number, setting: Telling): Promise<number> {
  const { provider, findings } = setting;
  const begun = await Promise.all(Array.from({ length: count }, () => begin(setting)));
  const [{ accountId } = { accountId: '' }] = begun;
  const before = await wallets.read(accountId);
  const waiting = [];
  for (const payment of begun) waiting.push(await failAndWait(payment, setting));
  const early = waiting.map((each) => whileWaiting(each, setting));
  await tellAll(early, Math.floor(share(count) / 3), setting);
  for (const { transactionId } of waiting)
    await provider.control('settle', { transaction: transactionId, status: 'successful', webhook: 'never' });
  const late = await Promise.all(waiting.map((each) => oncePaid(each, setting)));
  const lies = await tellAll(late, share(count) - Math.floor(share(count) / 3), setting);
  await heard(setting);
  await expectAllPaid(begun, setting);
  const after = await wallets.read(accountId);
  findings.expect(
    after.availableKobo - before.availableKobo === count * amountKobo && after.heldKobo === before.heldKobo,
    `webhooks of ${count} payments brought ${after.availableKobo - before.availableKobo} kobo, and set ${after.heldKobo - before.heldKobo} aside`,
  );
  const noticed = await requestsOfForgeries();
  const missed = lies.filter((requestId) => !noticed.has(requestId));
  findings.expect(
    missed.length === 0,
    `of ${lies.length} altered webhooks ${missed.length} are no security event`,
  );
  const credits = await Promise.all(begun.map((each) => creditsOf(each, setting)));
  findings.expect(
    credits.every((times) => times === 1),
    `payments with many webhooks each were credited ${credits.join(', ')} times`,
  );
  return Math.max(...credits);
}

/** Ids of all requests that a forged webhook was found in. */
async function requestsOfForgeries(): Promise<Set<string>> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await securityEvents.list({ limit: 50, cursor }, { kind: 'forged-webhook' });
    ids.push(...page.items.map(({ requestId }) => requestId));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return new Set(ids);
}

const share = (count: number): number => Math.max(ofEach, Math.ceil(webhooks / count));

async function expectAllPaid(begun: readonly Begun[], { findings }: Telling): Promise<void> {
  const states = await Promise.all(begun.map(async ({ paymentId }) => (await payments.get(paymentId)).state));
  findings.expect(
    states.every((state) => state === 'paid'),
    `payments that were told of are ${states.join(', ')}`,
  );
}

/** A payment that was tried and failed, and is waiting for a bank; with the webhook of the failure. */
interface Waiting extends Begun {
  transactionId: string;
  failed: string;
}

async function failAndWait(payment: Begun, { provider }: Telling): Promise<Waiting> {
  await provider.pay(payment.checkout, { outcome: 'failed' });
  const [failed] = await provider.webhooksAbout(payment.paymentId);
  const [transactionId] = await provider.pay(payment.checkout, { outcome: 'pending-paid', seconds: 1e7 });
  if (!failed || transactionId === undefined) throw new Error(`${payment.paymentId} was not tried`);
  return { ...payment, transactionId, failed: failed.body };
}

/** What is told of a payment while it waits. */
function whileWaiting({ failed, transactionId }: Waiting, { secretHash }: Telling): Told[] {
  const saying = (change: object): string => {
    const body = Body.parse(JSON.parse(failed));
    return JSON.stringify({ ...body, data: { ...body.data, id: Number(transactionId), ...change } });
  };
  const paid = saying({ status: 'successful' });
  return [
    genuine(failed, secretHash),
    genuine(saying({ status: 'pending' }), secretHash),
    { ...genuine(paid, secretHash), isEarly: true },
    ...alterationsOf(paid, secretHash),
  ];
}

/** What is told of it besides, once it was paid. */
async function oncePaid(waiting: Waiting, setting: Telling): Promise<Told[]> {
  const { provider, secretHash } = setting;
  const [paid] = await provider.webhooksAbout(waiting.paymentId);
  if (!paid?.body.includes(waiting.transactionId)) throw new Error(`nothing tells of ${waiting.paymentId}`);
  const before = whileWaiting(waiting, setting).map((each) => ({ ...each, isEarly: false }));
  return [genuine(paid.body, secretHash), ...before, ...alterationsOf(paid.body, secretHash)];
}

const genuine = (body: string, secretHash: string): Told => ({
  body,
  headers: genuineHeaders(body, secretHash),
  answer: 200,
});

/** What nobody but the provider may say, and what it would not say. */
function alterationsOf(body: string, secretHash: string): Told[] {
  const { data, ...rest } = Body.parse(JSON.parse(body));
  const altered = JSON.stringify({ ...rest, data: { ...data, amount: data.amount + 1 } });
  const made = sign(body, 'somebody-guessed-this-one');
  return [
    { body, headers: {}, answer: 401 },
    { body, headers: { 'flutterwave-signature': made }, answer: 401 },
    { body: altered, headers: genuineHeaders(body, secretHash), answer: 401 },
    { body: altered, headers: { 'verif-hash': secretHash }, answer: 200, isLie: true },
  ];
}

/** Tells so much of each payment: all there is once, and some of it again. Resolves to the requests that bore a lie with our hash. */
async function tellAll(ofPayments: readonly Told[][], share: number, setting: Telling): Promise<string[]> {
  const { findings, random } = setting;
  const lies: string[] = [];
  const pick = (all: readonly Told[]): Told[] => {
    const one = all[Math.floor(random() * all.length)];
    return one ? [one] : [];
  };
  const told = shuffled(
    ofPayments.flatMap((all) => [
      ...all,
      ...Array.from({ length: Math.max(0, share - all.length) }, () => pick(all)).flat(),
    ]),
    random,
  );
  for (let start = 0; start < told.length; start += atOnce)
    await Promise.all(
      told.slice(start, start + atOnce).map(async (each) => {
        const { status, requestId } = await tell(each, setting);
        if (each.isLie) lies.push(requestId);
        findings.expect(
          status === each.answer,
          `a webhook was answered ${status}, not ${each.answer}: ${each.body}`,
        );
      }),
    );
  await heard(setting, told.filter(({ isEarly }) => isEarly).length);
  return lies;
}

/** In an order of its own for each state of the dice. */
export const shuffled = <T>(all: readonly T[], random: () => number): T[] =>
  all
    .map((each) => ({ each, place: random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ each }) => each);
