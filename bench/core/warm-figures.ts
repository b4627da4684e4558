import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { houseEnvironment } from '../lambda/house-environment.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';

const rounds = 7;

const tableStub = fileURLToPath(new URL('./table-stub.ts', import.meta.url));
const warmProcess = fileURLToPath(new URL('./warm-process.ts', import.meta.url));
const userPoolKeys = fileURLToPath(new URL('../lambda/user-pool-keys.cjs', import.meta.url));
const Stub = z.object({ url: z.url(), token: z.string(), documentId: z.string() });
const Warm = z.object({ cpuMs: z.number().positive(), events: z.int() });

/**
 * Processor time of one warm invocation of `getDocument`: a token verified, two reads of the table, a reply checked
 * and a log line. Measured as `research/bundle.md` does: events one after the other in one process, the table a plain
 * HTTP server in another, so that the SDK's whole HTTP stack runs.
 */
export async function measureWarm(folder: string): Promise<Figure[]> {
  const child = fork(tableStub);
  try {
    const [message] = await once(child, 'message');
    const stub = Stub.parse(message);
    const handlerFile = join(folder, 'documents-get-document.mjs');
    const cpu: number[] = [];
    let events = 0;
    for (let round = 0; round < rounds; round++) {
      const warm = await runWarm(stub, handlerFile);
      cpu.push(warm.cpuMs);
      events += warm.events;
    }
    return [figure('warm_cpu_ms', median(cpu), 'ms', events)];
  } finally {
    child.disconnect();
  }
}

async function runWarm(stub: z.output<typeof Stub>, handlerFile: string): Promise<z.output<typeof Warm>> {
  const process = fork(warmProcess, [handlerFile, stub.token, stub.documentId], {
    env: { ...houseEnvironment, AWS_ENDPOINT_URL: stub.url, BENCH_USER_POOL_URL: stub.url },
    execArgv: ['--require', userPoolKeys],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = await Promise.race([
    once(process, 'message'),
    once(process, 'exit').then(([code]) => Promise.reject(new Error(`the warm process ended with ${code}`))),
  ]);
  return Warm.parse(message);
}
