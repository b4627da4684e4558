/** Money that goes back to whoever paid, through the provider. Amounts are whole kobo. */

/**
 * `queued`: to be asked for. `asking`: the provider is being asked, or was when we died: it is looked up before anything is asked
 * again. `in-flight`: promised. `done`, `failed`: the end; what had failed is in the wallet again. Of one transaction only one is
 * `asking` at a time, so that a refund that turns up at the provider can belong to no other.
 */
export const refundStates = ['queued', 'asking', 'in-flight', 'done', 'failed'] as const;
export type RefundState = (typeof refundStates)[number];

/**
 * `again`: the same was paid twice. `excess`: more was paid than was asked. `asked`: an administrator gave it back. `gone`: it came for an
 * account that was erased.
 */
export const refundReasons = ['again', 'excess', 'asked', 'gone'] as const;
export type RefundReason = (typeof refundReasons)[number];

export interface Refund {
  refundId: string;
  accountId: string;
  paymentId: string;
  /** The provider's transaction whose money it is. */
  transactionId: string;
  kobo: number;
  reason: RefundReason;
  /** Words of the administrator. */
  note?: string | undefined;
  byUserId?: string | undefined;
  state: RefundState;
  /** The hold that the money lies in until it has left; absent for money that never was in a wallet. */
  holdId?: string | undefined;
  /** Kobo of it that we had earned with the payment, and gave back into the wallet for it. */
  unearnedKobo?: number | undefined;
  /** The provider's id of it. */
  providerRefundId?: string | undefined;
  /** Refunds of the transaction that the provider knew before this one was asked for. */
  known?: string[] | undefined;
  /** When it was asked for last. */
  askedAt?: string | undefined;
  /** When the provider has promised it; absent for those that were promised before this was noted. */
  promisedAt?: string | undefined;
  /** Who has said how it ends, because it could not end by itself, and why. */
  endedBy?: string | undefined;
  endNote?: string | undefined;
  /** By which order; whoever repeats that one gets the same answer. */
  endOrder?: string | undefined;
  /** It has arrived by the word of a person alone: the provider has not said so yet, and may say that it has failed. */
  unconfirmed?: true | undefined;
  /** The provider said no, which is believed once a later look finds nothing: an earlier attempt may be why. */
  refused?: true | undefined;
  createdAt: string;
  /** How often the provider was asked. */
  looks: number;
  /** When it is looked at again; absent once it has ended. */
  lookAt?: string | undefined;
  revision: number;
}

/** A refund that is to be asked for, now. */
export const queueRefund = (
  refund: Omit<
    Refund,
    | 'state'
    | 'providerRefundId'
    | 'known'
    | 'askedAt'
    | 'promisedAt'
    | 'endedBy'
    | 'endNote'
    | 'endOrder'
    | 'unconfirmed'
    | 'refused'
    | 'createdAt'
    | 'looks'
    | 'lookAt'
    | 'revision'
  >,
  at: Date,
): Refund => ({
  ...refund,
  state: 'queued',
  createdAt: at.toISOString(),
  looks: 0,
  lookAt: at.toISOString(),
  revision: 1,
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Minutes after asking in which silence says nothing. The provider gives up after 28 seconds (study, 2.4), and no function of ours lives
 * longer than a quarter of an hour: after twice that nobody is asking any more, and what was done is in the provider's list.
 */
const silentMinutes = 30;

/** Days after its promise in which one should have ended. Banks take up to ten working days. */
const lateDays = 14;

/** Milliseconds between two looks, by the age of the refund. */
function pauseAt({ createdAt }: Refund, at: Date): number {
  const age = at.getTime() - Date.parse(createdAt);
  if (age < hour) return 10 * minute;
  if (age < day) return hour;
  return age < lateDays * day ? 6 * hour : day;
}

/** The refund when nothing is known yet: it is looked at again. */
export const lookLater = (refund: Refund, at: Date): Refund => ({
  ...refund,
  looks: refund.looks + 1,
  lookAt: new Date(at.getTime() + pauseAt(refund, at)).toISOString(),
  revision: refund.revision + 1,
});

/** From when on it is in the hands of banks, as far as we know: where no promise is noted, from the beginning. */
const promiseOf = ({ promisedAt, createdAt }: Refund): string => promisedAt ?? createdAt;

/** Whether it takes longer than banks do. */
export const isLate = (refund: Refund, at: Date): boolean =>
  refund.state !== 'done' &&
  refund.state !== 'failed' &&
  at.getTime() - Date.parse(promiseOf(refund)) > lateDays * day;

/** Days after which the provider should have promised one. */
const promisedDays = 3;

/** Whether an operator has to look at it: it is late, or was not even promised for days. */
export const isOverdue = (refund: Refund, at: Date): boolean => {
  const { state, createdAt } = refund;
  const isUnpromised = state === 'queued' || state === 'asking';
  return isLate(refund, at) || (isUnpromised && at.getTime() - Date.parse(createdAt) > promisedDays * day);
};

const silence = (at: Date): string => new Date(at.getTime() + silentMinutes * minute).toISOString();

/** The refund at the moment before the provider is asked. What it knew before the first time stays known for good. */
export const askFor = (refund: Refund, known: readonly string[], at: Date): Refund => ({
  ...refund,
  state: 'asking',
  known: refund.known ?? [...known],
  askedAt: at.toISOString(),
  looks: refund.looks + 1,
  lookAt: silence(at),
  revision: refund.revision + 1,
});

/** The refund when the provider said no. */
export const refusedBy = (refund: Refund, at: Date): Refund => ({
  ...refund,
  refused: true,
  lookAt: silence(at),
  revision: refund.revision + 1,
});

/** Whether it is certain by now that what the provider does not list was not done. */
export const isSilenceCertain = ({ askedAt }: Refund, at: Date): boolean =>
  askedAt === undefined || at.getTime() - Date.parse(askedAt) >= silentMinutes * minute;

/** A refund as the provider lists it. */
export interface ListedRefund {
  id: string;
  amountKobo: number;
  status: 'in-flight' | 'done' | 'failed';
}

/** Of several that may be ours, which it is: one that has moved money, if there is one. */
const likeliness: Record<ListedRefund['status'], number> = { done: 0, 'in-flight': 1, failed: 2 };

/**
 * Which of the provider's refunds is this one: of its amount, not there before it was asked for, and no other's. Undefined for none.
 *
 * @param others further refunds of the transaction
 */
export function foundAmong(
  listed: readonly ListedRefund[],
  { kobo, known = [] }: Refund,
  others: readonly Refund[],
): ListedRefund | undefined {
  const taken = new Set([...known, ...others.map(({ providerRefundId }) => providerRefundId)]);
  return listed
    .filter(({ id, amountKobo }) => amountKobo === kobo && !taken.has(id))
    .toSorted((left, right) => likeliness[left.status] - likeliness[right.status])[0];
}

/** Whether a refund of the provider is this one, or can be: nobody knows yet under which id one is that is being asked for. */
export const mayBe = (refund: Refund, told: ListedRefund & { transactionId: string }): boolean =>
  refund.providerRefundId === told.id ||
  (refund.state === 'asking' &&
    refund.transactionId === told.transactionId &&
    refund.kobo === told.amountKobo &&
    !refund.known?.includes(told.id));

/** The refund, promised by the provider. What was promised under this id before is so since then. */
export const promisedAs = (refund: Refund, providerRefundId: string, at: Date): Refund => ({
  ...lookLater(refund, at),
  state: 'in-flight',
  providerRefundId,
  promisedAt: refund.providerRefundId === providerRefundId ? refund.promisedAt : at.toISOString(),
});

/** The refund at its end; `providerRefundId` is unknown for one that was never made. */
export const endRefund = (
  refund: Refund,
  state: 'done' | 'failed',
  providerRefundId: string | undefined,
): Refund => ({
  ...refund,
  state,
  providerRefundId,
  lookAt: undefined,
  revision: refund.revision + 1,
});

/** Whether the provider says of one that has arrived for us that it has failed: its money has left our ledger, and is there still. */
export const isContradictedBy = (refund: Refund, told: ListedRefund): boolean =>
  refund.state === 'done' && refund.providerRefundId === told.id && told.status === 'failed';

/**
 * What the provider says otherwise of one that has arrived for us, under its id: it knows none of it, or one of another transaction or amount.
 * Undefined where it says the same; how it ended is another question.
 */
export function otherwiseTold(
  { transactionId, kobo }: Refund,
  told: (ListedRefund & { transactionId: string }) | undefined,
): string | undefined {
  if (!told) return 'It counts as arrived, and the provider knows no such refund.';
  if (told.transactionId !== transactionId)
    return `It counts as arrived, and there it is of transaction ${told.transactionId}.`;
  return told.amountKobo === kobo
    ? undefined
    : `It counts as arrived, and there ${told.amountKobo} kobo are given back.`;
}

/** Where one stands among those that nobody has confirmed. */
export const placeOfUnconfirmed = (refund: Refund): string => `${promiseOf(refund)}#${refund.refundId}`;

/** Days after its promise in which the provider is asked about one that has arrived by somebody's word. */
const comparedDays = 90;

/** Promises since this time are asked about. */
export const comparedSince = (at: Date): string => new Date(at.getTime() - comparedDays * day).toISOString();

/** The refund that has arrived by somebody's word, when the provider has said how it ended. */
export const confirmed = (refund: Refund): Refund => ({
  ...refund,
  unconfirmed: undefined,
  revision: refund.revision + 1,
});

/** Kobo of a transaction that are given back or promised, by refunds of its payment. */
export const refundedOf = (refunds: readonly Refund[], transactionId: string): number =>
  refunds
    .filter((refund) => refund.transactionId === transactionId && refund.state !== 'failed')
    .reduce((sum, { kobo }) => sum + kobo, 0);
