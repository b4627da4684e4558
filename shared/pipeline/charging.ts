import * as accounts from '../data/accounts.ts';
import * as charges from '../data/document-charges.ts';
import * as documents from '../data/documents.ts';
import * as quotas from '../data/quota.ts';
import { withoutRemoved } from '../data/removed-documents.ts';
import { insertingAnew, isRepeatable } from '../data/repeated-making.ts';
import * as wallets from '../data/wallets.ts';
import type { Account } from '../domain/account.ts';
import { planAt, type QuotaPeriod, quotaPeriodAt } from '../domain/billing-period.ts';
import { charged } from '../domain/charge.ts';
import type { Document } from '../domain/document.ts';
import { linesOf } from '../domain/ledger/posting.ts';
import {
  includedFor,
  nextPriceList,
  priceListAt,
  type Quote,
  quote,
  requireSeenPrice,
} from '../domain/price-list.ts';
import { type Offer, offerOf } from '../domain/price-offer.ts';
import { requireWon } from '../domain/revision.ts';
import { variable } from '../environment/variable.ts';
import { newId } from '../runtime/new-id.ts';

/** How many documents a month includes for an account, and how many are left of them. Takes the need `prices:read`. */
export async function leftFor(
  account: Account,
  at: Date,
): Promise<{ month: string; period: QuotaPeriod; room: number; left: number }> {
  const period = quotaPeriodAt(account, at);
  const room = includedFor(account, freeDocuments(), at);
  const left = room === 0 ? 0 : Math.max(0, room - (await quotas.usedIn(account.accountId, period.key)));
  return { month: period.key, period, room, left };
}

/** What documents cost an account right now. Takes the need `prices:read`. */
export async function quoteFor(
  account: Account,
  count: number,
  at: Date,
): Promise<{ quote: Quote } & Awaited<ReturnType<typeof leftFor>>> {
  const found = await leftFor(account, at);
  return { ...found, quote: quote(count, { plan: planAt(account, at), left: found.left }, at) };
}

/** The lists in force and announced, as they are on this stage. Takes the need `prices:read`. */
export function offersAt(at: Date): { current: Offer; next?: Offer } {
  const terms = {
    freeDocuments: freeDocuments(),
    limitFactor: Number(variable('RATE_LIMIT_FACTOR')),
  };
  const next = nextPriceList(at);
  return { current: offerOf(priceListAt(at), terms), ...(next ? { next: offerOf(next, terms) } : {}) };
}

/** What the free plan includes on this stage; undefined where that is as the price list says. */
function freeDocuments(): number | undefined {
  const setting = variable('FREE_DOCUMENTS');
  return setting === 'as-listed' ? undefined : Number(setting);
}

/** Attempts against others who use up what the month includes at the same moment, or give it up for a dearer plan. */
const attempts = 5;

/**
 * Stores queued documents of one account, and sets aside what they cost. What an earlier attempt at the same request has stored is
 * kept at the price of that time, what somebody has removed since stays removed, and only what is missing is quoted and stored. Throws `insufficient-funds` when its price is not
 * there, and `price-changed` when all of them come to more than `mostKobo`; nothing is stored then.
 */
export async function insertCharged(
  account: Account,
  queued: readonly Document[],
  at: Date,
  mostKobo?: number,
): Promise<Document[]> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    // Ids that nobody had before are not looked for.
    const kept = attempt > 0 || isRepeatable() ? await storedOf(account.accountId, queued) : noDocuments;
    // After the look for documents: whoever removes one notes that together, so one that is gone by then is noted.
    const missing = await withoutRemoved(queued.filter(({ documentId }) => !kept.has(documentId)));
    const payer = attempt > 0 ? await accounts.get(account.accountId) : account;
    const { quote, month, room } = await quoteFor(payer, missing.length, at);
    if (quote.totalKobo > 0) await requireAgreed(account.accountId, quote, [...kept.values()], mostKobo);
    const priced = charged(missing, quote, month);
    // One that stands there although it was missing is somebody's at this moment: it is looked at again.
    if (await insertingAnew(() => charges.insertCharged(priced, room, newHoldId)))
      return inOrder(queued, [...kept.values(), ...priced]);
  }
  return requireWon(false);
}

/** Another one in every attempt: the ids of a request are the same in all of them. */
const newHoldId = (): string => newId('hld');

const noDocuments: ReadonlyMap<string, Document> = new Map();

const byId = (some: readonly Document[]): ReadonlyMap<string, Document> =>
  new Map(some.map((document) => [document.documentId, document]));

const storedOf = async (
  accountId: string,
  queued: readonly Document[],
): Promise<ReadonlyMap<string, Document>> =>
  byId(
    await documents.findMany(
      accountId,
      queued.map(({ documentId }) => documentId),
    ),
  );

function inOrder(queued: readonly Document[], found: readonly Document[]): Document[] {
  const known = byId(found);
  return queued.flatMap(({ documentId }) => known.get(documentId) ?? []);
}

/**
 * The whole price is one that was seen, and is there: what is set aside for a part of many documents is refused by itself.
 *
 * @param kept documents of the same order whose price was agreed to, and set aside, before
 */
async function requireAgreed(
  accountId: string,
  quote: Quote,
  kept: readonly Document[],
  mostKobo: number | undefined,
): Promise<void> {
  const keptKobo = kept.reduce((sum, { charge }) => sum + (charge?.kobo ?? 0), 0);
  requireSeenPrice(quote, mostKobo, { documents: kept.length, kobo: keptKobo });
  linesOf(await wallets.read(accountId), { kind: 'hold', kobo: quote.totalKobo });
}
