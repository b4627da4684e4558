import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { loadedBytes } from '../../lib/bundle.ts';
import { houseEnvironment, sentryDsn } from '../lambda/house-environment.ts';
import type { RuntimeApi } from '../lambda/runtime-api.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { apiFunctions, jobFunctions, textFunctions } from './functions.ts';

const watchLoading = fileURLToPath(new URL('../lambda/loaded-files.cjs', import.meta.url));

/**
 * What starting a function reads of the bundle: its static imports as esbuild reports them, and what is really
 * loaded where a Sentry DSN is set. `folder` holds the bundle.
 */
export async function measureSizes(
  metafile: Metafile,
  runtime: RuntimeApi,
  folder: string,
): Promise<Figure[]> {
  const api = apiFunctions.filter((name) => !textFunctions.has(name));
  const withSentry = async (name: string): Promise<number> => {
    let bytes = 0;
    const launch = {
      handlerFile: join(folder, `${name}.mjs`),
      environment: { ...houseEnvironment, SENTRY_DSN: sentryDsn },
      preload: [watchLoading],
    };
    await runtime.run(launch, ({ loadedBytes: loaded }) => {
      bytes = loaded;
      return undefined;
    });
    return bytes;
  };
  const sentry = new Map<string, number>();
  for (const name of [...api, ...jobFunctions]) sentry.set(name, await withSentry(name));
  return [
    ...spread('handler_bundle', api, (name) => loadedBytes(metafile, name)),
    ...spread('handler_bundle_sentry', api, (name) => sentry.get(name) ?? 0),
    ...spread('job_bundle_sentry', jobFunctions, (name) => sentry.get(name) ?? 0),
  ];
}

function spread(name: string, functions: readonly string[], bytesOf: (name: string) => number): Figure[] {
  const sizes = functions.map((each) => bytesOf(each) / 1000);
  return [
    figure(`${name}_median_kb`, median(sizes), 'kB', sizes.length),
    figure(`${name}_max_kb`, Math.max(...sizes), 'kB', sizes.length),
  ];
}
