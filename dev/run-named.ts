import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './paths.ts';
import { runTool } from './run-tool.ts';

/**
 * Runs the script of a folder that the first argument names, and ends this process with its exit code; with a sentence
 * when there is no such script.
 *
 * @param what one of them, for people: `a benchmark`
 * @param prepare brings what all of them need; what it throws is said, and nothing runs
 */
export function runNamed(command: string, folder: string, what: string, prepare = (): void => {}): never {
  const names = globSync('*.ts', { cwd: join(root, folder) })
    .map((file) => basename(file, '.ts'))
    .sort();
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !names.includes(name)) {
    const problem = name === undefined ? `Name ${what}` : `There is no ${what.replace(/^an? /, '')} ${name}`;
    return giveUp(`${problem}: npm run ${command} -- NAME, where NAME is one of ${names.join(', ')}.`);
  }
  try {
    prepare();
  } catch (error) {
    return giveUp(error instanceof Error ? error.message : String(error));
  }
  process.exit(runTool('node', [join(root, folder, `${name}.ts`), ...args]));
}

function giveUp(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
