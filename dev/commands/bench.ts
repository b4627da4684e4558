import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installPeers } from '../bench-peers.ts';
import { root } from '../paths.ts';
import { runTool } from '../run-tool.ts';

/** Runs one benchmark, `bench/NAME.ts`; its figures come as JSON lines and go to `bench/results.json` too. */

const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))
  .sort();
const [name, ...args] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  const problem = name === undefined ? 'Name a benchmark' : `There is no benchmark ${name}`;
  console.error(`${problem}: npm run bench -- NAME, where NAME is one of ${names.join(', ')}.`);
  process.exit(1);
}
try {
  installPeers();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
process.exit(runTool('node', [join(root, 'bench', `${name}.ts`), ...args]));
