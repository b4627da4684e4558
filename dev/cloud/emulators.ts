import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CognitoEmulator, openCognito } from '../emulators/cognito/emulator.ts';
import { type DynamoDBEmulator, startDynamoDB } from '../emulators/dynamodb.ts';
import { type Fauxqs, startFauxqs } from '../emulators/fauxqs.ts';
import { type Mailbox, mailbox } from '../emulators/mail.ts';
import { type S3Emulator, s3Emulator } from '../emulators/s3/emulator.ts';
import type { S3Event } from '../emulators/s3/events.ts';
import { openSandbox, type Sandbox } from '../flutterwave/sandbox.ts';
import { type LocalProvider, localProvider } from '../provider/local-provider.ts';

/** The sender of what the local user pool mails. */
const poolSender = 'no-reply@mytypist.local';

/** Where the API takes webhooks of payments. */
const webhookPath = '/api/v1/payments/webhook';

/** All emulators of a local cloud, with their files under one folder. */
export interface Emulators {
  dynamodb: DynamoDBEmulator;
  fauxqs: Fauxqs;
  s3: S3Emulator;
  cognito: CognitoEmulator;
  mail: Mailbox;
  /** Stands in for the providers that people log in through. */
  provider: LocalProvider;
  /** Stands in for Flutterwave. */
  payments: Sandbox;
  close(): Promise<void>;
}

export async function startEmulators(options: {
  folder: string;
  /** Where all of it is served. */
  url: string;
  region: string;
  now: () => Date;
  secretOf: (accessKeyId: string) => string | undefined;
  /** What functions show to Flutterwave, and what it shows to them. */
  payments: { secretKey: string; secretHash: string };
  onS3Event: (bucketName: string, event: S3Event) => void;
  onFault: (text: string) => void;
  /** Called when an emulator that nothing works without has ended. */
  onEnd: (text: string) => void;
}): Promise<Emulators> {
  const { region, now, secretOf, onFault } = options;
  const folder = (name: string): string => join(options.folder, name);
  const [dynamodb, fauxqs] = await Promise.all([
    startDynamoDB({
      folder: folder('dynamodb'),
      onExit: () => options.onEnd(`The local DynamoDB ended by itself. Nothing is lost: start again.`),
    }),
    startFauxqs({ folder: folder('queues'), region }),
  ]);
  const mail = mailbox({ folder: folder('mail'), now });
  const provider = localProvider({ folder: folder('provider'), origin: options.url, now });
  const payments = openSandbox({
    folder: folder('payments'),
    origin: options.url,
    ...options.payments,
    webhookUrl: `${options.url}${webhookPath}`,
    now,
    sleep: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
    lookEvery: 250,
    onFault,
  });
  const cognito = openCognito({
    folder: folder('users'),
    region,
    now,
    standInFor: provider.issuerOf,
    onMail: ({ to, subject, text }) => mail.deliver({ from: poolSender, to: [to], subject, text }),
    onFault: (error) => onFault(`the Cognito emulator failed: ${String(error)}`),
  });
  const s3 = s3Emulator({
    storage: fauxqs.storage,
    secretOf,
    now,
    region,
    onEvent: options.onS3Event,
    folder: folder('objects'),
  });
  return {
    dynamodb,
    fauxqs,
    s3,
    cognito,
    mail,
    provider,
    payments,
    async close() {
      await payments.close();
      cognito.close();
      await s3.close();
      await fauxqs.close();
      mail.close();
      await dynamodb.close();
    },
  };
}
