import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { root } from '../../dev/paths.ts';

/**
 * Runs functions under AWS's own runtime client (npm aws-lambda-ric), a process for each instance, against a
 * Runtime API on the loopback address. One instance at a time.
 */
export interface RuntimeApi {
  /** Starts an instance and feeds it events until `onIdle` gives none. Throws when the function fails. */
  run(launch: Launch, onIdle: (moment: Idle) => string | undefined): Promise<void>;
  close(): void;
}

export interface Launch {
  /** Absolute path of the file that exports `handler`. */
  handlerFile: string;
  /** All of the function's environment variables. */
  environment: Record<string, string>;
  /** CommonJS files to load before everything else. */
  preload?: string[];
}

/** An instance that asks for its next event; the first time, its start-up is over. */
export interface Idle {
  /** Events it was given so far. */
  events: number;
  /** Milliseconds since its process was started. */
  elapsedMs: number;
  /** Milliseconds of processor time its process has used. */
  cpuMs: number;
  /** Whether Node's copy of undici is loaded in it: 40 ms and 12 MB that no function needs. */
  undici: boolean;
  /** Bytes of the function's own files that were loaded; 0 unless `loaded-files.cjs` is preloaded. */
  loadedBytes: number;
  /** What it answered last, JSON. */
  reply: string | undefined;
}

/** Milliseconds without a request after which an instance counts as stuck. */
const patience = 30_000;

const State = z.object({ cpuMicroseconds: z.number(), undici: z.boolean(), loadedBytes: z.number() });
const nativeClient = fileURLToPath(new URL('./native-client.cjs', import.meta.url));
const runtimeClient = join(root, 'bench/node_modules/aws-lambda-ric/index.mjs');

export async function startRuntimeApi(): Promise<RuntimeApi> {
  let answer = (_: IncomingMessage, reply: ServerResponse, __: string): void =>
    void reply.writeHead(404).end();
  const server = createServer((incoming, reply) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    incoming.on('end', () => answer(incoming, reply, body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    run: (launch, onIdle) =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        const child = spawn(process.execPath, argumentsFor(launch), {
          cwd: dirname(launch.handlerFile),
          env: environmentFor(launch, `127.0.0.1:${port}`),
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let printed = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          printed = (printed + text).slice(-2000);
        });
        const end = (problem?: string): void => {
          clearTimeout(stuck);
          child.kill('SIGKILL');
          const error = new Error(`${launch.handlerFile}: ${problem}\n${printed}`);
          // The next instance must not start while this one still takes processor time.
          child.once('close', () => (problem === undefined ? resolve() : reject(error)));
        };
        const stuck = setTimeout(() => end('no request for too long'), patience);
        child.once('error', reject);
        child.once('exit', (code) => code === null || end(`ended with code ${code}`));
        let events = 0;
        let last: string | undefined;
        answer = ({ url = '', headers }, reply, body) => {
          stuck.refresh();
          if (url.endsWith('/response')) {
            last = body;
            reply.writeHead(202).end();
          } else if (url.endsWith('/next')) {
            const elapsedMs = performance.now() - started;
            const { cpuMicroseconds, ...state } = State.parse(JSON.parse(String(headers['x-state'])));
            const event = onIdle({ ...state, events, elapsedMs, cpuMs: cpuMicroseconds / 1000, reply: last });
            if (event === undefined) return end();
            events++;
            reply.writeHead(200, eventHeaders(events)).end(event);
          } else {
            end(`${url} ${body.slice(0, 1000)}`);
          }
        };
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const argumentsFor = ({ preload = [] }: Launch): string[] => [
  ...[nativeClient, ...preload].flatMap((file) => ['--require', file]),
  runtimeClient,
];

/** What Lambda sets for every function, and what this one has. */
const environmentFor = ({ handlerFile, environment }: Launch, api: string): Record<string, string> => ({
  AWS_LAMBDA_RUNTIME_API: api,
  LAMBDA_TASK_ROOT: dirname(handlerFile),
  _HANDLER: `${basename(handlerFile, '.mjs')}.handler`,
  AWS_LAMBDA_FUNCTION_NAME: basename(handlerFile, '.mjs'),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_LOG_GROUP_NAME: 'bench',
  AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  TZ: ':UTC',
  ...environment,
});

const eventHeaders = (number: number): Record<string, string> => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': `event-${number}`,
  'lambda-runtime-deadline-ms': String(Date.now() + 10_000),
  'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:000000000000:function:bench',
  'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
});
