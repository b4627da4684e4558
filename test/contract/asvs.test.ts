import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../dev/paths.ts';

/** Requirements of each section of chapters V6 to V9 in ASVS 5.0.0. */
const sections: Record<string, number> = {
  'V6.1': 3,
  'V6.2': 12,
  'V6.3': 8,
  'V6.4': 6,
  'V6.5': 8,
  'V6.6': 4,
  'V6.7': 2,
  'V6.8': 4,
  'V7.1': 3,
  'V7.2': 4,
  'V7.3': 2,
  'V7.4': 5,
  'V7.5': 3,
  'V7.6': 2,
  'V8.1': 4,
  'V8.2': 4,
  'V8.3': 3,
  'V8.4': 2,
  'V9.1': 3,
  'V9.2': 4,
};

const required = Object.entries(sections).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
);

const page = readFileSync(join(root, 'docs/asvs.md'), 'utf8');

const lines = page
  .split('\n')
  .filter((line) => line.startsWith('| V'))
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([id = '', level = '', how = '', proof = '']) => ({ id, level, how, proof }));

/** Files of tests, and a title in each where one is named. */
const proofsOf = (proof: string): [file: string, title: string][] =>
  proof.split('<br>').map((each) => {
    const [, file = '', title = ''] = /^`([^`]+)`(?:: (.+))?$/.exec(each) ?? [];
    return [file, title];
  });

/** Whether a test or a group of tests is called so, also where it has rows: `test.each(rows)('title', …)`. */
function isTitleIn(source: string, title: string): boolean {
  const called = String.raw`(?:\b(?:test|it|describe)(?:\.\w+)*|\))\(\s*`;
  const text = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return ["'", '"', '`'].some((quote) => new RegExp(`${called}${quote}${text}${quote}\\s*,`).test(source));
}

const excused = /^(?:Exception|Does not apply), \d{4}-\d{2}-\d{2}: .{10,}/;

test('each requirement of the chapters stands on the page once, in their order', () => {
  expect(lines.map(({ id }) => id)).toEqual(required);
  for (const { level } of lines) expect(['1', '2', '3']).toContain(level);
});

describe('a requirement', () => {
  test.each(lines.filter(({ proof }) => proof !== '-'))(
    '$id is proved by tests that exist',
    ({ how, proof }) => {
      expect(how.length).toBeGreaterThan(5);
      const proofs = proofsOf(proof);
      expect(proofs.length).toBeGreaterThan(0);
      for (const [file, title] of proofs) {
        expect(file).toMatch(/^test\/.+\.test\.ts$/);
        expect(existsSync(join(root, file)), file).toBe(true);
        const names = title === '' || isTitleIn(readFileSync(join(root, file), 'utf8'), title);
        expect(names, `${file} has no test "${title}"`).toBe(true);
      }
    },
  );

  test.each(lines.filter(({ proof }) => proof === '-'))(
    '$id says when and why there is no proof',
    ({ how }) => {
      expect(how).toMatch(excused);
    },
  );
});

test('a title counts where a test bears it, and nowhere else', () => {
  const title = 'is refused';
  for (const source of [
    "test('is refused', () => {",
    "describe.each(rows)(\n  'is refused',\n",
    "it.only('is refused',",
  ])
    expect(isTitleIn(source, title), source).toBe(true);
  for (const source of [
    '// is refused',
    "test('is refused twice', ",
    "const text = 'is refused';",
    "['is refused', 1],",
  ])
    expect(isTitleIn(source, title), source).toBe(false);
});
