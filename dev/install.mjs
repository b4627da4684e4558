// Brings the project's own Node 24 and everything in package-lock.json onto a machine that has nothing but some Node
// and npm. Plain JavaScript that Node 20 understands. Nothing is installed again while package-lock.json stays the
// same. Everything it says goes to the standard error output: the standard output belongs to the command.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Where the commands of the installed packages are. */
export const binFolder = join(root, 'node_modules', '.bin');

/** The project's own Node. */
export const projectNode = join(binFolder, 'node');

const stamp = join(root, 'node_modules', '.installed');
const lockFolder = join(root, '.mytypist', 'installing');

/** Milliseconds between two looks at an install that somebody else is doing. */
const lookAgain = 200;

/** Milliseconds after which nobody can still be installing; it takes about one minute. */
const longestInstall = 15 * 60_000;

/** Ends with one sentence; a stack would help nobody here. */
export const giveUp = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};

/**
 * Installs what is missing; ends the process with a sentence when that fails. `MYTYPIST_INSTALL=never` is for tests of
 * commands: whatever is missing, nothing may pull the packages away from under the test runner.
 */
export const ensureInstalled = () => {
  if (isInstalled() || process.env.MYTYPIST_INSTALL === 'never') return;
  const npm = findNpm();
  takeTurns(isInstalled, () => install(npm));
};

/** Installs unless it is done, also by somebody else meanwhile: one process at a time for each copy of the project. */
export const takeTurns = (isDone, install) => {
  for (let looks = 0; !takeLock(); looks++) {
    if (looks === 0) process.stderr.write('Waiting for another process that is installing …\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookAgain);
    if (isDone()) return;
  }
  const giveBack = () => rmSync(lockFolder, { recursive: true, force: true });
  process.on('exit', giveBack);
  if (!isDone()) install();
  process.off('exit', giveBack);
  giveBack();
};

const readLock = () => readFileSync(join(root, 'package-lock.json'));

const lockHash = () => createHash('sha256').update(readLock()).digest('hex');

const isInstalled = () => {
  if (!existsSync(projectNode)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) return true;
  if (!hasAllPackages()) return false;
  writeFileSync(stamp, lockHash());
  return true;
};

/** Whether npm's own record of what it installed, written when it is done, has every package of the lockfile. */
const hasAllPackages = () => {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: present } = JSON.parse(readFileSync(record, 'utf8'));
  const { '': _project, ...wanted } = JSON.parse(readLock().toString('utf8')).packages;
  // Optional packages are those of other systems.
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => optional || present[path]?.version === version,
  );
};

/** npm as the file that Node runs: the one that started us, or the one a shell would find. */
const findNpm = () => {
  const starter = process.env.npm_execpath;
  if (starter?.endsWith('npm-cli.js') && existsSync(starter)) return starter;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, 'npm');
    if (existsSync(file) && realpathSync(file).endsWith('.js')) return realpathSync(file);
  }
  return giveUp('npm is missing. Install Node.js 20 or newer together with npm and try again.');
};

/** Whether this process may install now. Two installs at once would tear each other's files away. */
const takeLock = () => {
  const owner = join(lockFolder, 'pid');
  mkdirSync(dirname(lockFolder), { recursive: true });
  try {
    mkdirSync(lockFolder);
    writeFileSync(owner, String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') return giveUp(`Nothing can be installed in ${root}: ${error.message}`);
  }
  if (isAbandoned(owner)) rmSync(lockFolder, { recursive: true, force: true });
  return false;
};

/** Whether the install that took the lock has died. One that has just begun may not have written its number yet. */
const isAbandoned = (owner) => {
  try {
    const pid = Number(readFileSync(owner, 'utf8'));
    return (pid > 0 && !isAlive(pid)) || Date.now() - statSync(lockFolder).mtimeMs > longestInstall;
  } catch {
    const taken = statSync(lockFolder, { throwIfNoEntry: false });
    return taken !== undefined && Date.now() - taken.mtimeMs > longestInstall;
  }
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const run = (command, args, options = {}) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (error || status !== 0)
    giveUp(`The install failed: ${[command, ...args].join(' ')}. Is the npm registry reachable?`);
};

/** Under Node 20 npm silently picks older majors of what asks for a newer Node, so Node 24 comes first. */
const install = (npm) => {
  const { version } = JSON.parse(readLock().toString('utf8')).packages['node_modules/node'];
  const toolFolder = join(root, '.mytypist', 'node');
  const node = join(toolFolder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(node)) {
    process.stderr.write(`Installing Node ${version} for this project …\n`);
    mkdirSync(toolFolder, { recursive: true });
    writeFileSync(join(toolFolder, 'package.json'), '{ "private": true }\n');
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    run(process.execPath, [npm, 'install', '--prefix', toolFolder, ...quiet, `node@${version}`]);
  }
  process.stderr.write('Installing what the project needs …\n');
  run(node, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
  });
  writeFileSync(stamp, lockHash());
};
