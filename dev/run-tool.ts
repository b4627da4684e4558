import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.ts';

/** Runs a tool of the project under its own Node, its output shown as it comes. Resolves to the exit code. */
export function runTool(tool: string, args: readonly string[]): number {
  const { status, error } = spawnSync(join(root, 'node_modules/.bin', tool), [...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error) throw error;
  return status ?? 1;
}

/** Runs a command of `dev/commands`. */
export const runCommand = (name: string, args: readonly string[] = []): number =>
  runTool('node', [join(root, 'dev/commands', `${name}.ts`), ...args]);
