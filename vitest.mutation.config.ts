import { defineConfig } from 'vitest/config';

/** For `stryker.config.mjs`. The fast tests that mutation testing runs again for every mutant; no set-up, no cloud. */
const suites: Record<string, string[]> = {
  grammar: ['test/domain/{placeholder,parse-condition,picture-box,section-tree,template-fields}.test.ts'],
  gate: [
    'test/engines/docx-gate.test.ts',
    'test/engines/docx-gate-details.test.ts',
    'test/engines/gate/*.test.ts',
  ],
};

// biome-ignore lint/style/noDefaultExport: vitest reads this one.
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    include: suites[process.env.MUTATE ?? 'grammar'] ?? [],
    testTimeout: 30_000,
  },
});
