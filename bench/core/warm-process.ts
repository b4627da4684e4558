import { pathToFileURL } from 'node:url';
import * as z from 'zod';

/** Runs one handler warm and tells its parent what an event costs. Arguments: handler, access token, request as JSON. */
const [, , handlerFile = '', token = '', requestText = ''] = process.argv;

const warmUp = 700;
const measured = 700;

const Reply = z.object({ statusCode: z.literal(200) });
const { handler }: { handler?: unknown } = await import(pathToFileURL(handlerFile).href);
if (typeof handler !== 'function') throw new Error(`${handlerFile} exports no handler`);
const handle = (event: object): unknown => Reflect.apply(handler, undefined, [event, context]);

const { method, route, params, body, freshTokens } = z
  .object({
    method: z.string(),
    route: z.string(),
    params: z.record(z.string(), z.string()),
    body: z.looseObject({}).optional(),
    freshTokens: z.boolean().default(false),
  })
  .parse(JSON.parse(requestText));

const path = `/api/v1${route.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')}`;
const routeKey = `${method} /api/v1${route}`;

const event = (bearer: string): object => {
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'bench',
    },
    pathParameters: params,
    ...(body ? { body: JSON.stringify(body) } : {}),
    requestContext: {
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: 'bench',
      routeKey,
      stage: '$default',
      timeEpoch: Date.now(),
    },
    isBase64Encoded: false,
  };
};

const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 10_000 };

async function run(events: object[]): Promise<void> {
  for (const each of events) Reply.parse(await handle(each));
}

/** Tokens for all events. */
async function tokensFor(count: number): Promise<string[]> {
  if (!freshTokens) return Array.from({ length: count }, () => token);
  const reply = await fetch(`${process.env.AWS_ENDPOINT_URL}/tokens/${count}`);
  return z.array(z.string()).parse(await reply.json());
}

const tokens = await tokensFor(warmUp + measured);
await run(tokens.slice(0, warmUp).map(event));
const events = tokens.slice(warmUp).map(event);
const before = process.cpuUsage();
await run(events);
const { user, system } = process.cpuUsage(before);
const figures = { cpuMs: (user + system) / 1000 / measured, events: measured, sent: warmUp + measured };
process.send?.(figures, () => process.exit(0));
