import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { houseEnvironment } from '../lambda/house-environment.ts';
import type { Launch, RuntimeApi } from '../lambda/runtime-api.ts';
import { type Figure, figure } from '../measure/figure.ts';

const rounds = 7;
const warmUp = 700;
const measured = 500;

const tableStub = fileURLToPath(new URL('./table-stub.ts', import.meta.url));
const userPoolKeys = fileURLToPath(new URL('../lambda/user-pool-keys.cjs', import.meta.url));
const emptyHandler = fileURLToPath(new URL('../lambda/empty-handler.mjs', import.meta.url));
const Stub = z.object({ url: z.url(), token: z.string(), documentId: z.string() });
const Reply = z.object({ statusCode: z.literal(200) });

/**
 * Processor time of one warm invocation of `getDocument`: a token verified, two reads of the table, a reply
 * checked and a log line. What an empty function costs under the same runtime client is taken off.
 */
export async function measureWarm(runtime: RuntimeApi, folder: string): Promise<Figure[]> {
  const child = fork(tableStub);
  try {
    const [message] = await once(child, 'message');
    const stub = Stub.parse(message);
    const event = JSON.stringify(getDocumentEvent(stub));
    const environment = {
      ...houseEnvironment,
      AWS_ENDPOINT_URL: stub.url,
      BENCH_USER_POOL_URL: stub.url,
    };
    const preload = [userPoolKeys];
    const launches = {
      full: { handlerFile: join(folder, 'documents-get-document.mjs'), environment, preload },
      empty: { handlerFile: emptyHandler, environment, preload },
    };
    const full: number[] = [];
    const empty: number[] = [];
    for (let round = 0; round < rounds; round++) {
      full.push(await cpuPerEvent(runtime, launches.full, event));
      empty.push(await cpuPerEvent(runtime, launches.empty, event));
    }
    // Other processes on the machine only ever add to it, through shared caches: the lowest round is the truest.
    const floor = Math.min(...empty);
    return [
      figure('empty_warm_cpu_ms', floor, 'ms', rounds * measured),
      figure('warm_cpu_ms', Math.min(...full) - floor, 'ms', rounds * measured),
    ];
  } finally {
    child.disconnect();
  }
}

/** Milliseconds of one event, in an instance of its own that has seen {@link warmUp} events before. */
async function cpuPerEvent(runtime: RuntimeApi, launch: Launch, event: string): Promise<number> {
  let before = 0;
  let after = 0;
  await runtime.run(launch, ({ events, cpuMs, reply }) => {
    if (events === 1 || events === warmUp) Reply.parse(JSON.parse(reply ?? ''));
    if (events === warmUp) before = cpuMs;
    after = cpuMs;
    return events < warmUp + measured ? event : undefined;
  });
  return (after - before) / measured;
}

const getDocumentEvent = ({ token, documentId }: z.output<typeof Stub>): object => {
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
