import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import { FunctionError } from './function-pool.ts';
import { urlOf } from './target-url.ts';

/** Emulates an API Gateway HTTP API with Lambda proxy integrations, payload format 2.0. */

export interface HttpApiRoute {
  /** `GET /things/{id}`, or `$default`. */
  routeKey: string;
  /** Runs the function behind the route. Throws {@link FunctionError}. */
  invoke: (event: unknown) => Promise<unknown>;
}

export interface HttpApiCors {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  maxAge: number;
}

/** API Gateway's limit, bytes. */
const maxBody = 10 * 1024 * 1024;

/** Content types that API Gateway hands over as text; everything else is sent as base64. */
const textual = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|.*\+(json|xml)))/i;

const Structured = z.looseObject({
  statusCode: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

interface Match {
  route: HttpApiRoute;
  pathParameters: Record<string, string>;
}

export function httpApi(options: {
  apiId: string;
  routes: readonly HttpApiRoute[];
  cors: HttpApiCors | undefined;
  now: () => Date;
  /** Told when a function crashed or ran out of time: the caller only sees a 500 or 503. */
  onFault: (text: string) => void;
}) {
  const patterns = options.routes.flatMap((route) => patternOf(route) ?? []).sort(byPrecedence);
  const fallback = options.routes.find(({ routeKey }) => routeKey === '$default');

  return async (request: EmulatorRequest, sourceIp: string): Promise<EmulatorReply> => {
    const url = urlOf(request.target);
    const preflight = options.cors && preflightReply(options.cors, request);
    if (preflight) return preflight;
    if (request.body.length > maxBody) return gatewayReply(413, 'Request Entity Too Large');
    const match =
      find(patterns, request.method, url.pathname) ?? (fallback && { route: fallback, pathParameters: {} });
    if (!match) return gatewayReply(404, 'Not Found');
    const reply = await answer(match, eventFor(match, request, url, sourceIp), options.onFault);
    return options.cors ? withCors(options.cors, request, reply) : reply;
  };

  function eventFor(match: Match, request: EmulatorRequest, url: URL, sourceIp: string): unknown {
    const { headers, method, body } = request;
    const at = options.now();
    const isText = textual.test(headers['content-type'] ?? 'text/plain');
    const query = [...new Set(url.searchParams.keys())].map((name) => [
      name,
      url.searchParams.getAll(name).join(','),
    ]);
    const { cookie, ...rest } = headers;
    return {
      version: '2.0',
      routeKey: match.route.routeKey,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      ...(cookie ? { cookies: cookie.split('; ') } : {}),
      headers: rest,
      ...(query.length > 0 ? { queryStringParameters: Object.fromEntries(query) } : {}),
      ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
      requestContext: {
        accountId: '000000000000',
        apiId: options.apiId,
        domainName: headers.host ?? '',
        domainPrefix: options.apiId,
        http: {
          method,
          path: url.pathname,
          protocol: 'HTTP/1.1',
          sourceIp,
          userAgent: headers['user-agent'] ?? '',
        },
        requestId: randomUUID(),
        routeKey: match.route.routeKey,
        stage: '$default',
        time: at.toUTCString(),
        timeEpoch: at.getTime(),
      },
      ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
      isBase64Encoded: body.length > 0 && !isText,
    };
  }
}

async function answer(match: Match, event: unknown, onFault: (text: string) => void): Promise<EmulatorReply> {
  try {
    return formatted(await match.route.invoke(event));
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    onFault(`${match.route.routeKey}: ${error.message}`);
    return error.kind === 'timed-out'
      ? gatewayReply(503, 'Service Unavailable')
      : gatewayReply(500, 'Internal Server Error');
  }
}

/** Payload format 2.0: a reply without a status is the JSON body of a 200; a text is its body as it is. */
function formatted(result: unknown): EmulatorReply {
  const structured = Structured.safeParse(result);
  if (!structured.success) {
    const broken = typeof result === 'object' && result !== null && 'statusCode' in result;
    if (broken) return gatewayReply(500, 'Internal Server Error');
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = structured.data;
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      ...(cookies ? { 'set-cookie': cookies.join(', ') } : {}),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

/** What API Gateway itself says when no function could answer. */
const gatewayReply = (status: number, message: string): EmulatorReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

/** With CORS configured the gateway answers preflights itself, also where a route would match. */
function preflightReply(cors: HttpApiCors, request: EmulatorRequest): EmulatorReply | undefined {
  const { origin } = request.headers;
  if (request.method !== 'OPTIONS' || !origin || !request.headers['access-control-request-method'])
    return undefined;
  if (!cors.allowOrigins.includes(origin)) return { status: 204, headers: {}, body: '' };
  return {
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': cors.allowMethods.join(','),
      'access-control-allow-headers': cors.allowHeaders.join(','),
      'access-control-max-age': String(cors.maxAge),
      vary: 'Origin',
    },
    body: '',
  };
}

/** With CORS configured the gateway replaces whatever CORS headers the function sent. */
function withCors(cors: HttpApiCors, request: EmulatorRequest, reply: EmulatorReply): EmulatorReply {
  const headers = Object.fromEntries(
    Object.entries(reply.headers).filter(([name]) => !name.startsWith('access-control-')),
  );
  const { origin } = request.headers;
  if (origin && cors.allowOrigins.includes(origin)) {
    headers['access-control-allow-origin'] = origin;
    headers['access-control-expose-headers'] = cors.exposeHeaders.join(',');
    headers.vary = 'Origin';
  }
  return { ...reply, headers };
}

interface Pattern {
  route: HttpApiRoute;
  method: string;
  segments: string[];
}

function patternOf(route: HttpApiRoute): Pattern | undefined {
  if (route.routeKey === '$default') return undefined;
  const [method, path] = route.routeKey.split(' ');
  if (!method || !path?.startsWith('/'))
    throw new Error(`the local cloud cannot serve the route ${route.routeKey}`);
  return { route, method, segments: path.slice(1).split('/') };
}

/** Full matches first, then those with parameters, then greedy ones; a method before ANY. */
function byPrecedence(left: Pattern, right: Pattern): number {
  const weight = ({ segments, method }: Pattern): number =>
    (segments.some((segment) => segment.endsWith('+}')) ? 100 : 0) +
    2 * segments.filter((segment) => segment.startsWith('{')).length +
    (method === 'ANY' ? 1 : 0);
  return weight(left) - weight(right);
}

function find(patterns: readonly Pattern[], method: string, path: string): Match | undefined {
  const wanted = path.slice(1).split('/');
  for (const { route, method: allowed, segments } of patterns) {
    if (allowed !== 'ANY' && allowed !== method) continue;
    const pathParameters = parametersOf(segments, wanted);
    if (pathParameters) return { route, pathParameters };
  }
  return undefined;
}

function parametersOf(
  segments: readonly string[],
  wanted: readonly string[],
): Record<string, string> | undefined {
  const greedy = segments.at(-1)?.endsWith('+}') ?? false;
  if (greedy ? wanted.length < segments.length : wanted.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const name = /^\{(\w+)(\+?)\}$/.exec(segment);
    const value = name?.[2] ? wanted.slice(index).join('/') : wanted[index];
    if (!name && value !== segment) return undefined;
    // A parameter stands for at least one character.
    if (!value && name) return undefined;
    if (name?.[1]) parameters[name[1]] = decoded(value ?? '');
  }
  return parameters;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
