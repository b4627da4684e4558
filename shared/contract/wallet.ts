import * as z from 'zod';
import { entryKinds, ledgerAccounts, revenueSources } from '../domain/ledger/entry.ts';
import { plans } from '../domain/plan.ts';
import { Moment } from './moment.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';

const kobo = z.int().min(0);

const Balance = z.object({
  availableKobo: kobo.describe('What can be spent.'),
  heldKobo: kobo.describe(
    'What is set aside: for documents that are being made, while somebody decides about money that does not fit its payment, and for refunds on their way.',
  ),
  owedKobo: kobo.describe('What a chargeback took that was not there; whatever comes in pays it off first.'),
});

export const getWallet = route({
  method: 'GET',
  path: '/wallet',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'What the account has, and what its month still includes',
  needs: ['table:read', 'prices:read'],
  reply: {
    status: 200,
    body: Balance.extend({
      plan: z.enum(plans),
      documentKobo: kobo.describe('What a document costs that the month does not include.'),
      month: z.object({
        name: z
          .string()
          .describe('As people in Lagos have it: 2026-11, or the day a month began that was paid for.'),
        from: z.iso.datetime().describe('When it began.'),
        until: z.iso.datetime().describe('When the next one begins, if a plan goes on.'),
        included: z.int().min(0).describe('Documents that cost nothing more.'),
        used: z.int().min(0),
        left: z.int().min(0),
      }),
    }).meta({ id: 'Wallet' }),
  },
  errors: [],
});

export const LedgerEntry = z
  .object({
    seq: z.int().describe('Place in the ledger of the account: 1, 2, 3, …, without gaps.'),
    at: z.iso.datetime(),
    kind: z.enum(entryKinds),
    lines: z
      .array(z.object({ account: z.enum(ledgerAccounts), kobo: z.int() }))
      .readonly()
      .describe('Double entry: they sum to zero.'),
    balance: Balance.describe('After this entry.'),
    about: z.object({ kind: z.string(), id: z.string() }).describe('What it is about: a document, a batch.'),
    source: z.enum(revenueSources).optional().describe('What was paid for.'),
    reason: z.string().optional().describe('Why, of an adjustment.'),
    hash: z.string().describe('Seals this entry and all before it; SHA-256.'),
  })
  .meta({ id: 'LedgerEntry' });

const narrowing = {
  from: Moment.optional().describe('Not before this moment or day (UTC).'),
  to: Moment.optional().describe('Not after this moment or day (UTC).'),
  kind: z.enum(entryKinds).optional(),
};

export const listLedger = route({
  method: 'GET',
  path: '/wallet/ledger',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Every movement of the account’s money, the newest first',
  description: 'Entries are never changed or removed. A page may be short although there is a nextCursor.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({ ...PageQuery, ...narrowing }),
  reply: { status: 200, body: pageOf(LedgerEntry) },
  errors: [],
});

export const exportLedger = route({
  method: 'GET',
  path: '/wallet/ledger/export',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Every movement of the account’s money as a spreadsheet, the oldest first',
  description:
    'CSV (RFC 4180, UTF-8 with a byte order mark), safe to open in a spreadsheet; every amount in naira and in kobo. It comes in parts: as long as there is more, the header Link names the next part (rel="next"), which is the same request with "after". Each part has its headings.',
  needs: ['table:read'],
  query: z.strictObject({
    ...narrowing,
    after: z.coerce.number().int().min(0).default(0).describe('Begin behind this entry.'),
    limit: z.coerce.number().int().min(1).max(5000).default(5000).describe('Entries in this part at most.'),
  }),
  reply: {
    status: 200,
    body: z.string(),
    contentType: 'text/csv; charset=utf-8',
    fileName: 'ledger.csv',
    inParts: true,
  },
  errors: [],
  memory: 1769,
  timeout: 29,
});
