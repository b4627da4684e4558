/** The API of Flutterwave, version 3: who asks, what, and what goes wrong on the way. */
import { hash, timingSafeEqual } from 'node:crypto';
import { urlOf } from '../cloud/target-url.ts';
import type { EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import { chargeToken, decideChargeback, listChargebacks } from './api-charges.ts';
import { createPayment, disableLink } from './api-payments.ts';
import { failure, Refused } from './api-reply.ts';
import {
  activateSubscription,
  cancelPlan,
  cancelSubscription,
  createPlan,
  getPlan,
  listPlans,
  listSubscriptions,
  updatePlan,
} from './api-subscriptions.ts';
import {
  getRefund,
  listRefunds,
  listTransactions,
  refundTransaction,
  resendHook,
  transactionEvents,
  verifyById,
  verifyByReference,
} from './api-transactions.ts';
import { API_PATH, type Context } from './context.ts';
import type { Faults } from './faults.ts';

interface Call {
  context: Context;
  /** What the star of the path stands for. */
  id: string;
  query: URLSearchParams;
  body: Buffer;
}

/** By method and path; a star is one segment. The first that fits answers. */
const routes: [string, (call: Call) => EmulatorReply][] = [
  ['POST /payments', ({ context, body }) => createPayment(context, body)],
  ['POST /payments/link/disable', ({ context, body }) => disableLink(context, body)],
  ['GET /transactions', ({ context, query }) => listTransactions(context, query)],
  ['GET /transactions/verify_by_reference', ({ context, query }) => verifyByReference(context, query)],
  ['GET /transactions/*/verify', ({ context, id }) => verifyById(context, id)],
  ['GET /transactions/*/events', ({ context, id }) => transactionEvents(context, id)],
  ['POST /transactions/*/resend-hook', ({ context, id }) => resendHook(context, id)],
  ['POST /transactions/*/refund', ({ context, id, body }) => refundTransaction(context, id, body)],
  ['GET /refunds', ({ context, query }) => listRefunds(context, query)],
  ['GET /refunds/*', ({ context, id }) => getRefund(context, id)],
  ['POST /tokenized-charges', ({ context, body }) => chargeToken(context, body)],
  ['POST /payment-plans', ({ context, body }) => createPlan(context, body)],
  ['GET /payment-plans', ({ context, query }) => listPlans(context, query)],
  ['GET /payment-plans/*', ({ context, id }) => getPlan(context, id)],
  ['PUT /payment-plans/*', ({ context, id, body }) => updatePlan(context, id, body)],
  ['PUT /payment-plans/*/cancel', ({ context, id }) => cancelPlan(context, id)],
  ['GET /subscriptions', ({ context, query }) => listSubscriptions(context, query)],
  ['PUT /subscriptions/*/cancel', ({ context, id }) => cancelSubscription(context, id)],
  ['PUT /subscriptions/*/activate', ({ context, id }) => activateSubscription(context, id)],
  ['GET /chargebacks', ({ context, query }) => listChargebacks(context, query)],
  ['PUT /chargebacks/*', ({ context, id, body }) => decideChargeback(context, id, body)],
];

const patterns = routes.map(([route, answer]) => ({
  pattern: new RegExp(`^${route.replace('*', '([^/]+)')}$`),
  answer,
}));

export const apiOf =
  (context: Context, secretKey: string, faults: Faults) =>
  (request: EmulatorRequest): Promise<EmulatorReply> => {
    const { pathname, searchParams: query } = urlOf(request.target);
    const path = pathname.slice(API_PATH.length);
    return faults.around(path, () => {
      try {
        if (!isAuthorised(request.headers.authorization, secretKey))
          throw new Refused(401, 'Authorization required');
        for (const { pattern, answer } of patterns) {
          const match = pattern.exec(`${request.method} ${path}`);
          const id = decoded(match?.[1] ?? '');
          if (match)
            return context.store.atomically(() => answer({ context, id, query, body: request.body }));
        }
        // Its form is unverified (study, 6.3).
        throw new Refused(404, 'The requested resource does not exist');
      } catch (error) {
        if (error instanceof Refused) return failure(error.status, error.message);
        throw error;
      }
    });
  };

function isAuthorised(header: string | undefined, secretKey: string): boolean {
  const [shown, wanted] = [header ?? '', `Bearer ${secretKey}`].map((text) => hash('sha256', text, 'buffer'));
  return shown !== undefined && wanted !== undefined && timingSafeEqual(shown, wanted);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
