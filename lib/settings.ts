import type { Node } from 'constructs';
import * as z from 'zod';

/** What differs between stages; given as CDK context (`-c stage=prod -c allowedOrigins=https://app.example`). */
export interface Settings {
  stage: string;
  /** Exact origins a browser may call the API from. */
  allowedOrigins: string[];
  /** Where defects are reported; nothing is loaded or sent without it. */
  sentryDsn?: string | undefined;
}

const Context = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,15}$/, 'stage: 2 to 16 letters, digits or hyphens')
    .default('dev'),
  allowedOrigins: z.string().default('http://127.0.0.1:3000'),
  sentryDsn: z.url().optional(),
});

/** Throws with the name of the context value that does not fit. */
export function readSettings(node: Node): Settings {
  const context = Context.parse({
    stage: node.tryGetContext('stage'),
    allowedOrigins: node.tryGetContext('allowedOrigins'),
    sentryDsn: node.tryGetContext('sentryDsn'),
  });
  return {
    stage: context.stage,
    allowedOrigins: context.allowedOrigins.split(',').map((origin) => z.url().parse(origin.trim())),
    sentryDsn: context.sentryDsn,
  };
}
