/** The dynoxide child: found, started on a free loopback port, watched and ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface DynoxideProcess {
  port: number;
  pid: number;
  /** False from the moment the child ended, for whatever reason. */
  running(): boolean;
  /** Ends the child and waits for it. */
  close(): Promise<void>;
}

export interface DynoxideOptions {
  databaseFile: string;
  /** Called once when the child ends without having been closed, with what it wrote last. */
  onExit: (reason: string) => void;
}

/** Another process may take the port between the choice and the start. */
const START_ATTEMPTS = 3;
const READY_TIMEOUT_MILLISECONDS = 10_000;
const READY_POLL_MILLISECONDS = 5;
const CLOSE_TIMEOUT_MILLISECONDS = 5_000;
const KEPT_OUTPUT_CHARACTERS = 2_000;

/**
 * Starts the child and waits until it answers.
 *
 * @throws when there is no binary for this platform, or it does not come up; the message says what to do
 */
export async function startDynoxide(options: DynoxideOptions): Promise<DynoxideProcess> {
  const binary = findBinary();
  let failure = '';
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
    const started = await tryStart(binary, await freePort(), options);
    if (typeof started !== 'string') return started;
    failure = started;
  }
  throw new Error(`dynoxide (${binary}) did not start: ${failure}`);
}

/** @returns the child, or why it ended before it answered */
async function tryStart(
  binary: string,
  port: number,
  { databaseFile, onExit }: DynoxideOptions,
): Promise<DynoxideProcess | string> {
  const child = spawnTied(binary, ['--host', '127.0.0.1', '--port', String(port), '--db-path', databaseFile]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT_CHARACTERS);
    });
  }
  let ended: string | undefined;
  child.once('error', (error) => {
    ended ??= error.message;
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      ended ??= `ended with ${signal ?? `code ${code}`}. ${output.trim()}`.trim();
      resolve();
    });
  });

  const deadline = Date.now() + READY_TIMEOUT_MILLISECONDS;
  while (ended === undefined && !(await answers(port))) {
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      return `no answer within ${READY_TIMEOUT_MILLISECONDS / 1000} seconds. ${output.trim()}`;
    }
    await setTimeout(READY_POLL_MILLISECONDS);
  }
  if (ended !== undefined || child.pid === undefined) return ended ?? 'it has no process id';

  let closing = false;
  void exited.then(() => {
    if (!closing) onExit(`dynoxide ${ended}`);
  });
  return {
    port,
    pid: child.pid,
    running: () => ended === undefined,
    async close() {
      closing = true;
      if (ended !== undefined) return;
      child.kill('SIGTERM');
      const patience = new AbortController();
      const timedOut = setTimeout(CLOSE_TIMEOUT_MILLISECONDS, 'timeout', { signal: patience.signal });
      const outcome = await Promise.race([exited, timedOut]);
      if (outcome === 'timeout') child.kill('SIGKILL');
      patience.abort();
      timedOut.catch(() => undefined);
      await exited;
    },
  };
}

/**
 * Where `setpriv` exists the kernel ends the child with its parent, even if that is killed. It then gets a process
 * group of its own: Ctrl-C in a terminal would otherwise end it while requests are still being answered.
 */
function spawnTied(binary: string, args: string[]): ChildProcess {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined;
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return setpriv === undefined
    ? spawn(binary, args, { stdio: [...stdio] })
    : spawn(setpriv, ['--pdeathsig', 'SIGTERM', binary, ...args], { stdio: [...stdio], detached: true });
}

function findBinary(): string {
  const chosen = process.env.DYNOXIDE_BIN;
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen))
      throw new Error(`DYNOXIDE_BIN names ${chosen}, which is not an executable file.`);
    return chosen;
  }
  try {
    const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
    if (isExecutable(binary)) return binary;
  } catch {
    // Not installed: npm leaves the package out on other platforms.
  }
  throw new Error(
    `The local DynamoDB has no binary for ${process.platform}-${process.arch}. ` +
      'Install dynoxide 1.2.1 (for example with `npm install --global dynoxide@1.2.1`) ' +
      'and set DYNOXIDE_BIN to the path of its binary.',
  );
}

function findOnPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) });
    return (await response.text()).includes('healthy');
  } catch {
    return false;
  }
}
