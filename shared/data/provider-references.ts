import * as z from 'zod';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { entity } from './entity.ts';
import { Attempts, findAttempts } from './payments.ts';
import type { Write } from './write.ts';

/**
 * The provider's second name of a transaction, which banks use and which may be all that a chargeback says. It leads to the attempt. That
 * no two transactions share one is promised nowhere, so nothing that comes in may depend on it.
 */
interface ProviderReference {
  providerRef: string;
  paymentId: string;
  transactionId: string;
  revision: number;
}

const References = entity<ProviderReference>({
  name: 'provider-reference',
  // The payment is noted.
  audit: 'none',
  schema: z.object({
    providerRef: z.string(),
    paymentId: z.string(),
    transactionId: z.string(),
    revision: z.int(),
  }),
  keys: ({ providerRef, transactionId }) => ({
    pk: partitionOf(providerRef),
    sk: `${attemptPrefix}${transactionId}`,
  }),
});

const partitionOf = (providerRef: string): string => `provider-reference#${providerRef}`;

const attemptPrefix = 'attempt#';

/** What stores an attempt, and makes it be found by the provider's second name of it. */
export function insertionsOf(attempt: PaymentAttempt): Write[] {
  const { providerRef, paymentId, transactionId } = attempt;
  const stored = Attempts.insertion(attempt);
  if (providerRef === undefined) return [stored];
  return [stored, References.insertion({ providerRef, paymentId, transactionId, revision: 1 })];
}

/** The attempt of that name; undefined where it has brought us nothing, and where several bear it. */
export async function attemptBy(providerRef: string): Promise<PaymentAttempt | undefined> {
  const { items } = await References.query({
    partition: partitionOf(providerRef),
    sortPrefix: attemptPrefix,
    limit: 2,
  });
  const [attempt, another] = await findAttempts(items);
  return another ? undefined : attempt;
}
