import type { FunctionPool } from './function-pool.ts';

/** A schedule of EventBridge Scheduler that invokes a function. */
export interface ScheduleDefinition {
  name: string;
  expression: string;
  /** Text handed to the function, parsed as JSON. */
  input: string | undefined;
  pool: FunctionPool;
}

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds between two runs of `rate(5 minutes)`. Throws for any other expression. */
export function periodOf(expression: string, path: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const period = Number(count) * (units[unit ?? ''] ?? Number.NaN);
  if (!(period > 0)) throw new Error(`${path}: the local cloud knows rate(…) only, not ${expression}`);
  return period;
}

/** Runs one schedule now. Throws {@link FunctionError}. */
export const runSchedule = async ({ input, pool }: ScheduleDefinition): Promise<void> => {
  await pool.invoke(input === undefined ? {} : JSON.parse(input));
};

/** Starts the clocks; the returned function stops them. */
export function startSchedules(
  schedules: readonly ScheduleDefinition[],
  onFault: (text: string) => void,
): () => void {
  const timers = schedules.map((schedule) =>
    setInterval(
      () => {
        runSchedule(schedule).catch((error) => onFault(`${schedule.name}: ${String(error)}`));
      },
      periodOf(schedule.expression, schedule.name),
    ),
  );
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
