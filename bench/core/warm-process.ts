import { pathToFileURL } from 'node:url';
import * as z from 'zod';

/** Runs one handler warm and tells its parent what an event costs. Arguments: handler, access token, document id. */
const [, , handlerFile = '', token = '', documentId = ''] = process.argv;

const warmUp = 700;
const measured = 700;

const Reply = z.object({ statusCode: z.literal(200) });
const { handler }: { handler?: unknown } = await import(pathToFileURL(handlerFile).href);
if (typeof handler !== 'function') throw new Error(`${handlerFile} exports no handler`);
const handle = (event: object): unknown => Reflect.apply(handler, undefined, [event, context]);

const event = (): object => {
  const path = `/api/v1/documents/${documentId}`;
  return {
    version: '2.0',
    routeKey: 'GET /api/v1/documents/{documentId}',
    rawPath: path,
    rawQueryString: '',
    headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'user-agent': 'bench' },
    pathParameters: { documentId },
    requestContext: {
      http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: 'bench',
      routeKey: 'GET /api/v1/documents/{documentId}',
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

const fresh = (count: number): object[] => Array.from({ length: count }, event);

await run(fresh(warmUp));
const events = fresh(measured);
const before = process.cpuUsage();
await run(events);
const { user, system } = process.cpuUsage(before);
const figures = { cpuMs: (user + system) / 1000 / measured, events: measured, sent: warmUp + measured };
process.send?.(figures, () => process.exit(0));
