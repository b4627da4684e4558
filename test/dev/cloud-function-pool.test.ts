import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { clockAheadOf } from '../../dev/cloud/clock-ahead.ts';
import { FunctionError, FunctionPool } from '../../dev/cloud/function-pool.ts';
import { until } from '../../dev/journey.ts';

/** A function that does what its event says. */
const source = `
let running = 0;
let count = 0;
const acts = {
  echo: (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() }),
  environment: () => ({ ...process.env }),
  count: () => ++count,
  overlap: async () => {
    const alone = ++running === 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
    return { alone, instance: process.env.INSTANCE ??= Math.random().toString() };
  },
  meet: async ({ flag, of }) => {
    const flags = new Int32Array(flag);
    Atomics.add(flags, 0, 1);
    while (Atomics.load(flags, 0) < of) await new Promise((resolve) => setTimeout(resolve, 2));
    return Atomics.load(flags, 0);
  },
  hang: () => new Promise(() => setInterval(() => {}, 1000)),
  spin: () => { for (;;); },
  exit: () => process.exit(7),
  throw: () => { throw new TypeError('no such thing'); },
  throwText: () => { throw 'just a text'; },
  crash: () => { setTimeout(() => { throw new Error('out of the blue'); }, 0); return new Promise(() => {}); },
  print: ({ text }) => { console.log(text); console.error('warned ' + text); return null; },
  nothing: () => undefined,
  unsayable: () => () => 1,
  time: () => ({ now: Date.now(), made: new Date().getTime(), given: new Date(0).toISOString(), text: Date.parse(Date()), isDate: new Date() instanceof Date && structuredClone(new Date()) instanceof Date }),
  circular: () => { const self = {}; self.self = self; return self; },
};
export const handler = (event, context) => acts[event.act](event, context);
`;

let folder: string;
const pools: FunctionPool[] = [];
let output = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-pool-'));
  await writeFile(join(folder, 'acts.mjs'), source);
  await writeFile(join(folder, 'empty.mjs'), 'export const nothing = 1;');
  await writeFile(
    join(folder, 'needs-package.mjs'),
    `import { createRequire } from 'node:module';
export const handler = () => createRequire(import.meta.url)('from-a-layer');`,
  );
  await mkdir(join(folder, 'packages/from-a-layer'), { recursive: true });
  await writeFile(join(folder, 'packages/from-a-layer/index.js'), 'module.exports = "found";');
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
  output = '';
});

afterAll(() => rm(folder, { recursive: true }));

function pool(
  options: {
    file?: string;
    timeout?: number;
    maxInstances?: number;
    packages?: string;
    clockAhead?: number;
  } = {},
): FunctionPool {
  const made = new FunctionPool(
    {
      name: 'Stack-Acts',
      handlerFile: join(folder, options.file ?? 'acts.mjs'),
      memory: 256,
      timeout: options.timeout ?? 20,
      environment: { TABLE_NAME: 'Table', ...(options.packages ? { NODE_PATH: options.packages } : {}) },
    },
    {
      localUrl: 'http://127.0.0.1:1',
      maxInstances: options.maxInstances ?? 1,
      clockAhead: options.clockAhead ?? 0,
      onOutput: (name, text) => {
        output += `${name}: ${text}`;
      },
    },
  );
  pools.push(made);
  return made;
}

const refusal = (kind: string, message: string) =>
  expect.objectContaining({ name: 'FunctionError', kind, message });

describe('an invocation', () => {
  test('gets the event and a context, and answers with what JSON can say', async () => {
    expect(await pool().invoke({ act: 'echo', when: new Date(0) })).toEqual({
      event: { act: 'echo', when: '1970-01-01T00:00:00.000Z' },
      context: expect.objectContaining({
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionName: 'Stack-Acts',
        memoryLimitInMB: '256',
      }),
      left: expect.any(Number),
    });
  });

  test.each(['nothing', 'unsayable'])('that returns %s answers null', async (act) => {
    expect(await pool().invoke({ act })).toBeNull();
  });

  test('sees the environment of its function and nothing of the laptop', async () => {
    process.env.SECRET_OF_THE_LAPTOP = 'hidden';
    expect(await pool().invoke({ act: 'environment' })).toEqual({ TABLE_NAME: 'Table' });
    delete process.env.SECRET_OF_THE_LAPTOP;
  });

  test('that throws says which error, and the instance lives on', async () => {
    const acts = pool();
    expect(await acts.invoke({ act: 'count' })).toBe(1);
    await expect(acts.invoke({ act: 'throw' })).rejects.toEqual(refusal('threw', 'TypeError: no such thing'));
    await expect(acts.invoke({ act: 'throwText' })).rejects.toEqual(refusal('threw', 'Error: just a text'));
    expect(await acts.invoke({ act: 'count' })).toBe(2);
  });

  test('whose answer JSON cannot say has thrown', async () => {
    await expect(pool().invoke({ act: 'circular' })).rejects.toMatchObject({ kind: 'threw' });
  });

  test('leaves what it printed, and the trace of what it threw', async () => {
    const acts = pool();
    await acts.invoke({ act: 'print', text: 'good morning' });
    await acts.invoke({ act: 'throw' }).catch(() => {});
    await until('the output', async () =>
      /warned good morning/.test(output) && /TypeError/.test(output) ? true : undefined,
    );
    expect(output).toContain('Stack-Acts: good morning\n');
    expect(output).toContain('Stack-Acts: warned good morning\n');
    expect(output).toMatch(/TypeError: no such thing\n\s+at /);
  });
});

describe('an instance', () => {
  test('handles one event at a time, and is kept for the next', async () => {
    const acts = pool({ maxInstances: 3 });
    const all = await Promise.all(Array.from({ length: 12 }, () => acts.invoke({ act: 'overlap' })));
    expect(all).toEqual(Array(12).fill(expect.objectContaining({ alone: true })));
    const instances = new Set(all.map((each) => JSON.stringify(each)));
    expect(instances.size).toBeLessThanOrEqual(3);
  });

  test('works beside others, up to the limit', async () => {
    const acts = pool({ maxInstances: 3 });
    const flag = new SharedArrayBuffer(4);
    const met = await Promise.all([1, 2, 3].map(() => acts.invoke({ act: 'meet', flag, of: 3 })));
    expect(met).toEqual([3, 3, 3]);
  });

  test('beyond the limit waits for its turn', async () => {
    const acts = pool({ maxInstances: 2 });
    const counts = await Promise.all(Array.from({ length: 6 }, () => acts.invoke({ act: 'count' })));
    const sum = counts.reduce<number>((total, count) => total + Number(count), 0);
    // Two instances have counted to six together: 1 to 3 each at the evenest, 1 and 1 to 5 at the most uneven.
    expect(sum).toBeGreaterThanOrEqual(12);
    expect(sum).toBeLessThanOrEqual(21);
  });

  test.each(['hang', 'spin'])('that runs out of time is thrown away: %s', async (act) => {
    const acts = pool({ timeout: 0.3 });
    const late = acts.invoke({ act });
    const next = acts.invoke({ act: 'nothing' }).catch((error: unknown) => error);
    await expect(late).rejects.toEqual(refusal('timed-out', 'Stack-Acts ran out of time after 0.3 s'));
    // The next one may need more than 0.3 s to start on a busy machine; what counts is that it was given a turn.
    expect([null, refusal('timed-out', 'Stack-Acts ran out of time after 0.3 s')]).toContainEqual(await next);
  });

  test('that ends its process is replaced for the next event', async () => {
    const acts = pool();
    const ended = acts.invoke({ act: 'exit' });
    const next = acts.invoke({ act: 'count' });
    await expect(ended).rejects.toEqual(refusal('crashed', 'Stack-Acts ended itself'));
    expect(await next).toBe(1);
  });

  test('that crashes outside of its handler is replaced too', async () => {
    const acts = pool();
    await expect(acts.invoke({ act: 'crash' })).rejects.toEqual(
      refusal('crashed', 'Stack-Acts crashed: out of the blue'),
    );
    expect(await acts.invoke({ act: 'count' })).toBe(1);
  });

  test.each([
    ['empty.mjs', /empty\.mjs exports no handler/],
    ['missing.mjs', /Cannot find module/],
  ])('that cannot load its code fails each event: %s', async (file, message) => {
    const broken = pool({ file });
    await expect(broken.invoke({})).rejects.toThrow(message);
    await expect(broken.invoke({})).rejects.toBeInstanceOf(FunctionError);
  });
});

describe('the pool', () => {
  test('crashes all instances at once when told so, and starts afresh', async () => {
    const acts = pool({ maxInstances: 2 });
    expect(await acts.invoke({ act: 'count' })).toBe(1);
    const lost = acts.invoke({ act: 'hang' });
    const crashed = acts.crash();
    await expect(lost).rejects.toEqual(refusal('crashed', 'killed'));
    await crashed;
    expect(await acts.invoke({ act: 'count' })).toBe(1);
  });

  test('refuses what waits and what comes when it was stopped', async () => {
    const acts = pool();
    const running = acts.invoke({ act: 'hang' });
    const waiting = acts.invoke({ act: 'count' });
    const settled = Promise.allSettled([running, waiting]);
    await acts.stop();
    expect(await settled).toEqual([
      { status: 'rejected', reason: refusal('crashed', 'killed') },
      { status: 'rejected', reason: refusal('crashed', 'the local cloud is stopping') },
    ]);
    await expect(acts.invoke({ act: 'count' })).rejects.toEqual(
      refusal('crashed', 'the local cloud is stopping'),
    );
  });
});

describe('packages of layers', () => {
  test('are found by a function that has layers', async () => {
    const layered = pool({ file: 'needs-package.mjs', packages: join(folder, 'packages') });
    expect(await layered.invoke({})).toBe('found');
  });

  test('are not found by a function that has none', async () => {
    const outcome = pool({ file: 'needs-package.mjs' }).invoke({});
    await expect(outcome).rejects.toThrow("Cannot find module 'from-a-layer'");
  });
});

describe('a clock that is ahead', () => {
  const month = 31 * 24 * 60 * 60_000;
  const Times = z.object({
    now: z.int(),
    made: z.int(),
    given: z.string(),
    text: z.int(),
    isDate: z.boolean(),
  });

  test('is the clock of the function, in whichever way it asks', async () => {
    const before = Date.now();
    const times = Times.parse(await pool({ clockAhead: month }).invoke({ act: 'time' }));
    const after = Date.now();
    for (const time of [times.now, times.made]) {
      expect(time).toBeGreaterThanOrEqual(before + month);
      expect(time).toBeLessThanOrEqual(after + month);
    }
    // In whole seconds.
    expect(times.text).toBeGreaterThan(before + month - 1000);
    expect(times).toMatchObject({ given: '1970-01-01T00:00:00.000Z', isDate: true });
  });

  test('is so many days as DAYS_AHEAD says', () => {
    expect(['31', '0.5', '0'].map(clockAheadOf)).toEqual([month, 12 * 60 * 60_000, 0]);
    expect(clockAheadOf(undefined)).toBe(0);
    for (const wrong of ['', ' ', 'a month', '-1', '3651', 'NaN', 'Infinity'])
      expect(() => clockAheadOf(wrong), wrong).toThrow(/^DAYS_AHEAD must be a number of days/);
  });
});
