import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/**
 * One project per kind of test; design section 11 says what belongs in which. Files share what they load unless they are
 * isolated: loading it anew for each of four hundred files takes as long as many tests.
 */
const project = (
  name: string,
  { include = [`test/${name}/**/*.test.ts`], globalSetup = [], isolate = false }: Partial<Settings> = {},
) => ({ extends: true as const, test: { name, include, globalSetup, isolate } });

interface Settings {
  include: string[];
  globalSetup: string[];
  isolate: boolean;
}

/** Starts the local cloud that tests share. */
const globalSetup = ['test/support/cloud-setup.ts'];

const onCloud = globSync('test/{data,functions,journeys}/**/*.test.ts');

/** Those that have a cloud of their own, or change modules: what they leave behind would be found by the next file. */
const apart = onCloud.filter((file) =>
  /ownCloud\(|\bvi\.(?!waitFor)|middlewareStack|crashAt\(|process\.env/.test(readFileSync(file, 'utf8')),
);

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    // Left to itself vitest takes one worker on two cores, and most tests wait for the local cloud, or for time to pass.
    maxWorkers: 3,
    // Milliseconds after which something hangs for sure, also on a machine that is slow or does other things too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: [
      project('domain'),
      // Some close formats of the image library for good.
      project('engines', { isolate: true }),
      project('contract'),
      project('infra'),
      project('payments'),
      project('dev'),
      project('cloud', { include: onCloud.filter((file) => !apart.includes(file)), globalSetup }),
      project('apart', { include: apart, globalSetup, isolate: true }),
    ],
  },
});
