import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { setClockAhead } from './clock-ahead.ts';

/**
 * Runs one Lambda function in a worker thread, as AWS's runtime does: load the handler, then one event at a
 * time. The thread has only the function's own environment.
 *
 * Every instance of every function loads this file, so it loads little itself: no schema library for what
 * `function-pool.ts` sends, and built-ins not by ESM import, which brings undici along. That takes a third
 * off the time an instance needs to start.
 */

const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');
const modules = process.getBuiltinModule('node:module');

interface Start {
  handlerFile: string;
  functionName: string;
  memory: string;
  localUrl: string;
  /** Milliseconds. */
  clockAhead: number;
}

interface Invocation {
  id: string;
  event: unknown;
  /** Milliseconds since 1970. */
  deadline: number;
}

const start: Start = workerData;

/**
 * The user pool's keys come from AWS's own address over TLS. On a laptop that address leads to the local
 * cloud, as a name server would arrange it; the product knows nothing of this.
 */
function redirectUserPoolKeys(): void {
  const original = https.request;
  const isUserPool = (host: unknown): boolean =>
    /^cognito-idp\.[a-z0-9-]+\.amazonaws\.com$/.test(String(host));
  https.request = new Proxy(original, {
    apply(target, self, [first, ...rest]) {
      const url = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined;
      const host = url?.hostname ?? first?.hostname ?? first?.host;
      if (!isUserPool(host)) return Reflect.apply(target, self, [first, ...rest]);
      const local = new URL(start.localUrl);
      const path = url ? `${url.pathname}${url.search}` : first?.path;
      const [options, callback] = typeof rest[0] === 'function' ? [{}, rest[0]] : rest;
      return http.request(
        { ...options, agent: undefined, host: local.hostname, port: local.port, path },
        callback,
      );
    },
  });
}

redirectUserPoolKeys();
setClockAhead(start.clockAhead);

type Handler = (event: unknown, context: object) => unknown;

/**
 * What V8 has made of a function's code is kept beside it (NODE_COMPILE_CACHE, which is no variable of the function), for the next
 * instance and the next local cloud, and what Node has made of this file: each instance would load its TypeScript reader for it. Together
 * that takes a third off the time that starting costs.
 */
async function loadHandler(): Promise<Handler> {
  delete process.env.NODE_COMPILE_CACHE;
  const loaded: { handler?: unknown } = await import(pathToFileURL(start.handlerFile).href);
  if (typeof loaded.handler !== 'function') throw new Error(`${start.handlerFile} exports no handler`);
  modules.flushCompileCache();
  const { handler } = loaded;
  return (event, context) => Reflect.apply(handler, undefined, [event, context]);
}

const contextFor = ({ id, deadline }: Invocation): object => ({
  awsRequestId: id,
  functionName: start.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${start.functionName}`,
  memoryLimitInMB: start.memory,
  logGroupName: start.functionName,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

const describe = (error: unknown): { errorType: string; errorMessage: string; stack: string } => ({
  errorType: error instanceof Error ? error.name : 'Error',
  errorMessage: error instanceof Error ? error.message : String(error),
  stack: error instanceof Error ? (error.stack ?? '') : '',
});

const handler = await loadHandler();
parentPort?.on('message', async (invocation: Invocation) => {
  try {
    const result = await handler(invocation.event, contextFor(invocation));
    // What JSON has no word for, such as undefined or a function, arrives as null.
    parentPort?.postMessage({ id: invocation.id, result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    parentPort?.postMessage({ id: invocation.id, error: describe(error) });
  }
});
parentPort?.postMessage({ ready: true });
