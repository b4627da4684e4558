import { SecretValue } from 'aws-cdk-lib';
import type { PaymentSettings } from './payment-settings.ts';

/** Flutterwave's API, for test keys and for live ones. */
const address = 'https://api.flutterwave.com/v3';

/** What functions are told of the payment provider; `none` for what the stage has not. */
export interface PaymentVariables {
  url: string;
  mode: string;
  secretKey: string;
  secretHash: string;
  previousHash: string;
}

/** Read by CloudFormation when it deploys, so that no template holds a secret. */
const secret = (name: string | undefined): string =>
  name === undefined ? 'none' : SecretValue.secretsManager(name).unsafeUnwrap();

export const paymentVariables = (settings: PaymentSettings | undefined): PaymentVariables => ({
  url: address,
  mode: settings?.mode ?? 'none',
  secretKey: secret(settings?.secretKey),
  secretHash: secret(settings?.secretHash),
  previousHash: secret(settings?.previousHash),
});
