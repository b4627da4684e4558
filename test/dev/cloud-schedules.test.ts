import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { FunctionPool } from '../../dev/cloud/function-pool.ts';
import { periodOf, runSchedule, type ScheduleDefinition, startSchedules } from '../../dev/cloud/schedules.ts';
import { until } from '../../dev/journey.ts';

let folder: string;
let pool: FunctionPool;
let printed = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-schedules-'));
  const handlerFile = join(folder, 'tick.mjs');
  await writeFile(
    handlerFile,
    `export const handler = (event) => {
      if (event.fail) throw new Error('told to');
      console.log('ticked ' + JSON.stringify(event));
    };`,
  );
  pool = new FunctionPool(
    { name: 'Stack-Tick', handlerFile, memory: 256, timeout: 20, environment: {} },
    {
      localUrl: 'http://127.0.0.1:1',
      maxInstances: 1,
      onOutput: (_, text) => {
        printed += text;
      },
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  printed = '';
});

afterAll(async () => {
  await pool.stop();
  await rm(folder, { recursive: true });
});

const schedule = (input?: string): ScheduleDefinition => ({
  name: 'App/Jobs/Tick',
  expression: 'rate(1 minute)',
  input,
  pool,
});

const seen = (text: string) => until(text, async () => (printed.includes(text) ? true : undefined));

describe('an expression', () => {
  test.each([
    ['rate(1 minute)', 60_000],
    ['rate(15 minutes)', 900_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('%s is %i ms', (expression, period) => {
    expect(periodOf(expression, 'App/Jobs/Tick')).toBe(period);
  });

  test.each([
    'rate(0 minutes)',
    'rate(1 second)',
    'rate(1.5 hours)',
    'rate(-1 hour)',
    'cron(0 12 * * ? *)',
    'at(2026-01-01T00:00:00)',
    '',
  ])('"%s" is refused, naming the schedule', (expression) => {
    expect(() => periodOf(expression, 'App/Jobs/Tick')).toThrow(
      `App/Jobs/Tick: the local cloud knows rate(…) only, not ${expression}`,
    );
  });
});

describe('a run by hand', () => {
  test('hands the function an empty event, or the input of the template', async () => {
    await runSchedule(schedule());
    await runSchedule(schedule('{"a":1}'));
    await seen('ticked {}\n');
    await seen('ticked {"a":1}\n');
    expect(printed.match(/ticked/g)).toHaveLength(2);
  });

  test('tells what went wrong', async () => {
    await expect(runSchedule(schedule('{"fail":true}'))).rejects.toThrow('Error: told to');
  });
});

describe('the clocks', () => {
  /** Only the timers of the schedules stand still; everything else goes on. */
  const holdIntervals = () => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });

  test('run each schedule once in its period, until they are stopped', async () => {
    holdIntervals();
    const stop = startSchedules([schedule('{"n":1}')], () => {});
    vi.advanceTimersByTime(59_999);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    await seen('ticked {"n":1}\n');
    stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(printed.match(/ticked/g)).toHaveLength(1);
  });

  test('go on after a run that failed, which is told', async () => {
    holdIntervals();
    const faults: string[] = [];
    const stop = startSchedules([schedule('{"fail":true}')], (text) => faults.push(text));
    vi.advanceTimersByTime(120_000);
    await until('two faults', async () => (faults.length === 2 ? true : undefined));
    stop();
    expect(faults[0]).toMatch(/^App\/Jobs\/Tick: FunctionError: Error: told to/);
  });

  test('do not start when one of them is not understood', () => {
    expect(() => startSchedules([{ ...schedule(), expression: 'cron(* * * * ? *)' }], () => {})).toThrow(
      'rate(…) only',
    );
  });
});
