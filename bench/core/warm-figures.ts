import { fork } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { houseEnvironment } from '../lambda/house-environment.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';

const rounds = 7;

const tableStub = fileURLToPath(new URL('./table-stub.ts', import.meta.url));
const warmProcess = fileURLToPath(new URL('./warm-process.ts', import.meta.url));
const userPoolKeys = fileURLToPath(new URL('../lambda/user-pool-keys.cjs', import.meta.url));
const Stub = z.object({
  url: z.url(),
  token: z.string(),
  documentId: z.string(),
  /** Of the same account, made by somebody else. */
  foreignDocumentId: z.string(),
  accountId: z.string(),
});
const Warm = z.object({ cpuMs: z.number().positive(), events: z.int(), sent: z.int() });
const Calls = z.object({ calls: z.int() });

export type TableStub = z.output<typeof Stub>;

/** One run of a warm handler: what an event costs. */
export interface WarmRun {
  /** Processor time of an event, ms. */
  cpuMs: number;
  /** Calls of the table for an event. */
  tableCalls: number;
  /** Events measured. */
  events: number;
}

/**
 * Processor time of one warm invocation of `getDocument`: a token verified, two reads of the table, a reply checked
 * and a log line. Measured as `research/bundle.md` does: events one after the other in one process, the table a plain
 * HTTP server in another, so that the SDK's whole HTTP stack runs.
 */
export const measureWarm = (folder: string): Promise<Figure[]> =>
  withTableStub(async (stub) => {
    const handlerFile = join(folder, 'documents-get-document.mjs');
    const runs: WarmRun[] = [];
    const request = reading(stub.documentId);
    for (let round = 0; round < rounds; round++) runs.push(await runWarm(stub, handlerFile, request));
    const events = runs.reduce((sum, run) => sum + run.events, 0);
    return [figure('warm_cpu_ms', median(runs.map(({ cpuMs }) => cpuMs)), 'ms', events)];
  });

/** Runs the table's stand-in while the work goes on. */
export async function withTableStub<T>(work: (stub: TableStub) => Promise<T>): Promise<T> {
  const child = fork(tableStub);
  try {
    const [message] = await once(child, 'message');
    return await work(Stub.parse(message));
  } finally {
    child.disconnect();
  }
}

/** What an event of the API asks for. */
export interface WarmRequest {
  method: string;
  /** `/documents/{documentId}` */
  route: string;
  params: Record<string, string>;
  body?: object;
  /** Each event comes with a token that was not there before. */
  freshTokens?: boolean;
}

/** The request that reads a document. */
export const reading = (documentId: string): WarmRequest => ({
  method: 'GET',
  route: '/documents/{documentId}',
  params: { documentId },
});

export async function runWarm(stub: TableStub, handlerFile: string, request: WarmRequest): Promise<WarmRun> {
  const before = await callsOf(stub);
  const process = fork(warmProcess, [handlerFile, stub.token, JSON.stringify(request)], {
    env: {
      ...houseEnvironment,
      AWS_ENDPOINT_URL: stub.url,
      BENCH_USER_POOL_URL: stub.url,
      BENCH_ACCOUNT_ID: stub.accountId,
      // Lambda names the function so; the trail says who made a change.
      _HANDLER: `${basename(handlerFile, '.mjs')}.handler`,
    },
    execArgv: ['--require', userPoolKeys],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = await Promise.race([
    once(process, 'message'),
    once(process, 'exit').then(([code]) => Promise.reject(new Error(`the warm process ended with ${code}`))),
  ]);
  const { cpuMs, events, sent } = Warm.parse(message);
  return { cpuMs, events, tableCalls: ((await callsOf(stub)) - before) / sent };
}

const callsOf = async ({ url }: TableStub): Promise<number> =>
  Calls.parse(await (await fetch(`${url}/calls`)).json()).calls;
