import type { Account } from './account.ts';
import { planAt } from './billing-period.ts';
import { fail } from './fault.ts';
import { printedNaira } from './naira.ts';
import type { Product } from './payment.ts';
import { type Plan, type PlanTerms, planLimits, plans } from './plan.ts';

/** What things cost. A list never changes once it is in force: a new one with a later date follows it. */

export interface PriceList {
  /** Permanent; stands on every quote. */
  id: string;
  /** In force from the beginning of this day, UTC. */
  from: string;
  plans: Record<Plan, PlanTerms>;
  /** Kobo for one of each. */
  products: Record<Product, number>;
}

/** Newest last. */
export const priceLists: readonly PriceList[] = [
  {
    id: '2026-11',
    from: '2026-11-01',
    plans: {
      free: { monthlyKobo: 0, includedDocuments: 20, documentKobo: 5000 },
      pro: { monthlyKobo: 1_500_000, includedDocuments: 500, documentKobo: 3000 },
      business: { monthlyKobo: 7_500_000, includedDocuments: 5000, documentKobo: 2000 },
    },
    products: { book: 2_500_000, card: 100_000 },
  },
];

/** The list in force at a time. Throws for a time before the first one. */
export function priceListAt(at: Date, lists: readonly PriceList[] = priceLists): PriceList {
  const day = at.toISOString().slice(0, 10);
  const list = lists.findLast(({ from }) => from <= day);
  if (!list) throw new Error(`no price list is in force on ${day}`);
  return list;
}

/** The list that follows the one in force at a time; undefined when none is announced. */
export const nextPriceList = (at: Date, lists: readonly PriceList[] = priceLists): PriceList | undefined =>
  lists.find(({ from }) => from > at.toISOString().slice(0, 10));

/**
 * Documents of a month that cost an account nothing more, on the plan that counts at that time.
 *
 * @param freeDocuments what the free plan includes on this stage, in whatever account, where that is not what the list says
 */
export function includedFor(
  account: Pick<Account, 'plan' | 'paid' | 'kind'>,
  freeDocuments: number | undefined,
  at: Date,
  lists: readonly PriceList[] = priceLists,
): number {
  const plan = planAt(account, at);
  if (plan === 'free' && freeDocuments !== undefined) return freeDocuments;
  const { includesInOrganisations } = planLimits[plan];
  return account.kind === 'personal' || includesInOrganisations
    ? priceListAt(at, lists).plans[plan].includedDocuments
    : 0;
}

/** Whether a list makes sense: whole kobo, and no plan that is dearer in everything than one that costs less. */
export function faultOf({ plans: terms, products }: PriceList): string | undefined {
  const numbers = [
    ...Object.values(terms).flatMap((each) => Object.values(each)),
    ...Object.values(products),
  ];
  if (numbers.some((number) => !Number.isSafeInteger(number) || number < 0)) return 'a number is none';
  const [dearer] = plans.slice(1).filter((plan, index) => {
    const lesser = terms[plans[index] ?? 'free'];
    return (
      terms[plan].documentKobo > lesser.documentKobo ||
      terms[plan].includedDocuments < lesser.includedDocuments
    );
  });
  return dearer && `${dearer} gives less than the plan before it`;
}

/** What a number of documents costs, and by which list. */
export interface Quote {
  priceList: string;
  plan: Plan;
  documents: number;
  /** Of them, how many the month of the plan has room for. */
  included: number;
  /** Kobo for each of the others. */
  unitKobo: number;
  totalKobo: number;
}

/** What an earlier attempt at the same order has made, and what that costs. */
interface Kept {
  documents: number;
  kobo: number;
}

/**
 * Throws `price-changed` when documents would cost more than whoever asks for them has seen; less is welcome.
 *
 * @param mostKobo undefined for somebody who pays what they cost
 * @param kept is part of what was asked for, and not of the quote
 */
export function requireSeenPrice(
  { totalKobo, documents }: Quote,
  mostKobo: number | undefined,
  kept: Kept = { documents: 0, kobo: 0 },
): void {
  const allKobo = totalKobo + kept.kobo;
  if (mostKobo === undefined || allKobo <= mostKobo) return;
  if (kept.documents === 0)
    fail('price-changed', `This costs ${printedNaira(totalKobo)} now. Nothing was made or charged.`, [
      { field: 'maxKobo', message: `Send at least ${totalKobo} to agree.` },
    ]);
  // Whoever agrees sends another request, and that takes another key.
  fail(
    'price-changed',
    `An earlier attempt has made ${kept.documents} of these documents; the other ${documents} cost ${printedNaira(totalKobo)} now. Order those with a new Idempotency-Key.`,
    [{ field: 'maxKobo', message: `All of them come to ${allKobo}.` }],
  );
}

/**
 * The exact price of documents at a time, by the list in force.
 *
 * @param left documents that the month still includes
 */
export function quote(
  documents: number,
  account: { plan: Plan; left: number },
  at: Date,
  lists: readonly PriceList[] = priceLists,
): Quote {
  const { id, plans: terms } = priceListAt(at, lists);
  const included = Math.max(0, Math.min(documents, account.left));
  const unitKobo = terms[account.plan].documentKobo;
  return {
    priceList: id,
    plan: account.plan,
    documents,
    included,
    unitKobo,
    totalKobo: (documents - included) * unitKobo,
  };
}
