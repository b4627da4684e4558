// Runs one of the project's commands on a machine that has nothing but some Node and npm. Plain JavaScript that
// Node 20 understands: it installs what is missing and then starts the command under the project's own Node 24.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { binFolder, ensureInstalled, giveUp, projectNode, root } from './install.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const [command, ...args] = process.argv.slice(2);
if (!command) giveUp('Name a command: node dev/launch.mjs start');
const file = join(root, 'dev', 'commands', `${command}.ts`);
if (!existsSync(file)) giveUp(`There is no command ${command}.`);
ensureInstalled();
ensureSystemPackages(command);

// Ctrl-C reaches the command as well; this script waits until the command has stopped by itself.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});

const { status, signal } = spawnSync(projectNode, [file, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${binFolder}${delimiter}${process.env.PATH}` },
});
process.exit(signal ? 130 : (status ?? 1));
