import { variable } from '../environment/variable.ts';
import { asking, askingNobody } from './asking.ts';
import { flutterwave } from './flutterwave.ts';
import type { PaymentProvider } from './provider.ts';
import { type PaymentMode, secretKeyFault } from './secret-key.ts';
import { shortestSecret } from './webhook.ts';

/** What stands in a variable where the stage has no provider. */
const none = 'none';

/** Milliseconds; below the ten seconds of a route, so that it can still answer. */
const routeTimeout = 8_000;

/** Milliseconds for jobs: the provider itself gives up after 28 seconds (study, 2.4). */
export const jobTimeout = 30_000;

/**
 * The provider that this stage is configured with; without one every answer is `unavailable`. Throws when the key is not
 * one for this stage: nobody shall pay until an operator has put that right.
 * @param timeout milliseconds for each call; a job may have more than a route
 */
export function paymentProvider(timeout = routeTimeout): PaymentProvider {
  const secretKey = variable('FLUTTERWAVE_SECRET_KEY');
  if (secretKey === none) return flutterwave(askingNobody);
  const fault = secretKeyFault(secretKey, modeOf(variable('FLUTTERWAVE_MODE')));
  if (fault) throw new Error(fault);
  return flutterwave(asking({ url: variable('FLUTTERWAVE_URL'), secretKey, timeout }));
}

/** Whether this stage has a provider: without one there is nothing to ask. */
export const hasPaymentProvider = (): boolean => variable('FLUTTERWAVE_SECRET_KEY') !== none;

/** What webhooks are verified with; nothing is genuine without one. Throws when one is too short to be a secret. */
export function webhookSecrets(): string[] {
  const secrets = [variable('FLUTTERWAVE_SECRET_HASH'), variable('FLUTTERWAVE_PREVIOUS_HASH')].filter(
    (secret) => secret !== none,
  );
  if (secrets.some(({ length }) => length < shortestSecret))
    throw new Error(`The secret hash of Flutterwave must have ${shortestSecret} letters at least.`);
  return secrets;
}

/** Throws for a mode that is none, which would leave the key unjudged. */
function modeOf(mode: string): PaymentMode {
  if (mode === 'test' || mode === 'live') return mode;
  throw new Error(`FLUTTERWAVE_MODE is ${mode}, not test or live.`);
}
