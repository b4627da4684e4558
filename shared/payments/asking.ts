import * as z from 'zod';
import type { Outcome, Unavailability } from './provider.ts';

/** One request, and what a successful answer must look like as a whole. */
export interface Question<T> {
  method: 'GET' | 'POST' | 'PUT';
  /** Below the base address: `/payments`. */
  path: string;
  query?: Record<string, string>;
  body?: object;
  answer: z.ZodType<T>;
}

export type Ask = <T>(question: Question<T>) => Promise<Outcome<T>>;

export interface AskOptions {
  /** Without a slash at the end. */
  url: string;
  secretKey: string;
  /** Milliseconds for the whole exchange, the last byte of the answer included. */
  timeout: number;
}

/** Bytes; a page of the longest list is far below it. */
const longestAnswer = 4 * 1024 * 1024;

/** Letters of the provider's sentence that reach the log. Of answers that make no sense none does: cards and people stand in them. */
const longestSaying = 300;

const Refusal = z.object({ status: z.literal('error'), message: z.string().default('') });
const Success = z.looseObject({ status: z.literal('success') });

/**
 * Asks Flutterwave. Never throws for what the network or the provider does; see `docs/adr/0036-payments-provider.md` for
 * what each answer is taken for.
 */
export function asking({ url, secretKey, timeout }: AskOptions): Ask {
  return async ({ method, path, query, body, answer }) => {
    const target = new URL(`${url}${path}`);
    for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, value);
    let received: { status: number; text: string };
    try {
      const reply = await fetch(target, {
        method,
        headers: {
          authorization: `Bearer ${secretKey}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // The key must not follow to wherever an answer points.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      });
      received = { status: reply.status, text: await textOf(reply) };
    } catch (error) {
      return unavailable('no-answer', error instanceof Error ? error.message : String(error));
    }
    return judge(received, answer);
  };
}

/** A stage without a provider. */
export const askingNobody: Ask = async () => unavailable('not-configured', 'No provider is configured.');

async function textOf(reply: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of reply.body ?? []) {
    size += chunk.length;
    if (size > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Text first, then JSON, then shape: of the three only the first can be relied on. */
function judge<T>({ status, text }: { status: number; text: string }, answer: z.ZodType<T>): Outcome<T> {
  const ok = status >= 200 && status < 300;
  const json = parsed(text);
  const refusal = Refusal.safeParse(json).data;
  const says = refusal
    ? `${status} ${refusal.message.replace(cardToken, 'flw-t…')}`.slice(0, longestSaying)
    : `${status}, and ${text.length} letters that are no refusal of theirs`;
  if (status === 401) return unavailable('not-authorised', says);
  // 403 came and went by itself at others (Flutterwave/Node-v3 issue 104), so it decides nothing.
  if (status === 403 || status === 429 || status >= 500) return unavailable('failing', says);
  // Which status comes with it is not written down, so the sentence decides (study, 2.3).
  if (refusal && notFound.test(refusal.message)) return { kind: 'not-found', says };
  if (refusal && status >= 400) return { kind: 'refused', says };
  const success = ok && Success.safeParse(json).success ? answer.safeParse(json) : undefined;
  return success?.success ? { kind: 'found', value: success.data } : unavailable('unreadable', says);
}

/** What stands for a card, and lets whoever has it charge it. */
const cardToken = /flw-t[\w-]+/gi;

/** `No transaction was found for this id`, and others of its kind. */
const notFound = /\bno\b.*\bfound\b|\bnot found\b|\bdoes not exist\b/i;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unavailable = (
  reason: Unavailability,
  says: string,
): { kind: 'unavailable'; reason: Unavailability; says: string } => ({ kind: 'unavailable', reason, says });
