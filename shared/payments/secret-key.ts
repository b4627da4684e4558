/** Whether money is real. */
export type PaymentMode = 'test' | 'live';

/**
 * What is wrong with a secret key of Flutterwave in this mode, as a sentence for operators that does not show the key;
 * undefined where it fits. A test key finds no payment of a customer, and a live key in a test moves somebody's money.
 */
export function secretKeyFault(key: string, mode: PaymentMode): string | undefined {
  const kind = /^FLWSECK(_TEST)?-[\w-]+-X$/.exec(key);
  if (!kind) return 'The secret key of Flutterwave does not look like one: FLWSECK-…-X, or FLWSECK_TEST-…-X.';
  const isTest = kind[1] !== undefined;
  if (isTest && mode === 'live')
    return 'This stage takes real money, and its key of Flutterwave is a test key.';
  if (!isTest && mode === 'test') return 'This stage is for tests, and its key of Flutterwave is a live key.';
  return undefined;
}
