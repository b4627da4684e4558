import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import {
  defaultBodyLimit,
  isRepeatable,
  limitCategoryOf,
  type Route,
  type RouteInput,
  type RouteReply,
} from '../contract/route.ts';
import { causedBy } from '../data/audit-cause.ts';
import type { Client } from '../domain/client.ts';
import { fail } from '../domain/fault.ts';
import type { Permission, PersonalPermission } from '../domain/permission.ts';
import type { Actor, SignedIn } from '../domain/user.ts';
import { admission, limitHeaders } from './admission.ts';
import { tokenOf } from './auth.ts';
import { cors, dataPolicy, pagePolicy, securityHeaders } from './browser-protection.ts';
import type { CallContext, Event, Middleware } from './call.ts';
import { causeOfRequest } from './cause.ts';
import { type Log, log, logger } from './log.ts';
import { type NewThings, newThings } from './new-things.ts';
import { clientOf, parseBody, parseParams, parseQuery, preferredWait, revisionOf } from './request.ts';

/** No key gets where only somebody who is logged in may do something. */
type ActorOf<R extends Route> = R['auth'] extends 'none'
  ? undefined
  : R extends { permission: PersonalPermission }
    ? SignedIn
    : R extends { permission: Permission }
      ? Actor
      : SignedIn;

/** What a handler is given: parsed input, the caller, and everything that is not deterministic. */
export type RouteContext<R extends Route> = RouteInput<R> &
  NewThings & {
    actor: ActorOf<R>;
    /** The caller's access token, for what only the user pool can do with it. */
    accessToken: ActorOf<R> extends SignedIn ? string : undefined;
    /** Where the request comes from. */
    client: Client;
    /** As the client is told it. */
    requestId: string;
    now: () => Date;
    log: Log;
    /** Says that what stands in the path leads nowhere, where there is a page for that: guesses are counted. */
    missed: () => void;
    /** The body as it arrived, and its headers, of a route that takes it raw. */
    raw: R['rawBody'] extends number ? RawRequest : undefined;
    /** Milliseconds the caller is willing to wait (`Prefer: wait=N`); 0 when nothing was said. */
    waitFor: number;
    /** What a browser that follows events saw last (`Last-Event-ID`); undefined when it begins. */
    lastEventId: string | undefined;
    /** Revision named by `If-Match`; undefined when the caller does not care. */
    expectedRevision: number | undefined;
  };

/** A request that nobody has parsed. */
interface RawRequest {
  body: Uint8Array;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
}

/** A reply whose work was done while the caller waited: it goes out with 200 instead of 202. */
class Finished<T> {
  readonly body: T;
  constructor(body: T) {
    this.body = body;
  }
}

/** Marks a reply of a 202 route as finished; see `ReplyShape.finishedBody`. */
export const finished = <T>(body: T): Finished<T> => new Finished(body);

/** A part of a reply, and the query of the request for the next one. */
class Part<T> {
  readonly body: T;
  readonly next: Record<string, string | number | undefined>;
  constructor(body: T, next: Record<string, string | number | undefined>) {
    this.body = body;
    this.next = next;
  }
}

/** Says that a reply goes on; see `ReplyShape.inParts`. */
export const part = <T>(body: T, next: Record<string, string | number | undefined>): Part<T> =>
  new Part(body, next);

/** A page that goes out with 404, for people who followed a link that leads nowhere. */
class NowherePage {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

/** What a 303 route answers when there is nothing to send the caller to. */
export const nowhere = (html: string): NowherePage => new NowherePage(html);

/** What a route with a reply body returns besides that. */
type Special<R extends Route> = R['reply']['status'] extends 303
  ? NowherePage
  : R['reply'] extends { inParts: true }
    ? Part<RouteReply<R>>
    : Finished<RouteReply<R>>;

/** What a handler does for one route; a route without a reply body returns nothing. */
export type Answer<R extends Route> = (
  context: RouteContext<R>,
) => R['reply'] extends { body: z.ZodType } ? Promise<RouteReply<R> | Special<R>> : Promise<void>;

/** Answers one route. The chain is the same for all: headers, body, caller, input, handler, reply, errors. */
export function http<const R extends Route>(route: R, answer: Answer<R>) {
  const chain = middy<Event, APIGatewayProxyStructuredResultV2, Error, CallContext>()
    .use(httpHeaderNormalizer())
    .use(securityHeaders())
    .use(cors())
    // After the two above, because replies and errors pass the chain backwards and must reach them.
    .use(requestLog(route));
  // Who calls, and how often, is settled before anything else of the request is looked at.
  if (route.auth !== 'none' || limitCategoryOf(route)) chain.use(admission(route));
  if (route.body) chain.use(bodyLimit(route.bodyLimit ?? defaultBodyLimit)).use(httpJsonBodyParser());
  if (route.rawBody !== undefined) chain.use(bodyLimit(route.rawBody));
  const handler = chain.handler(async (event, context) => {
    const { actor } = context;
    const input = {
      params: parseParams(route, event.pathParameters),
      query: parseQuery(route, event.queryStringParameters),
      body: parseBody(route, event.body),
    };
    const surroundings = {
      actor,
      accessToken: actor && 'session' in actor ? tokenOf(event.headers.authorization) : undefined,
      client: clientOf(event),
      requestId: event.requestContext.requestId,
      now,
      log,
      missed: () => {
        context.isMissed = true;
      },
      raw: route.rawBody === undefined ? undefined : rawOf(event),
      waitFor: preferredWait(event.headers.prefer),
      lastEventId: event.headers['last-event-id'],
      expectedRevision: isConditional(route) ? revisionOf(event.headers['if-match']) : undefined,
    };
    const make = async (things: NewThings) =>
      reply(route, await answer(contextOf<R>({ ...input, ...surroundings, ...things })));
    const key = isRepeatable(route) ? event.headers['idempotency-key'] : undefined;
    if (key === undefined && route.demandsKey)
      fail(
        'idempotency-key-required',
        'Send the header Idempotency-Key: a text of your own, new for every order, and the same when you repeat one.',
      );
    if (!actor || key === undefined) return make(newThings);
    // Few requests carry a key, and most functions make nothing.
    const { answerOnce } = await import('./idempotency.ts');
    return answerOnce({ route, actor, key, input }, make);
  });
  return (event: Event, context: CallContext) =>
    causedBy(causeOfRequest(event), now, () => handler(event, context));
}

const now = (): Date => new Date();

const rawOf = ({ body = '', isBase64Encoded, headers }: Event): RawRequest => ({
  body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  headers,
});

/**
 * The compiler cannot follow that each part was parsed by the very schemas that `R` names, so this overload
 * says it. It is the one place where a type is stated and not derived.
 */
function contextOf<R extends Route>(context: object): RouteContext<R>;
function contextOf(context: object): object {
  return context;
}

/** Status, headers and the body as its schema lets it out: what the schema does not name stays inside. */
function reply(route: Route, answered: unknown): APIGatewayProxyStructuredResultV2 {
  const { reply: shape } = route;
  if (answered instanceof NowherePage) return page(404, answered.html);
  const done = answered instanceof Finished;
  const headers: Record<string, string> = {
    'Cache-Control': shape.cache ?? 'no-store',
    'Content-Security-Policy': shape.contentType?.startsWith('text/html') ? pagePolicy : dataPolicy,
  };
  if (done) headers['Preference-Applied'] = 'wait';
  if (answered instanceof Part) headers.Link = `<?${queryOf(answered.next)}>; rel="next"`;
  if (!shape.body) return { statusCode: shape.status, headers };
  const given = done || answered instanceof Part ? answered.body : answered;
  const body = ((done ? shape.finishedBody : undefined) ?? shape.body).parse(given);
  if (shape.status === 303) return { statusCode: 303, headers: { ...headers, Location: String(body) } };
  const revision =
    typeof body === 'object' && body !== null && 'revision' in body ? body.revision : undefined;
  if (typeof revision === 'number') headers.ETag = `"r${revision}"`;
  if (shape.fileName) headers['Content-Disposition'] = `attachment; filename="${shape.fileName}"`;
  headers['Content-Type'] = shape.contentType ?? 'application/json; charset=utf-8';
  return {
    statusCode: done ? 200 : shape.status,
    headers,
    body: shape.contentType ? String(body) : JSON.stringify(body),
  };
}

/** What is undefined is left out. */
function queryOf(values: Part<unknown>['next']): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query;
}

const page = (statusCode: number, html: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': pagePolicy,
    'Content-Type': 'text/html; charset=utf-8',
  },
  body: html,
});

/** Starts every invocation with clean log keys, and ends it with one line and the request id. */
function requestLog(route: Route): Middleware {
  const finish = (
    request: middy.Request<Event, APIGatewayProxyStructuredResultV2, Error, CallContext>,
  ): void => {
    const { response, event, context } = request;
    if (!response) return;
    response.headers = {
      ...response.headers,
      ...limitHeaders(context.standing),
      'X-Request-Id': event.requestContext.requestId,
    };
    log.info('request.answered', { status: response.statusCode });
  };
  return {
    before: ({ event, context }) => {
      logger.resetKeys();
      logger.appendKeys({
        requestId: event.requestContext.requestId,
        lambdaRequestId: context.awsRequestId,
        route: `${route.method} ${route.path}`,
      });
    },
    after: finish,
    onError: async (request) => {
      // Most requests of a container are answered before one is refused.
      const { errorReply } = await import('./error-reply.ts');
      request.response = await errorReply(request.error, request.event.requestContext.requestId);
      finish(request);
    },
  };
}

/** Whether a route heeds `If-Match`. */
const isConditional = (route: Route): boolean => route.errors.includes('precondition-failed');

/** Refuses a body before it is parsed. API Gateway itself lets 10 MB through. */
function bodyLimit(bytes: number): Middleware {
  return {
    before: ({ event }) => {
      const size = Buffer.byteLength(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
      if (size > bytes) {
        fail('payload-too-large', `The body may have at most ${bytes.toLocaleString('en')} bytes.`);
      }
    },
  };
}
