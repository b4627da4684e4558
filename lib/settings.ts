import type { Node } from 'constructs';
import * as z from 'zod';

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
  /** Where defects are reported; nothing is loaded or sent without it. */
  sentryDsn?: string | undefined;
}

/** An origin as browsers send it: scheme, host and port, and not a character more. */
const Origin = z
  .string()
  .trim()
  .refine((text) => /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text, {
    error: ({ input }) => `${input} is no origin such as https://app.example`,
  });

const Context = z.object({
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
  sentryDsn: z.url().optional(),
});

/** Throws with the name of the context value that does not fit. */
export function readSettings(node: Node): Settings {
  const context = Context.safeParse({
    stage: node.tryGetContext('stage'),
    allowedOrigins: node.tryGetContext('allowedOrigins'),
    publicOrigin: node.tryGetContext('publicOrigin'),
    converter: node.tryGetContext('converter'),
    mailFrom: node.tryGetContext('mailFrom'),
    sentryDsn: node.tryGetContext('sentryDsn'),
  });
  if (context.success) {
    const { allowedOrigins, publicOrigin = allowedOrigins[0] ?? '' } = context.data;
    return { ...context.data, publicOrigin };
  }
  const [issue] = context.error.issues;
  throw new Error(`the context value ${issue?.path[0]?.toString()} does not fit: ${issue?.message}`);
}
