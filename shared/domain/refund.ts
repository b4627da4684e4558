/** Money that goes back to whoever paid, through the provider. Amounts are whole kobo. */

/**
 * `queued`: to be asked for. `asking`: the provider is being asked, or was when we died: it is looked up before anything is asked
 * again. `in-flight`: promised. `done`, `failed`: the end; what had failed is in the wallet again.
 */
export const refundStates = ['queued', 'asking', 'in-flight', 'done', 'failed'] as const;
export type RefundState = (typeof refundStates)[number];

/** `again`: the same was paid twice. `excess`: more was paid than was asked. `asked`: an administrator gave it back. */
export const refundReasons = ['again', 'excess', 'asked'] as const;
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
  /** The provider's id of it. */
  providerRefundId?: string | undefined;
  /** Refunds of the transaction that the provider knew before this one was asked for. */
  known?: string[] | undefined;
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
    'state' | 'providerRefundId' | 'known' | 'createdAt' | 'looks' | 'lookAt' | 'revision'
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
