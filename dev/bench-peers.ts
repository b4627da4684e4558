import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

const folder = join(root, 'bench');

/** Which lock file the installed packages belong to. */
const stamp = join(folder, 'node_modules', '.installed');

/**
 * Installs what benchmarks compare with, unless it is there: apart from the product, by a lock file of its own.
 * No install script runs. Throws with what to do when npm fails.
 */
export function installPeers(): void {
  const lockHash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return;
  // npm runs under this very Node: an older one would resolve other versions.
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm ? [process.execPath, npm] : ['npm'];
  const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command ?? 'npm', args, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (error || status !== 0) {
    throw new Error(
      'The benchmark packages could not be installed in bench/. Is the npm registry reachable?',
    );
  }
  writeFileSync(stamp, lockHash);
}
