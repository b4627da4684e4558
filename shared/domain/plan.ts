/** What an account pays for. Everybody begins on the free plan. */
export const plans = ['free', 'pro', 'business'] as const;
export type Plan = (typeof plans)[number];

/** What a plan costs and gives. */
export interface PlanTerms {
  /** Kobo for a month, paid in advance; 0 for the free plan. */
  monthlyKobo: number;
  /** Documents of a month that cost nothing more. */
  includedDocuments: number;
  /** Kobo for each further document, whatever files it is had as. */
  documentKobo: number;
}

/** Milliseconds that Lagos is ahead of UTC, the whole year. */
const lagos = 60 * 60_000;

/** The month that a time belongs to where our customers are: `2026-11`. */
export const monthOf = (at: Date): string => new Date(at.getTime() + lagos).toISOString().slice(0, 7);
