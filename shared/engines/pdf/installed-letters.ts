import { execFile } from 'node:child_process';

/** Says of a code point whether any font of this machine has it. */
export type InstalledLetters = (code: number) => boolean;

const codePoints = 0x110000;

/** Bytes; sixty fonts have 70 kB. */
const mostOutput = 32 * 1024 * 1024;

/** Milliseconds. */
const longestRun = 10_000;

let read: Promise<InstalledLetters | undefined> | undefined;

/**
 * All letters of all fonts that fontconfig knows, which is where LibreOffice looks for what the font of a text lacks.
 * Asked once in a process: 20 ms. `undefined` where fontconfig does not answer.
 */
export function installedLetters(): Promise<InstalledLetters | undefined> {
  read ??= list().then((output) => (output === undefined ? undefined : membersOf(output)));
  return read;
}

const list = (): Promise<string | undefined> =>
  new Promise((resolve) => {
    const options = {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      timeout: longestRun,
      maxBuffer: mostOutput,
    };
    execFile('fc-list', ['--format', '%{charset} '], options, (error, output) =>
      resolve(error === null && output.trim() !== '' ? output : undefined),
    );
  });

/** `20-7e a0 1e80-1e85`, hexadecimal and not in order. */
function membersOf(output: string): InstalledLetters {
  const isInstalled = new Uint8Array(codePoints);
  for (const range of output.trim().split(/\s+/)) {
    const [first = '', last = first] = range.split('-');
    const [from, to] = [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    if (from <= to && to < codePoints) isInstalled.fill(1, from, to + 1);
  }
  return (code) => isInstalled[code] === 1;
}
