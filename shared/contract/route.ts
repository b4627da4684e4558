import type * as z from 'zod';
import type { FaultCode } from '../domain/fault.ts';
import { keyScopes, type Permission } from '../domain/permission.ts';
import type { LimitCategory } from '../domain/rate-limit.ts';
import { authNeeds, keyNeeds, limitNeeds, type Need, repeatableNeeds } from './needs.ts';

/** `ANY` is for the one route that answers what no other route does. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'ANY';

/** `none`: anybody. `user`: a signed-in user. `admin`: a signed-in user with the role `admin`. */
export type RouteAuth = 'none' | 'user' | 'admin';

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

type ParamShape<Path extends string> = { [Name in ParamNames<Path>]: z.ZodType<string | number> };

type ParamsOf<Path extends string> = [ParamNames<Path>] extends [never]
  ? { params?: never }
  : { params: z.ZodObject<ParamShape<Path>> };

type BodyOf<M extends Method> = M extends 'GET' | 'DELETE' ? { body?: never } : { body?: z.ZodType };

export interface ReplyShape {
  /**
   * Status of the ordinary answer; 204 has no body. 303 sends the caller on: its body schema is the address, which
   * goes into the header `Location`; where there is nothing to go to, a page says so with 404.
   */
  status: 200 | 201 | 202 | 204 | 303;
  body?: z.ZodType;
  /** Answered with 200 instead when the work was finished while the caller waited (`Prefer: wait=N`). */
  finishedBody?: z.ZodType;
  /** `Cache-Control` of a success; nothing is stored by default. */
  cache?: string;
  /** Media type of a reply that is not JSON; its body schema is then a string. */
  contentType?: string;
  /** What a browser calls the file that it saves such a reply as. */
  fileName?: string;
  /** It may be one part of more: then the header `Link` names the next one (RFC 8288, `rel="next"`). */
  inParts?: true;
}

export interface Route {
  method: Method;
  path: string;
  /** Served at the root instead of under `/api/v1`. */
  atRoot?: true;
  auth: RouteAuth;
  /**
   * What the caller's role in the account must allow. Such a route works on the account that the header `X-Account-Id`
   * names, or else on the caller's personal one, and takes API keys that have this scope, where keys may have it. Routes
   * without it are about whoever is logged in, and take no key.
   */
  permission?: Permission;
  /** Also for a user who is about to be deleted: what it takes to look, come back, take one's data along and leave. */
  whileClosing?: true;
  /**
   * What requests are counted as: those of somebody known by their user, all others by the address they come from.
   * `default` unless stated; `none` is for what needs no table and costs next to nothing.
   */
  limit?: LimitCategory | 'none';
  /** One line, imperative: it becomes the operation's title. */
  summary: string;
  description?: string;
  needs: readonly Need[];
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Largest body accepted, bytes. {@link defaultBodyLimit} unless stated. */
  bodyLimit?: number;
  /**
   * A request without an `Idempotency-Key` is refused: where it is repeated because its answer was lost, money would move twice. A route
   * that makes nothing takes a key then, too.
   */
  demandsKey?: true;
  /** Takes a body as it is, of whatever kind, with at most so many bytes: for senders that sign the very bytes. */
  rawBody?: number;
  reply: ReplyShape;
  /** Faults this route can answer beyond those that {@link errorsOf} adds for every route of its kind. */
  errors: readonly FaultCode[];
  /** Lambda memory, MB; 512 unless stated. CPU grows with it. */
  memory?: number;
  /** Lambda time limit, seconds; {@link defaultTimeout} unless stated. */
  timeout?: number;
}

/** Bytes. Every body in the API but values fits easily; a small limit keeps parsing cheap. */
export const defaultBodyLimit = 64 * 1024;

/** Seconds. */
export const defaultTimeout = 10;

/** Where every route lives unless it says `atRoot`. */
export const apiBase = '/api/v1';

/**
 * Declares one route, once. An identity function: it only makes the compiler check that `params` names exactly
 * the placeholders of `path`, and that a GET or DELETE has no body.
 */
export const route = <
  const M extends Method,
  const Path extends string,
  const R extends Omit<Route, 'params' | 'body' | 'method' | 'path'> & ParamsOf<Path> & BodyOf<M>,
>(
  declaration: R & { method: M; path: Path },
): R & { method: M; path: Path } => declaration;

/** The whole path with its base, as the HTTP API knows it. */
export const pathOf = (declared: Pick<Route, 'path' | 'atRoot'>): string =>
  declared.atRoot ? declared.path : `${apiBase}${declared.path}`;

/** `POST /api/v1/documents/generate`, or `$default`. */
export const routeKeyOf = (declared: Pick<Route, 'method' | 'path' | 'atRoot'>): string =>
  declared.method === 'ANY' ? '$default' : `${declared.method} ${pathOf(declared)}`;

/** Whether an API key may open a route: one with the scope of that name. */
export const takesKeys = ({ auth, permission }: Pick<Route, 'auth' | 'permission'>): boolean =>
  auth === 'user' && permission !== undefined && keyScopes.includes(permission);

/** What requests of a route are counted as; undefined where they are not counted. */
export const limitCategoryOf = ({ limit = 'default' }: Pick<Route, 'limit'>): LimitCategory | undefined =>
  limit === 'none' ? undefined : limit;

/** All needs of a route: its own, those of counting and remembering requests, and those of checking who calls. */
export const needsOf = (
  declared: Pick<Route, 'auth' | 'demandsKey' | 'limit' | 'method' | 'needs' | 'permission' | 'reply'>,
): Need[] => [
  ...new Set([
    ...(declared.auth === 'none' ? [] : authNeeds),
    ...(takesKeys(declared) ? keyNeeds : []),
    ...(isRepeatable(declared) ? repeatableNeeds : []),
    ...(limitCategoryOf(declared) ? limitNeeds : []),
    ...declared.needs,
  ]),
];

/**
 * Whether a route takes an `Idempotency-Key`, and answers a repeated request with the first answer: one that makes something, or that demands
 * a key. What nobody is known for cannot be bound to anybody.
 */
export const isRepeatable = ({
  method,
  auth,
  demandsKey,
  reply,
}: Pick<Route, 'method' | 'auth' | 'demandsKey' | 'reply'>): boolean =>
  method === 'POST' &&
  auth !== 'none' &&
  (demandsKey === true || reply.status === 201 || reply.status === 202);

/** All faults a route can answer, with those every route of its kind shares. */
export const errorsOf = (declared: Route): FaultCode[] => [
  ...new Set<FaultCode>([
    ...declared.errors,
    ...(declared.auth === 'none' ? [] : (['unauthenticated'] as const)),
    ...(declared.auth === 'none' ? [] : (['forbidden'] as const)),
    ...(declared.auth === 'none' ? [] : (['address-not-allowed'] as const)),
    ...(declared.auth === 'none' || declared.whileClosing ? [] : (['account-closing'] as const)),
    ...(declared.params || declared.permission ? (['not-found'] as const) : []),
    ...(declared.query || declared.body || isRepeatable(declared) ? (['invalid-request'] as const) : []),
    ...(isRepeatable(declared) ? (['idempotency-mismatch', 'request-in-progress'] as const) : []),
    ...(declared.demandsKey ? (['idempotency-key-required'] as const) : []),
    ...(declared.rawBody ? (['payload-too-large'] as const) : []),
    ...(declared.body ? (['invalid-json', 'unsupported-media-type', 'payload-too-large'] as const) : []),
    ...(limitCategoryOf(declared)
      ? (['rate-limited', 'temporarily-blocked', 'address-denied'] as const)
      : []),
    'internal',
    'unavailable',
  ]),
];

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler gets, parsed. */
export interface RouteInput<R extends Route> {
  params: Output<R['params']>;
  query: Output<R['query']>;
  body: Output<R['body']>;
}

/** What a handler returns: the reply body before it is parsed and stripped. */
export type RouteReply<R extends Route> = R['reply'] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined;
