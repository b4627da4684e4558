import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/**
 * Which folder may import which; design section 3. A folder's own files are always allowed. `web` holds pages,
 * `environment` reads variables, `payments` talks to the payment provider, `identity` to the user pool, `mail` writes and
 * sends mails, `pipeline` puts the steps together.
 */
const allowed: Record<string, string[]> = {
  'shared/domain': [],
  'shared/contract': ['shared/domain'],
  'shared/environment': ['shared/contract'],
  'shared/engines': ['shared/domain'],
  'shared/data': ['shared/domain', 'shared/environment'],
  'shared/files': ['shared/domain', 'shared/environment'],
  'shared/identity': ['shared/domain', 'shared/environment'],
  'shared/payments': ['shared/domain', 'shared/environment'],
  'shared/mail': ['shared/contract', 'shared/domain', 'shared/environment'],
  'shared/runtime': ['shared/contract', 'shared/domain', 'shared/environment', 'shared/data'],
  'shared/pipeline': [
    'shared/contract',
    'shared/domain',
    'shared/data',
    'shared/engines',
    'shared/files',
    'shared/payments',
    'shared/runtime',
    'shared/environment',
  ],
  functions: [
    'shared/contract',
    'shared/domain',
    'shared/data',
    'shared/files',
    'shared/identity',
    'shared/mail',
    'shared/payments',
    'shared/pipeline',
    'shared/runtime',
    'web',
    'docs',
  ],
  web: [],
  lib: ['shared/contract', 'shared/data/table.ts'],
  'bin/cli': ['shared/domain', 'shared/engines'],
  bin: ['lib'],
  dev: ['shared/contract', 'shared/domain', 'shared/engines'],
  bench: ['dev', 'lib', 'shared'],
  soak: ['dev', 'shared', 'test/support'],
};

const areas = Object.keys(allowed);

const areaOf = (file: string): string | undefined => areas.find((area) => file.startsWith(`${area}/`));

const sources = globSync(
  areas.map((area) => `${area}/**/*.ts`),
  // The peers of the benchmarks have sources of their own, where they are installed.
  { cwd: root, exclude: ['**/node_modules/**'] },
);

const importsOf = (file: string): string[] => {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, target = '']) =>
    relative(root, join(root, dirname(file), target)),
  );
};

describe('the direction of imports', () => {
  test('sees the whole house', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  test.each(sources)('%s imports only what its folder may', (file) => {
    const area = areaOf(file) ?? '';
    const wrong = importsOf(file).filter((target) => {
      const own = target.startsWith(`${area}/`) && area !== 'functions';
      return !own && !(allowed[area] ?? []).some((may) => target === may || target.startsWith(`${may}/`));
    });
    expect(wrong).toEqual([]);
  });

  test('keeps AWS, the clock and the environment out of the domain', () => {
    for (const file of sources.filter((source) => source.startsWith('shared/domain/'))) {
      const source = readFileSync(join(root, file), 'utf8');
      expect(source, file).not.toMatch(
        /@aws-sdk|process\.env|Date\.now\(|new Date\(\)|Math\.random|randomUUID|from 'node:/,
      );
    }
  });

  test('imports zod in the one form that can be shaken', () => {
    const wrong = sources.filter((file) =>
      /import (?!\* as z|type \* as z)[^;]*from 'zod'/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});
