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
  /** The key of the month that includes it, see `QuotaPeriod`; absent when it is paid for. */
  month?: string | undefined;
  /** The hold that its money lies in; absent when it costs nothing. */
  holdId?: string | undefined;
}

/** Documents with what each costs: the first are those that the month includes. */
export const charged = (documents: readonly Document[], quote: Quote, month: string): Document[] =>
  documents.map((document, index) => ({ ...document, charge: chargeAt(quote, index, month) }));

const chargeAt = ({ priceList, plan, included, unitKobo }: Quote, index: number, month: string): Charge =>
  index < included ? { priceList, plan, kobo: 0, month } : { priceList, plan, kobo: unitKobo };

/**
 * What moves the money of a document once, whoever ends it. It names the hold, because a document that was taken back may be stored
 * again under its id, with money of its own.
 */
export const settlementCause = (documentId: string, holdId: string): string =>
  `settle#${holdId}#${documentId}`;

export const chargeStates = ['held', 'charged', 'released', 'included'] as const;
export type ChargeState = (typeof chargeStates)[number];

/** What an account is told of what a document costs. */
export interface ShownCharge {
  /** Never more than this; nothing in the end when it is released. */
  kobo: number;
  /** The month of the plan that has room for it; it costs nothing then. */
  includedInMonth?: string | undefined;
  priceList: string;
  plan: Plan;
  state: ChargeState;
}

/** A document with what its account is told of the charge. */
export const withShownCharge = <D extends Document>(
  document: D,
): Omit<D, 'charge'> & { charge?: ShownCharge } => {
  const { charge, ...rest } = document;
  return charge ? { ...rest, charge: shownCharge(charge, document.state) } : rest;
};

function shownCharge({ kobo, month, priceList, plan }: Charge, state: Document['state']): ShownCharge {
  return {
    kobo,
    ...(month === undefined ? {} : { includedInMonth: month }),
    priceList,
    plan,
    state: chargeState(month, state),
  };
}

function chargeState(month: string | undefined, state: Document['state']): ChargeState {
  if (state === 'failed') return 'released';
  if (month !== undefined) return 'included';
  return state === 'ready' ? 'charged' : 'held';
}

export type Ending = 'delivered' | 'failed';

/** How a change ends a document, or its removal; undefined when it does not, or when it had ended before. */
export function endingOf(before: Document, after: Document | undefined): Ending | undefined {
  if (isFinished(before)) return undefined;
  if (after && !isFinished(after)) return undefined;
  return after?.state === 'ready' ? 'delivered' : 'failed';
}
