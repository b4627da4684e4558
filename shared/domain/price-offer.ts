import type { Account } from './account.ts';
import { type Plan, planLimits, plans } from './plan.ts';
import { includedFor, type PriceList } from './price-list.ts';
import { limitOf } from './rate-limit.ts';

/** A price list as it is told to anybody. */

/** What can be done here. A plan that lacks one of them is one that does not name it. */
export const features = [
  'word-files',
  'pdf-files',
  'batches',
  'verification',
  'organisations',
  'api-keys',
  'audit-trail',
  /** Documents may be asked for as often as one likes. */
  'unlimited-requests',
] as const;
export type Feature = (typeof features)[number];

const featuresOf = (plan: Plan): readonly Feature[] =>
  features.filter(
    (feature) => feature !== 'unlimited-requests' || planLimits[plan].requestsAnHour === undefined,
  );

export interface PlanOffer {
  plan: Plan;
  monthlyKobo: number;
  /** Documents of a month that cost nothing more, in an account of each kind. */
  includedDocuments: Record<Account['kind'], number>;
  documentKobo: number;
  limits: {
    /** Requests for documents; undefined: as many as one likes. */
    generateRequestsPerHour: number | undefined;
  };
  features: readonly Feature[];
}

export interface Offer {
  priceList: string;
  /** In force from the beginning of this day, UTC. */
  from: string;
  plans: PlanOffer[];
  /** Kobo for one of each. */
  products: PriceList['products'];
}

/** How a stage differs from the lists. */
export interface StageTerms {
  /** What the free plan includes where that is not what the list says. */
  freeDocuments: number | undefined;
  /** By which limits of requests are multiplied. */
  limitFactor: number;
}

/** What a list means on a stage. */
export function offerOf(list: PriceList, { freeDocuments, limitFactor }: StageTerms): Offer {
  const start = new Date(list.from);
  const included = (plan: Plan, kind: Account['kind']): number =>
    includedFor({ plan, kind }, freeDocuments, start, [list]);
  return {
    priceList: list.id,
    from: list.from,
    products: list.products,
    plans: plans.map((plan) => {
      const { monthlyKobo, documentKobo } = list.plans[plan];
      return {
        plan,
        monthlyKobo,
        includedDocuments: {
          personal: included(plan, 'personal'),
          organisation: included(plan, 'organisation'),
        },
        documentKobo,
        limits: { generateRequestsPerHour: requestsPerHour(plan, limitFactor) },
        features: featuresOf(plan),
      };
    }),
  };
}

function requestsPerHour(plan: Plan, factor: number): number | undefined {
  const limit = limitOf('generation', plan, factor);
  return limit && Math.floor((limit.most * 3600) / limit.seconds);
}
