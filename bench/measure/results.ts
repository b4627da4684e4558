import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from '../../dev/paths.ts';
import type { Figure } from './figure.ts';

const file = join(root, 'bench/results.json');

/** Runs kept of each benchmark. */
const keptRuns = 20;

const Results = z.record(z.string(), z.array(z.looseObject({ date: z.iso.datetime() })));

/** Adds a run to `bench/results.json`: by benchmark, newest last, the oldest beyond {@link keptRuns} dropped. */
export function keepResults(bench: string, figures: readonly Figure[], at: Date): void {
  const results = existsSync(file) ? Results.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const run = { date: at.toISOString(), commit: commit(), cores: availableParallelism(), figures };
  results[bench] = [...(results[bench] ?? []), run].slice(-keptRuns);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** Short hash of what was measured, with `+` when files differ from it; `unknown` outside a repository. */
function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'shared', 'functions', 'lib', 'dev') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
