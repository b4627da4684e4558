// Runs one of the project's commands on a machine that has nothing but some Node and npm. Plain JavaScript that
// Node 20 understands: it installs the project's own Node 24 first, then everything else with it, and then
// starts the command under it. Nothing is installed again while package-lock.json stays the same.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.installed');
const lockHash = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

/** Ends with one sentence; a stack would help nobody here. */
const giveUp = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

const isInstalled = () => {
  const node = join(root, 'node_modules', '.bin', 'node');
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash;
};

/** npm itself, as the file that started this script; running it with another Node is the point. */
const npm = process.env.npm_execpath;

const run = (command, args, options = {}) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (error || status !== 0)
    giveUp(`The install failed: ${[command, ...args].join(' ')}. Is the npm registry reachable?`);
};

/** Under Node 20 npm silently picks older majors of what asks for a newer Node, so Node 24 comes first. */
const install = () => {
  if (!npm) giveUp('Start this through npm: npm start, npm test or npm run demo.');
  const { version } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
    'node_modules/node'
  ];
  const toolFolder = join(root, '.mytypist', 'node');
  const node = join(toolFolder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(node)) {
    console.error(`Installing Node ${version} for this project …`);
    mkdirSync(toolFolder, { recursive: true });
    writeFileSync(join(toolFolder, 'package.json'), '{ "private": true }\n');
    run(process.execPath, [
      npm,
      'install',
      '--prefix',
      toolFolder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `node@${version}`,
    ]);
  }
  console.error('Installing what the project needs …');
  const path = `${dirname(node)}:${process.env.PATH}`;
  run(node, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, PATH: path },
  });
  writeFileSync(stamp, lockHash);
};

const [command, ...args] = process.argv.slice(2);
if (!command) giveUp('Name a command: node dev/launch.mjs start');
const file = join(root, 'dev', 'commands', `${command}.ts`);
if (!existsSync(file)) giveUp(`There is no command ${command}.`);
if (!isInstalled()) install();

// Ctrl-C reaches the command as well; this script waits until the command has stopped by itself.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});

const bin = join(root, 'node_modules', '.bin');
const { status, signal } = spawnSync(join(bin, 'node'), [file, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
});
process.exit(signal ? 130 : (status ?? 1));
