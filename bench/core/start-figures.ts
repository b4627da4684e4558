import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { houseEnvironment, sentryDsn } from '../lambda/house-environment.ts';
import type { RuntimeApi } from '../lambda/runtime-api.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { apiFunctions, jobFunctions } from './functions.ts';

const rounds = 5;

/** An empty function is started once for so many others. */
const othersPerEmpty = 4;

const emptyHandler = fileURLToPath(new URL('../lambda/empty-handler.mjs', import.meta.url));

interface Start {
  ms: number;
  cpuMs: number;
  undici: boolean;
}

/**
 * How long functions take from the start of their process to their first question for an event, without and with
 * Sentry, in turns with an empty function. `folder` holds the bundle.
 */
export async function measureStarts(runtime: RuntimeApi, folder: string): Promise<Figure[]> {
  const empty: Start[] = [];
  const plain = new Map<string, Start[]>();
  const sentry = new Map<string, Start[]>();
  const start = async (handlerFile: string, more: Record<string, string> = {}): Promise<Start> => {
    let found: Start | undefined;
    await runtime.run(
      { handlerFile, environment: { ...houseEnvironment, ...more } },
      ({ elapsedMs, cpuMs, undici }) => {
        found = { ms: elapsedMs, cpuMs, undici };
        return undefined;
      },
    );
    if (!found) throw new Error(`${handlerFile} never asked for an event`);
    return found;
  };
  for (let round = 0; round < rounds; round++) {
    for (const [index, name] of [...apiFunctions, ...jobFunctions].entries()) {
      const file = join(folder, `${name}.mjs`);
      if (index % othersPerEmpty === 0) empty.push(await start(emptyHandler));
      plain.set(name, [...(plain.get(name) ?? []), await start(file)]);
      sentry.set(name, [...(sentry.get(name) ?? []), await start(file, { SENTRY_DSN: sentryDsn })]);
    }
  }
  const floor = { ms: median(empty.map(({ ms }) => ms)), cpuMs: median(empty.map(({ cpuMs }) => cpuMs)) };
  return [
    figure('empty_init_ms', floor.ms, 'ms', empty.length),
    figure('empty_init_cpu_ms', floor.cpuMs, 'ms', empty.length),
    ...startFigures('handler_init', plain, floor),
    ...startFigures('handler_init_sentry', sentry, floor),
    figure('undici_at_init', undiciLoaders([plain, sentry]), 'count', apiFunctions.length),
  ];
}

/** Of the middle and of the slowest API function, and of the slowest job. */
function startFigures(
  name: string,
  starts: Map<string, Start[]>,
  floor: { ms: number; cpuMs: number },
): Figure[] {
  const of = (names: readonly string[], part: 'ms' | 'cpuMs'): number[] =>
    names.map((each) => median((starts.get(each) ?? []).map((start) => start[part])));
  const api = of(apiFunctions, 'ms');
  const n = apiFunctions.length * rounds;
  const compared = { peer: 'empty_init_ms', value: floor.ms };
  const cpu = median(of(apiFunctions, 'cpuMs'));
  return [
    figure(`${name}_ms_median`, median(api), 'ms', n, compared),
    figure(`${name}_ms_max`, Math.max(...api), 'ms', n, compared),
    figure(`${name}_ratio`, median(api) / floor.ms, 'x', n),
    figure(`${name}_cpu_ms`, cpu, 'ms', n, { peer: 'empty_init_cpu_ms', value: floor.cpuMs }),
    figure(`${name}_jobs_ms_max`, Math.max(...of(jobFunctions, 'ms')), 'ms', jobFunctions.length * rounds),
  ];
}

/** How many API functions have undici loaded before their first event. */
const undiciLoaders = (variants: readonly Map<string, Start[]>[]): number =>
  apiFunctions.filter((name) => variants.some((starts) => starts.get(name)?.some(({ undici }) => undici)))
    .length;
