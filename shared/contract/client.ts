import * as z from 'zod';
import { ErrorBody } from './error-body.ts';
import { pathOf, type Route } from './route.ts';

/** A client of the API derived from the contract: what a route declares is what a call may send and gets back. */

type Input<S> = S extends z.ZodType ? z.input<S> : undefined;

type Part<Name extends string, S> = S extends z.ZodType
  ? { [K in Name]: z.input<S> }
  : { [K in Name]?: undefined };

/** What to send: the parts that the route declares, and headers besides. */
export type CallInput<R extends Route> = Part<'params', R['params']> &
  (R['query'] extends z.ZodType ? { query?: Input<R['query']> } : { query?: undefined }) &
  Part<'body', R['body']> & { headers?: Record<string, string> };

/** A success, parsed by the route's reply schema. */
export interface CallReply<R extends Route> {
  status: number;
  headers: Headers;
  body: R['reply'] extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
}

/** A reply that is not a success, with what the API said. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly { field: string; message: string }[];
  readonly requestId: string;
  readonly headers: Headers;

  constructor(status: number, headers: Headers, { error }: z.output<typeof ErrorBody>) {
    super(`${status} ${error.code}: ${error.message}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.fields = error.fields ?? [];
    this.requestId = error.requestId;
    this.headers = headers;
  }
}

export interface ApiClient {
  /** Throws {@link ApiError} for every reply that is not a success. */
  call<R extends Route>(route: R, input: CallInput<R>): Promise<CallReply<R>>;
  /** The same client with the access token of somebody. */
  as(accessToken: string): ApiClient;
  /** The same client at work in an account other than the personal one. */
  in(accountId: string): ApiClient;
}

/** `baseUrl` without a slash at the end: `http://127.0.0.1:3000`. */
export function apiClient(baseUrl: string, accessToken?: string, accountId?: string): ApiClient {
  const sent = {
    ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
    ...(accountId ? { 'x-account-id': accountId } : {}),
  };
  return {
    call: (route, input) => callRoute(baseUrl, sent, route, input),
    as: (token) => apiClient(baseUrl, token, accountId),
    in: (account) => apiClient(baseUrl, accessToken, account),
  };
}

async function callRoute<R extends Route>(
  baseUrl: string,
  sent: Record<string, string>,
  route: R,
  input: CallInput<R>,
): Promise<CallReply<R>> {
  const { body } = input;
  const response = await fetch(addressOf(baseUrl, route, input.params, input.query), {
    method: route.method,
    // Where a reply sends us on to is for the caller to decide: the token must not travel there.
    redirect: 'manual',
    headers: {
      ...sent,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...input.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  const text = await response.text();
  if (status === 303 && route.reply.status === 303)
    return replyOf<R>({ status, headers, body: route.reply.body?.parse(headers.get('location')) });
  if (!response.ok) throw new ApiError(status, headers, errorOf(status, text));
  return replyOf<R>({ status, headers, body: parsed(route, text) });
}

/** The compiler cannot follow that the body was parsed by the schema that `R` names, so this overload says it. */
function replyOf<R extends Route>(reply: object): CallReply<R>;
function replyOf(reply: object): object {
  return reply;
}

function addressOf(baseUrl: string, route: Route, params: unknown, query: unknown): string {
  const known = z
    .record(z.string(), z.unknown())
    .catch({})
    .parse(params ?? {});
  const path = pathOf(route).replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(known[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) search.set(name, String(value));
  return `${baseUrl}${path}${search.size > 0 ? `?${search}` : ''}`;
}

function parsed(route: Route, text: string): unknown {
  if (!route.reply.body) return undefined;
  return route.reply.body.parse(route.reply.contentType ? text : JSON.parse(text));
}

/** A gateway in between may answer in another shape. */
function errorOf(status: number, text: string): z.output<typeof ErrorBody> {
  try {
    return ErrorBody.parse(JSON.parse(text));
  } catch {
    const message = text.slice(0, 200) || `HTTP status ${status}`;
    return { error: { code: status >= 500 ? 'internal' : 'invalid-request', message, requestId: '' } };
  }
}
