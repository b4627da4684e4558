import * as z from 'zod';
import { plans } from '../domain/plan.ts';

/** What documents cost, by which list. */
export const Quote = z
  .object({
    priceList: z.string(),
    plan: z.enum(plans),
    documents: z.int(),
    included: z.int().describe('Of them, how many the month of the plan has room for.'),
    unitKobo: z.int().describe('For each of the others.'),
    totalKobo: z.int().describe('Exactly what the run costs when every good row becomes a document.'),
  })
  .meta({ id: 'Quote' });
