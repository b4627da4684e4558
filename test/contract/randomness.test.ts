import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { root } from '../../dev/paths.ts';
import { newThings } from '../../shared/runtime/new-things.ts';

describe('what nobody may guess', () => {
  test('nothing that runs in production takes numbers that can be foretold', () => {
    const files = globSync(['shared/**/*.ts', 'functions/**/*.ts'], { cwd: root });
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((file) => readFileSync(join(root, file), 'utf8').includes('Math.random'))).toEqual(
      [],
    );
  });

  test('codes, ids and secrets come from the operating system', () => {
    const foretold = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const made = Array.from({ length: 200 }, () => [
      newThings.newCode(),
      newThings.newId('doc'),
      newThings.newSecret().toString('hex'),
    ]).flat();
    expect(new Set(made).size).toBe(600);
    expect(foretold).not.toHaveBeenCalled();
    foretold.mockRestore();
  });
});
