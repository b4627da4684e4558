import { defineConfig } from 'vitest/config';

/** One project per kind of test; design section 11 says what belongs in which. */
const project = (name: string, folders = [name], globalSetup: string[] = [], isolate = true) => ({
  extends: true as const,
  test: { name, include: folders.map((folder) => `test/${folder}/**/*.test.ts`), globalSetup, isolate },
});

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
      project('payments'),
      project('contract'),
      // Its files only read: loading the CDK once instead of ten times saves most of the time.
      project('infra', ['infra'], [], false),
      project('dev'),
      // These share one local cloud.
      project('cloud', ['data', 'functions', 'journeys'], ['test/support/cloud-setup.ts']),
    ],
  },
});
