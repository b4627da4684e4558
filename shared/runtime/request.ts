import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Route } from '../contract/route.ts';
import { type Client, plainUserAgent } from '../domain/client.ts';
import { type FieldFault, fail, noSuchAddress } from '../domain/fault.ts';

/** Milliseconds. API Gateway gives a route 30 seconds in all. */
const longestWait = 20_000;

/** A path that does not fit names nothing that can exist. */
export function parseParams(route: Route, raw: unknown): unknown {
  if (!route.params) return undefined;
  const parsed = route.params.safeParse(raw ?? {});
  return parsed.success ? parsed.data : noSuchAddress();
}

/** Throws `invalid-request` naming each parameter that does not fit. */
export function parseQuery(route: Route, raw: unknown): unknown {
  if (!route.query) return undefined;
  const parsed = route.query.safeParse(raw ?? {}, { error: sentenceOf });
  return parsed.success ? parsed.data : invalid(parsed.error);
}

/** Throws `invalid-request` naming each field that does not fit. */
export function parseBody(route: Route, raw: unknown): unknown {
  if (!route.body) return undefined;
  const parsed = route.body.safeParse(raw, { error: sentenceOf });
  return parsed.success ? parsed.data : invalid(parsed.error);
}

/** How long the caller is willing to wait, ms (RFC 7240 `Prefer: wait=N`, seconds). */
export function preferredWait(prefer: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(prefer ?? '')?.[1];
  return Math.min(Number(seconds ?? 0) * 1000, longestWait);
}

/** The revision an `If-Match` header names. Throws `precondition-failed` for an ETag that we never gave out. */
export function revisionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const revision = /^"r(\d{1,15})"$/.exec(ifMatch.trim())?.[1];
  if (!revision) return fail('precondition-failed', 'If-Match must be an ETag that this resource gave you.');
  return Number(revision);
}

/** Who sends a request, as API Gateway saw it: `X-Forwarded-For` and its like are what anybody may write. */
export function clientOf({ requestContext: { http } }: APIGatewayProxyEventV2): Client {
  return { address: http.sourceIp, userAgent: plainUserAgent(http.userAgent ?? '') };
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What `at least` counts, by kind of input. */
const sized = (origin: string): string => {
  if (origin === 'string') return 'a text with a length of';
  if (origin === 'array') return 'a list with a length of';
  return 'a number of';
};

/** A sentence where the contract has none of its own: zod's would speak of undefined, NaN and records. */
function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'This is missing.';
  if (issue.code === 'invalid_union') return noneOf(issue.options);
  if (issue.code === 'invalid_type') return kinds[issue.expected] && `This must be ${kinds[issue.expected]}.`;
  if (issue.code === 'invalid_value') return oneOf(issue.values);
  if (issue.code === 'too_small') return `This must be ${sized(issue.origin)} at least ${issue.minimum}.`;
  if (issue.code === 'too_big') return `This must be ${sized(issue.origin)} at most ${issue.maximum}.`;
  if (issue.code === 'invalid_format') return 'This has not the form it must have.';
  if (issue.code === 'invalid_key') return 'This name is not allowed.';
  return undefined;
}

const oneOf = (values: readonly unknown[]): string =>
  `This must be one of: ${values.map(String).join(', ')}.`;

/** @param options what the field may say that tells the forms apart, where one does */
const noneOf = (options: unknown): string =>
  Array.isArray(options) ? oneOf(options) : 'This has none of the forms allowed.';

/** What a fault is about that concerns no single field. */
const whole = 'body';

function invalid(error: z.ZodError): never {
  const fields = error.issues.flatMap(faultsOf);
  const named = [...new Set(fields.map(({ field }) => field))].filter((field) => field !== whole);
  const message =
    named.length > 0
      ? `Check ${named.slice(0, 5).join(', ')}${named.length > 5 ? ' and others' : ''}.`
      : undefined;
  return fail('invalid-request', message ?? fields[0]?.message ?? 'The request is not valid.', fields);
}

/** A strict object reports its unknown keys as one issue; a person wants each of them named. */
function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'There is no such field.' }));
  }
  return [{ field: path.join('.') || whole, message: issue.message }];
}
