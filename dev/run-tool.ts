import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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

/**
 * As {@link runTool}, while other things go on.
 *
 * @param shown whether what it prints is shown as it comes, or in one piece at its end
 */
export async function runBeside(
  tool: string,
  args: readonly string[],
  shown: 'as it comes' | 'at its end',
): Promise<number> {
  const child = spawn(join(root, 'node_modules/.bin', tool), [...args], {
    cwd: root,
    stdio: shown === 'as it comes' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => printed.push(chunk));
  const [code] = await once(child, 'close');
  process.stdout.write(Buffer.concat(printed));
  return typeof code === 'number' ? code : 1;
}

/** Runs a command of `dev/commands`. */
export const runCommand = (name: string, args: readonly string[] = []): number =>
  runTool('node', [join(root, 'dev/commands', `${name}.ts`), ...args]);
