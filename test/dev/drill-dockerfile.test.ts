import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../dev/drills/image/dockerfile.ts';

const meaningOf = (source: string): object[] =>
  parseDockerfile(source).map(({ line: _, text: __, ...meaning }) => meaning);

describe('the drill understands', () => {
  test.each<[string, object]>([
    ['FROM node:24-slim', { kind: 'from', image: 'node:24-slim', name: undefined }],
    ['FROM node:24-slim AS build', { kind: 'from', image: 'node:24-slim', name: 'build' }],
    ['ENV A=1 B_C=/x/y', { kind: 'env', variables: { A: '1', B_C: '/x/y' } }],
    ['RUN echo "a  b" && true', { kind: 'run', script: 'echo "a  b" && true' }],
    ['COPY a.txt b/ ./', { kind: 'copy', from: undefined, sources: ['a.txt', 'b/'], target: './' }],
    ['COPY --from=build /a /b/', { kind: 'copy', from: 'build', sources: ['/a'], target: '/b/' }],
    ['WORKDIR /var/task', { kind: 'workdir', folder: '/var/task' }],
    ['USER node', { kind: 'user', name: 'node' }],
    ['ENTRYPOINT ["/bin/a", "b c"]', { kind: 'entrypoint', command: ['/bin/a', 'b c'] }],
  ])('%s', (source, meaning) => {
    expect(meaningOf(source)).toEqual([meaning]);
  });

  test('comments, empty lines, and lines that go on', () => {
    const parsed = parseDockerfile('# a\n\nRUN one \\\n    # between\n    && two\nUSER me\n');
    expect(parsed).toEqual([
      { line: 3, text: 'RUN one && two', kind: 'run', script: 'one && two' },
      { line: 6, text: 'USER me', kind: 'user', name: 'me' },
    ]);
  });

  test('every step of our own Dockerfile', () => {
    const source = readFileSync(join(import.meta.dirname, '../../lib/converter-image/Dockerfile'), 'utf8');
    const kinds = parseDockerfile(source).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'from')).toHaveLength(2);
    expect(kinds.at(-1)).toBe('entrypoint');
  });
});

test.each([
  'ADD a b',
  'RUN ["a", "b"]',
  'RUN --mount=type=cache,target=/x a',
  'COPY --chown=node a b',
  'COPY *.txt b/',
  'COPY a',
  'ENV A="b c"',
  'WORKDIR relative',
  'ENTRYPOINT start',
  'FROM',
])('the drill refuses what it would get wrong: %s', (source) => {
  expect(() => parseDockerfile(`FROM x\n${source}\n`)).toThrow(
    `line 2 of the Dockerfile is not understood: ${source}`,
  );
});
