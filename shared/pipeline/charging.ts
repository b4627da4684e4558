import * as charges from '../data/document-charges.ts';
import * as documents from '../data/documents.ts';
import * as quotas from '../data/quota.ts';
import * as wallets from '../data/wallets.ts';
import type { Account } from '../domain/account.ts';
import { charged } from '../domain/charge.ts';
import type { Document } from '../domain/document.ts';
import { linesOf } from '../domain/ledger/posting.ts';
import { monthOf } from '../domain/plan.ts';
import { includedFor, type Quote, quote } from '../domain/price-list.ts';
import { requireWon } from '../domain/revision.ts';
import { variable } from '../environment/variable.ts';

/** How many documents a month includes for an account, and how many are left of them. Takes the need `prices:read`. */
export async function leftFor(
  account: Account,
  at: Date,
): Promise<{ month: string; room: number; left: number }> {
  const month = monthOf(at);
  const room = includedFor(account, freeDocuments(), at);
  const left = room === 0 ? 0 : Math.max(0, room - (await quotas.usedIn(account.accountId, month)));
  return { month, room, left };
}

/** What documents cost an account right now. Takes the need `prices:read`. */
export async function quoteFor(
  account: Account,
  count: number,
  at: Date,
): Promise<{ quote: Quote; month: string; room: number; left: number }> {
  const { month, room, left } = await leftFor(account, at);
  return { quote: quote(count, { plan: account.plan, left }, at), month, room, left };
}

/** What the free plan includes on this stage; undefined where that is as the price list says. */
function freeDocuments(): number | undefined {
  const setting = variable('FREE_DOCUMENTS');
  return setting === 'as-listed' ? undefined : Number(setting);
}

/** Attempts against others who use up what the month includes at the same moment. */
const attempts = 5;

/**
 * Stores queued documents of one account, and sets aside what they cost. Throws `insufficient-funds` when it is not there; nothing
 * is stored then.
 */
export async function insertCharged(
  account: Account,
  queued: readonly Document[],
  at: Date,
): Promise<Document[]> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { quote, month, room } = await quoteFor(account, queued.length, at);
    if (quote.totalKobo > 0) await requireFunds(queued, account.accountId, quote.totalKobo);
    const priced = charged(queued, quote, month);
    if (await charges.insertCharged(priced, room)) return priced;
  }
  return requireWon(false);
}

/**
 * For the sentence that names the whole price: what is set aside for a part of many documents is refused by itself. Where the first
 * document is there, an earlier attempt at the same request has set its money aside.
 */
async function requireFunds(queued: readonly Document[], accountId: string, kobo: number): Promise<void> {
  const wallet = await wallets.read(accountId);
  const [first] = queued;
  const wasMade = wallet.availableKobo < kobo && first && (await documents.find(accountId, first.documentId));
  if (!wasMade) linesOf(wallet, { kind: 'hold', kobo });
}
