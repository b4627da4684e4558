/** What an account pays for. Everybody begins on the free plan. */
export const plans = ['free', 'pro', 'business'] as const;
export type Plan = (typeof plans)[number];

/** Plans that cost something. */
export const paidPlans = ['pro', 'business'] as const satisfies Plan[];
export type PaidPlan = (typeof paidPlans)[number];

/** What a plan costs and gives. */
export interface PlanTerms {
  /** Kobo for a month, paid in advance; 0 for the free plan. */
  monthlyKobo: number;
  /** Documents of a month that cost nothing more. */
  includedDocuments: number;
  /** Kobo for each further document, whatever files it is had as. */
  documentKobo: number;
}

/** What a plan allows, besides its terms. */
export interface PlanLimits {
  /** How often an hour somebody may ask for documents; as often as they like where it is absent. */
  requestsAnHour?: number;
  /** Whether what the plan includes is included in organisations too, of which anybody may make as many as they like. */
  includesInOrganisations: boolean;
}

export const planLimits: Record<Plan, PlanLimits> = {
  free: { requestsAnHour: 100, includesInOrganisations: false },
  pro: { includesInOrganisations: true },
  business: { includesInOrganisations: true },
};

/** Whether the first plan gives more than the second. */
export const isAbove = (plan: Plan, other: Plan): boolean => plans.indexOf(plan) > plans.indexOf(other);

/** Milliseconds that Lagos is ahead of UTC, the whole year. */
export const lagosAhead = 60 * 60_000;

/** The month that a time belongs to where our customers are: `2026-11`. */
export const monthOf = (at: Date): string => new Date(at.getTime() + lagosAhead).toISOString().slice(0, 7);
