import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bundleFunctions, loadedBytes, loadedOutputs } from '../../lib/bundle.ts';
import { jobFunction, routeFunction } from '../../lib/names.ts';
import { allJobs, allRoutes } from '../../shared/contract/all-routes.ts';

const folder = await mkdtemp(join(tmpdir(), 'mytypist-bundle-'));
const metafile = await bundleFunctions(folder);
const inputs = Object.keys(metafile.inputs);

afterAll(() => rm(folder, { recursive: true }));

/** Bytes of each input over all outputs: what was shaken off has none. */
const used = new Map<string, number>();
/** Bytes of texts that a function serves: they are its payload, and nothing parses them. */
const servedTexts = new Map<string, number>();
for (const [output, { inputs: parts }] of Object.entries(metafile.outputs)) {
  for (const [input, { bytesInOutput }] of Object.entries(parts)) {
    used.set(input, (used.get(input) ?? 0) + bytesInOutput);
    if (!input.startsWith('text:') && input !== 'docs/openapi.json') continue;
    const name = output.split('/').at(-1)?.replace('.mjs', '') ?? '';
    servedTexts.set(name, (servedTexts.get(name) ?? 0) + bytesInOutput);
  }
}

const present = (pattern: RegExp): string[] =>
  inputs.filter((input) => pattern.test(input) && used.get(input));

test('there is a file for every route and job', () => {
  const files = Object.keys(metafile.outputs).map((output) => output.split('/').at(-1));
  for (const name of [...allRoutes.map(routeFunction), ...allJobs.map(jobFunction)]) {
    expect(files).toContain(`${name}.mjs`);
  }
});

describe('the code of the functions', () => {
  test.each([
    ['the CDK', /node_modules\/(aws-cdk-lib|constructs|cdk-nag)\//],
    ['the local cloud', /^dev\//],
    ['tests', /^test\//],
    ['benchmarks', /^bench\//],
    ['the CDK app', /^(lib|bin)\//],
    ['undici, which Node has built in', /node_modules\/undici\//],
    ['tools of the laptop', /node_modules\/(vitest|fauxqs|esbuild|fast-check|zod-openapi|typescript)\//],
  ])('contains nothing of %s', (_, pattern) => {
    expect(present(pattern)).toEqual([]);
  });

  test('contains the English texts of zod and no other language', () => {
    expect(present(/node_modules\/zod\/v4\/locales\//)).toEqual(['node_modules/zod/v4/locales/en.js']);
  });

  test('contains no package in two versions', () => {
    expect(present(/node_modules\/.*\/node_modules\//)).toEqual([]);
  });
});

describe('packages with native code', () => {
  const names = [...allRoutes.map(routeFunction), ...allJobs.map(jobFunction)];
  const loads = (name: string): boolean =>
    loadedOutputs(metafile, name).some((output) => 'layer:sharp' in (metafile.outputs[output]?.inputs ?? {}));

  test('are loaded by the functions that declare them, and by no other', () => {
    const declared = allJobs.filter(({ job }) => job.packages?.includes('sharp')).map(jobFunction);
    expect(names.filter(loads)).toEqual(declared);
    expect(declared).toEqual(['jobs-make-previews', 'jobs-inspect-asset']);
  });

  test('stay outside, and are required: Node looks into layers for nothing that is imported', () => {
    expect(present(/node_modules\/(?:sharp|@img)\//)).toEqual([]);
    const outside = Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ path }) => path === 'sharp'),
    );
    expect(outside).toEqual([expect.objectContaining({ kind: 'require-call', external: true })]);
  });
});

describe('what a start loads', () => {
  test.each(allRoutes.map(routeFunction))(
    '%s loads at most 650,000 bytes, apart from texts it serves',
    (name) => {
      const bytes = loadedBytes(metafile, name);
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes - (servedTexts.get(name) ?? 0)).toBeLessThanOrEqual(650_000);
    },
  );

  test.each(allJobs.map(jobFunction))('%s loads at most 1,250,000 bytes', (name) => {
    const bytes = loadedBytes(metafile, name);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(1_250_000);
  });

  test('Sentry comes only where it is wanted: no function loads it at start', () => {
    const sentry = Object.entries(metafile.outputs).filter(([, { inputs: parts }]) =>
      Object.keys(parts).some((part) => part.includes('node_modules/@sentry/')),
    );
    expect(sentry.length).toBeGreaterThan(0);
    const importers = Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter(
        ({ path, kind }) => kind === 'import-statement' && sentry.some(([output]) => output === path),
      ),
    );
    expect(importers).toEqual([]);
  });
});
