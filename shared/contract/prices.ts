import * as z from 'zod';
import { products } from '../domain/payment.ts';
import { plans } from '../domain/plan.ts';
import { features } from '../domain/price-offer.ts';
import { Quote } from './quote.ts';
import { route } from './route.ts';

const kobo = z.int().min(0);
const count = z.int().min(0);

const PriceList = z
  .object({
    priceList: z.string().describe('Its permanent id; stands on every quote and every document.'),
    from: z.iso.date().describe('In force from the beginning of this day, UTC.'),
    plans: z.array(
      z.object({
        plan: z.enum(plans),
        monthlyKobo: kobo.describe('For a month, paid in advance.'),
        includedDocuments: z
          .object({ personal: count, organisation: count })
          .describe('Documents of a month that cost nothing more, in an account of each kind.'),
        documentKobo: kobo.describe('For each further document, whatever files it is had as.'),
        limits: z.object({
          generateRequestsPerHour: count
            .optional()
            .describe('Requests for documents, of up to a hundred each; absent where there is no limit.'),
        }),
        features: z.array(z.enum(features)).readonly(),
      }),
    ),
    products: z
      .record(z.enum(products), kobo)
      .describe('For one of each; POST /payments/initiate sells them.'),
  })
  .meta({ id: 'PriceList' });

export const getPrices = route({
  method: 'GET',
  path: '/prices',
  auth: 'none',
  summary: 'What everything costs: the price list in force, and the next one once it is announced',
  needs: ['prices:read'],
  reply: {
    status: 200,
    body: z.object({ current: PriceList, next: PriceList.optional() }),
    cache: 'public, max-age=300',
  },
  errors: [],
});

export const getQuote = route({
  method: 'GET',
  path: '/wallet/quote',
  auth: 'user',
  // Whoever may spend the money may know how much there is: a large order tells what is missing. Movements take `wallet:read`.
  permission: 'documents:write',
  summary: 'What documents would cost the account right now',
  description:
    'Send totalKobo as maxKobo to POST /documents/generate: then nothing is made that would cost more.',
  needs: ['table:read', 'prices:read'],
  query: z.strictObject({
    documents: z.coerce.number().int().min(1).max(1_000_000).describe('How many.'),
  }),
  reply: {
    status: 200,
    body: z
      .object({
        ...Quote.shape,
        totalKobo: kobo.describe('Exactly what they cost when all become ready.'),
        suffices: z.boolean().describe('Whether the wallet has that much.'),
        missingKobo: kobo.describe('What would have to be topped up.'),
      })
      .meta({ id: 'WalletQuote' }),
  },
  errors: [],
});
