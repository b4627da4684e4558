/** Mutation testing of the modules that stand between a hostile file and the product; `npm run mutate` starts it. */
const parts = {
  grammar: [
    'placeholder.ts',
    'placeholder-name.ts',
    'placeholder-filters.ts',
    'placeholder-refusal.ts',
    'parse-condition.ts',
    'condition.ts',
    'picture-box.ts',
    'section-tree.ts',
  ].map((name) => `shared/domain/${name}`),
  gate: [
    'gate.ts',
    'container.ts',
    'file-format.ts',
    'package-parts.ts',
    'package-links.ts',
    'package-reader.ts',
    'package-pictures.ts',
    'package-fonts.ts',
    'part-kind.ts',
    'plain-parts.ts',
    'settings-check.ts',
    'outside-reference.ts',
    'xml-scan.ts',
    'text-encoding.ts',
    'xml-part-check.ts',
    'word-part-check.ts',
    'field-codes.ts',
    'field-code-reader.ts',
    'link-address.ts',
    'picture-header.ts',
    'embedded-font.ts',
    'embedded-workbook.ts',
  ].map((name) => `shared/engines/docx/${name}`),
};

const part = process.env.MUTATE ?? 'grammar';

// biome-ignore lint/style/noDefaultExport: Stryker reads this one.
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: parts[part],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 3000,
  // Only these are copied into the folder in which the mutants run.
  ignorePatterns: [
    '**',
    '!shared/**',
    `!test/${part === 'gate' ? 'engines' : 'domain'}/**`,
    '!test/support/**',
    '!*.ts',
    '!package.json',
  ],
  // TypeScript 7 has no longer what Stryker rewrites tsconfig.json with; vitest needs none of it.
  tsconfigFile: 'none-is-read.json',
  tempDirName: '.mytypist/mutation',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `.mytypist/mutation-${part}.json` },
  incremental: true,
  incrementalFile: `.mytypist/mutation-${part}-incremental.json`,
  thresholds: { high: 95, low: 85, break: 85 },
};
