import { defineConfig } from 'vitest/config';

/** One project per kind of test; design section 11 says what belongs in which. */
const project = (name: string, globalSetup: string[] = [], isolate = true) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], globalSetup, isolate },
});

/** Starts the local cloud that the tests of a project share. */
const cloud = ['test/support/cloud-setup.ts'];

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    // Left to itself vitest takes one worker on two cores, and most tests wait for the local cloud.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      project('domain'),
      project('engines'),
      project('contract'),
      // Its files only read: loading the CDK once instead of ten times saves most of the time.
      project('infra', [], false),
      project('dev'),
      project('data', cloud),
      project('functions', cloud),
      project('journeys', cloud),
    ],
  },
});
