import type { Document } from './document.ts';
import { isFinished } from './document.ts';
import type { Plan } from './plan.ts';
import type { Quote } from './price-list.ts';

/** What a document costs its account. It is settled when the document ends: earned when it is ready, given back otherwise. */
export interface Charge {
  priceList: string;
  plan: Plan;
  /** 0 when the month of the plan includes it. */
  kobo: number;
  /** The month that includes it; absent when it is paid for. */
  month?: string | undefined;
  /** The hold that its money lies in; absent when it costs nothing. */
  holdId?: string | undefined;
}

/** Documents with what each costs: the first are those that the month includes. */
export const charged = (documents: readonly Document[], quote: Quote, month: string): Document[] =>
  documents.map((document, index) => ({ ...document, charge: chargeAt(quote, index, month) }));

const chargeAt = ({ priceList, plan, included, unitKobo }: Quote, index: number, month: string): Charge =>
  index < included ? { priceList, plan, kobo: 0, month } : { priceList, plan, kobo: unitKobo };

export type Ending = 'delivered' | 'failed';

/** How a change ends a document, or its removal; undefined when it does not, or when it had ended before. */
export function endingOf(before: Document, after: Document | undefined): Ending | undefined {
  if (isFinished(before)) return undefined;
  if (after && !isFinished(after)) return undefined;
  return after?.state === 'ready' ? 'delivered' : 'failed';
}
