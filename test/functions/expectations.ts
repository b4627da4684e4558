import { expect } from 'vitest';
import * as z from 'zod';
import { errorTable } from '../../shared/contract/errors.ts';
import { type FaultCode, faultCodes } from '../../shared/domain/fault.ts';
import type { Answer } from './send.ts';

/** What every test of a route expects of replies, whatever the route does. */

const StrictError = z.strictObject({
  error: z.strictObject({
    code: z.enum(faultCodes),
    message: z.string().min('Check to.'.length),
    requestId: z.uuid(),
    fields: z
      .array(z.strictObject({ field: z.string(), message: z.string().min(5) }))
      .min(1)
      .optional(),
  }),
});

export type RefusedWith = z.output<typeof StrictError>['error'];

/** What must never leave the system: stacks, file names, JavaScript's words, names of AWS's operations and errors. */
const inside =
  /undefined|\[object|NaN\b|node_modules|\.m?[jt]s:\d|\bat \w+ \(|ZodError|TypeError|RangeError|Exception\b|AWS|Dynamo|Cognito|aws-sdk|middy/;

/** Expects a refusal in the common shape with the common headers, and returns what it says. */
export function expectRefusal(answer: Answer, code: FaultCode): RefusedWith {
  expect(answer.text).not.toMatch(inside);
  const { error } = StrictError.parse(JSON.parse(answer.text));
  expect({ code: error.code, status: answer.status }, error.message).toEqual({
    code,
    status: errorTable[code].status,
  });
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('x-request-id')).toBe(error.requestId);
  expect(answer.headers.get('www-authenticate')).toBe(answer.status === 401 ? 'Bearer' : null);
  expectCarefulHeaders(answer.headers);
  return error;
}

/** Expects `invalid-request` or `invalid-values` that names exactly these inputs, in any order. */
export function expectFieldFaults(
  answer: Answer,
  fields: readonly string[],
  code: FaultCode = 'invalid-request',
): RefusedWith {
  const error = expectRefusal(answer, code);
  const named = (error.fields ?? []).map(({ field }) => field);
  expect([...new Set(named)].toSorted()).toEqual([...fields].toSorted());
  return error;
}

/** Expects two refusals that a caller cannot tell apart but by the request id. */
export function expectIndistinguishable(one: Answer, other: Answer): void {
  const { requestId: first } = StrictError.parse(JSON.parse(one.text)).error;
  const { requestId: second } = StrictError.parse(JSON.parse(other.text)).error;
  expect(other.status).toBe(one.status);
  expect(other.text.replace(second, first)).toBe(one.text);
  expect(comparableHeaders(other)).toEqual(comparableHeaders(one));
}

/** Headers without what differs between any two answers: the time, the request, how many requests are left. */
export function comparableHeaders({ headers }: Answer): Record<string, string> {
  const {
    date: _,
    'x-request-id': __,
    'ratelimit-remaining': ___,
    'ratelimit-reset': ____,
    ...rest
  } = Object.fromEntries(headers);
  return rest;
}

/** Headers of every reply that is not meant to be cached. */
export function expectCarefulHeaders(headers: Headers): void {
  expect(headers.get('cache-control')).toBe('no-store');
  expectSecurityHeaders(headers);
}

/** Headers of every reply, a success or an error. */
export function expectSecurityHeaders(headers: Headers): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000\b/);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('server')).toBeNull();
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
}

/** Expects the headers of a success that was answered as JSON. */
export function expectJsonHeaders(headers: Headers): void {
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expectCarefulHeaders(headers);
}
