import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../../dev/paths.ts';

const source = fileURLToPath(new URL('./node-worker.ts', import.meta.url));

/** Where packages are found as from `bench/`; ignored by Git. */
const folder = join(root, 'bench/build');

/**
 * Writes the worker and our engine as JavaScript, as it is deployed: removing types at start is no part of an engine.
 * Packages stay outside, so every peer is loaded as it was installed. Resolves to the file.
 */
export async function buildWorker(): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'node-worker.mjs');
  await build({
    entryPoints: [source],
    outfile: file,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  return file;
}
