import * as z from 'zod';

/** How a stage takes money. Secrets are named and never written down: they lie in Secrets Manager. */
export interface PaymentSettings {
  /** Whether the key is for real money; functions refuse a key of the other kind. */
  mode: 'test' | 'live';
  /** Names or ARNs of secrets whose whole text is the value. */
  secretKey: string;
  secretHash: string;
  /** The secret hash before, while both are good. */
  previousHash: string | undefined;
}

const SecretName = z
  .string()
  .regex(/^[\w/+=.@:-]{1,512}$/, 'name a secret of Secrets Manager; its value must not stand here')
  .optional();

/** The context values; a stage has all of the first three, or no provider. */
export const PaymentContext = z.object({
  flutterwaveMode: z.enum(['test', 'live'], '"test" or "live"').optional(),
  flutterwaveSecretKey: SecretName,
  flutterwaveSecretHash: SecretName,
  flutterwavePreviousHash: SecretName,
});

/**
 * Undefined where no provider is configured. Throws when it is configured by half, and when a stage that is called a
 * production would take test money for real.
 */
export function readPayments(
  values: z.output<typeof PaymentContext>,
  stage: string,
): PaymentSettings | undefined {
  const {
    flutterwaveMode: mode,
    flutterwaveSecretKey: secretKey,
    flutterwaveSecretHash: secretHash,
    flutterwavePreviousHash: previousHash,
  } = values;
  if (!mode && !secretKey && !secretHash && !previousHash) return undefined;
  if (!mode || !secretKey || !secretHash) {
    const missing = [
      !mode && 'flutterwaveMode',
      !secretKey && 'flutterwaveSecretKey',
      !secretHash && 'flutterwaveSecretHash',
    ].find(Boolean);
    throw new Error(`the context value ${missing} is missing: payments are configured as a whole`);
  }
  if (/^prod/.test(stage) && mode === 'test')
    throw new Error(
      `the context value flutterwaveMode does not fit: the stage ${stage} must not take test money`,
    );
  return { mode, secretKey, secretHash, previousHash };
}
