import type { Node } from 'constructs';
import * as z from 'zod';
import { PaymentContext, type PaymentSettings, readPayments } from './payment-settings.ts';
import { ProviderContext, type ProviderSettings, readProviders } from './provider-settings.ts';
import { readSeller, SellerContext, type SellerSettings } from './seller-settings.ts';

/** What differs between stages; given as CDK context (`-c stage=prod -c allowedOrigins=https://app.example`). */
export interface Settings {
  stage: string;
  /** Exact origins a browser may call the API from. */
  allowedOrigins: string[];
  /** Where people open the pages whose addresses are printed on documents. */
  publicOrigin: string;
  /**
   * Whether the stage can make PDF files: `image` deploys the container image with LibreOffice, which takes Docker.
   * `image-open` does too, and lets it work where the kernel cannot take the network from it.
   */
  converter: 'image' | 'image-open' | 'none';
  /** The address that mails come from. Its domain is this stage's own, and its owner proves that in the DNS. */
  mailFrom: string;
  /** Multiplies every rate limit and every threshold of abuse, for stages that machines call from a single address. */
  rateLimitFactor: number;
  /** How anchors of audit trails are kept: in `compliance` nobody at all can remove one before its years are over. */
  anchors: { lock: 'compliance' | 'governance'; years: number };
  /**
   * Documents of a month that an account on the free plan has for nothing: a number, or `as-listed` for the price list's. As listed unless
   * stated, where somebody takes payments; otherwise everything.
   */
  freeDocuments: string;
  /** Where defects are reported; nothing is loaded or sent without it. */
  sentryDsn?: string | undefined;
  /** Who may vouch for people instead of a password; nobody unless it is configured. */
  providers: ProviderSettings[];
  /**
   * Prefix of the address of the user pool's hosted pages, unique in its region; without providers there are none. Each
   * provider must be told of it: `https://<prefix>.auth.<region>.amazoncognito.com/oauth2/idpresponse`.
   */
  signInDomain: string;
  /** Who takes payments; nobody unless it is configured. */
  payments: PaymentSettings | undefined;
  /** Whom receipts and statements name. */
  seller: SellerSettings;
}

/** An origin as browsers send it: scheme, host and port, and not a character more. */
const Origin = z
  .string()
  .trim()
  .refine((text) => /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text, {
    error: ({ input }) => `${input} is no origin such as https://app.example`,
  });

const Context = ProviderContext.extend(PaymentContext.shape)
  .extend(SellerContext.shape)
  .extend({
    stage: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,15}$/, '2 to 16 lower-case letters, digits or hyphens, a letter first')
      .default('dev'),
    allowedOrigins: z
      .string()
      .default('http://127.0.0.1:3000')
      .transform((list) => list.split(','))
      .pipe(z.array(Origin)),
    publicOrigin: Origin.optional(),
    converter: z.enum(['image', 'image-open', 'none'], '"image", "image-open" or "none"').default('image'),
    mailFrom: z.email('no e-mail address').default('no-reply@mytypist.local'),
    rateLimitFactor: z.coerce
      .number('a whole number from 1 to 100000')
      .int('a whole number from 1 to 100000')
      .min(1, 'a whole number from 1 to 100000')
      .max(100_000, 'a whole number from 1 to 100000')
      .default(1),
    anchorLock: z.enum(['compliance', 'governance'], '"compliance" or "governance"').default('compliance'),
    anchorYears: z.coerce
      .number('a whole number from 1 to 50')
      .int('a whole number from 1 to 50')
      .min(1, 'a whole number from 1 to 50')
      .max(50, 'a whole number from 1 to 50')
      .default(10),
    freeDocuments: z
      .string()
      .regex(/^(as-listed|\d{1,9})$/, '"as-listed", or a whole number from 0 to 999999999')
      .optional(),
    sentryDsn: z.url().optional(),
    signInDomain: z
      .string()
      .regex(
        /^(?!.*(?:aws|amazon|cognito))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
        'up to 63 lower-case letters, digits or hyphens, without "aws", "amazon" and "cognito"',
      )
      .optional(),
  });

/** Documents of a month where nobody can pay for more. */
const everything = '999999999';

/** Throws with the name of the context value that does not fit. */
export function readSettings(node: Node): Settings {
  const names = Object.keys(Context.shape);
  const context = Context.safeParse(
    Object.fromEntries(names.map((name) => [name, node.tryGetContext(name)])),
  );
  if (!context.success) {
    const [issue] = context.error.issues;
    throw new Error(`the context value ${issue?.path[0]?.toString()} does not fit: ${issue?.message}`);
  }
  const { stage, allowedOrigins, converter, mailFrom, rateLimitFactor, freeDocuments, sentryDsn } =
    context.data;
  const payments = readPayments(context.data, stage);
  return {
    stage,
    allowedOrigins,
    publicOrigin: context.data.publicOrigin ?? allowedOrigins[0] ?? '',
    converter,
    mailFrom,
    rateLimitFactor,
    anchors: { lock: context.data.anchorLock, years: context.data.anchorYears },
    freeDocuments: freeDocuments ?? (payments ? 'as-listed' : everything),
    sentryDsn,
    providers: readProviders(context.data),
    signInDomain: context.data.signInDomain ?? `mytypist-${stage}`,
    payments,
    seller: readSeller(context.data),
  };
}
