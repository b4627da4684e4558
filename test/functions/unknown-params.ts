import { startSocialSignIn } from '../../shared/contract/auth-social.ts';
import { initiatePayment, verifyPayment } from '../../shared/contract/payments.ts';
import { getQuote } from '../../shared/contract/prices.ts';
import { quoteSubscription } from '../../shared/contract/subscriptions.ts';

/** Ids and other parts of paths that have their form and name nothing, for tests of all routes. */
export const unknownParams = {
  accountId: `acc_${'0'.repeat(32)}`,
  userId: `usr_${'0'.repeat(32)}`,
  invitationId: `inv_${'0'.repeat(32)}`,
  sessionId: `ses_${'0'.repeat(32)}`,
  templateId: `tpl_${'0'.repeat(32)}`,
  documentId: `doc_${'0'.repeat(32)}`,
  assetId: `ast_${'0'.repeat(32)}`,
  batchId: `bat_${'0'.repeat(32)}`,
  keyId: `key_${'0'.repeat(32)}`,
  paymentId: `pay_${'0'.repeat(32)}`,
  refundId: `ref_${'0'.repeat(32)}`,
  chargebackId: '0',
  adjustmentId: `adj_${'0'.repeat(32)}`,
  blockId: `blk_${'0'.repeat(32)}`,
  statementId: `stm_${'0'.repeat(32)}`,
  kind: 'zip',
  row: '2',
  version: '1',
  code: '0'.repeat(26),
  provider: 'google',
};

/** What of a body says which others belong into it, by the route's path. */
export const requiredBodies: Record<string, Record<string, unknown>> = {
  [initiatePayment.path]: { purpose: 'top-up' },
};

/** What a route cannot be asked without in its query, by the route's path; it has its form and leads to nothing. */
export const requiredQueries: Record<string, Record<string, string>> = {
  [getQuote.path]: { documents: '1' },
  [startSocialSignIn.path]: { origin: 'http://127.0.0.1:3000', challenge: 'A'.repeat(43) },
  [quoteSubscription.path]: { plan: 'pro' },
  [verifyPayment.path]: { reference: unknownParams.paymentId },
};
