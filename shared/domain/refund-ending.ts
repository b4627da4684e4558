import { fail } from './fault.ts';
import {
  foundAmong,
  isLate,
  isSilenceCertain,
  type ListedRefund,
  promisedAs,
  type Refund,
} from './refund.ts';

/** What a person may say about a refund that cannot end by itself. Amounts are whole kobo. */

/** Who says so, and why. */
export type EndedBy = Required<Pick<Refund, 'endedBy' | 'endNote'>> & Pick<Refund, 'endOrder'>;

/**
 * Whether a refund that has not ended does so by itself: the provider may be asked for it right now, or lists one that is it.
 *
 * @param listed what the provider knows of the transaction
 * @param others further refunds of it
 */
export function endsByItself(
  refund: Refund,
  { listed, others, at }: { listed: readonly ListedRefund[]; others: readonly Refund[]; at: Date },
): boolean {
  const { state, providerRefundId, kobo } = refund;
  if (state === 'asking')
    return !isSilenceCertain(refund, at) || foundAmong(listed, refund, others) !== undefined;
  return (
    state === 'in-flight' &&
    listed.some(({ id, amountKobo }) => id === providerRefundId && amountKobo === kobo)
  );
}

/**
 * Whether an order has done all that it is to do: it was noted, and the rest follows by itself. Where the provider still calls promised what
 * has arrived nothing does, and the order goes on.
 */
export const isEndedBy = ({ endOrder, lookAt, unconfirmed }: Refund, orderId: string | undefined): boolean =>
  orderId !== undefined && endOrder === orderId && (lookAt === undefined || unconfirmed === undefined);

/**
 * Whether somebody may say that a promised refund has arrived, naming its own id, although the provider still calls it promised: it takes
 * longer than banks do, and there may be no other end.
 */
export const mayHaveArrived = (refund: Refund, providerRefundId: string | undefined, at: Date): boolean =>
  refund.state === 'in-flight' && refund.providerRefundId === providerRefundId && isLate(refund, at);

/**
 * Which of the provider's refunds somebody means, of those that may be this one: it has not failed, is no other's, and gives back no more.
 * Throws `invalid-request` for any other id.
 */
export function meantBy(
  providerRefundId: string | undefined,
  { kobo, holdId }: Refund,
  { listed, others }: { listed: readonly ListedRefund[]; others: readonly Refund[] },
): ListedRefund {
  const told = listed.find(({ id }) => id === providerRefundId);
  if (!told || told.amountKobo < 1)
    return refuse('Name a refund that the provider lists for this transaction.');
  if (told.status === 'failed')
    return refuse('This refund has failed there: nothing was given back with it.');
  if (others.some((each) => each.providerRefundId === told.id))
    return refuse('This is another refund of this payment.');
  if (told.amountKobo > kobo)
    return refuse(
      'This gives back more. End the refund as failed, and take what was given back out of the wallet with an adjustment.',
    );
  if (told.amountKobo < kobo && holdId === undefined)
    return refuse('This gives back less, and money of another currency goes back as a whole.');
  return told;
}

/** Throws `invalid-request` where somebody names a refund of the provider for one that has failed. */
export function requireNone(providerRefundId: string | undefined): void {
  if (providerRefundId !== undefined)
    refuse('Leave it out: what has failed is no refund of the provider’s. Or say that it is done.');
}

const refuse = (message: string): never =>
  fail('invalid-request', 'Check providerRefundId.', [{ field: 'providerRefundId', message }]);

/**
 * The refund when it is that one of the provider's: of what that gives back, and on its way like any other.
 *
 * @param by with `unconfirmed` where it has arrived although the provider still calls it promised
 */
export const meantAs = (
  refund: Refund,
  told: ListedRefund,
  by: EndedBy & Pick<Refund, 'unconfirmed'>,
  at: Date,
): Refund => ({
  ...promisedAs(refund, told.id, at),
  ...by,
  kobo: told.amountKobo,
});
