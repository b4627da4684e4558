import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const forPdf = readFileSync(join(root, 'lib/converter-image/packages.txt'), 'utf8').trim().split('\n');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mytypist-packages-'));
  tool(
    'dpkg-query',
    `for name in "$@"; do grep -qx "$name" ${folder}/installed || continue
    printf 'Package: %s\\nStatus: install ok installed\\nVersion: 1\\n\\n' "$name"; done`,
  );
  tool('apt-cache', `grep -qx "$2" ${folder}/known`);
  tool(
    'apt-get',
    `echo "$@" >> ${folder}/calls; case "$*" in *--version*) exit 0 ;; esac; exit $(cat ${folder}/status)`,
  );
  write('installed', []);
  write('known', forPdf);
  write('status', ['0']);
  write('calls', []);
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, lines: readonly string[]): void =>
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));

/** Puts a shell script into the folder that is all of PATH, but for the shell's own tools. */
function tool(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** What the command says, and which calls of apt-get it made. */
function prepare(command: string, { uid = 0, install = '' } = {}): { said: string; calls: string[] } {
  const script = `process.getuid = () => ${uid};
    const { ensureSystemPackages } = await import('./dev/system-packages.mjs');
    ensureSystemPackages('${command}', '${folder}');`;
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin`, MYTYPIST_INSTALL: install },
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return { said: stderr, calls: calls.filter((call) => /\b(install|update)\b/.test(call)) };
}

test('root on Debian gets what is missing, and nothing else', () => {
  const [first = '', ...others] = forPdf;
  write('installed', [first]);
  const { said, calls } = prepare('start');
  expect(said).toMatch(/^Installing what PDF files need/);
  expect(calls).toHaveLength(1);
  expect(calls[0]?.endsWith(`install --no-install-recommends ${others.join(' ')}`)).toBe(true);
});

test('nothing is said or done where everything is there', () => {
  write('installed', forPdf);
  expect(prepare('start')).toEqual({ said: '', calls: [] });
});

test('tests look at PDF files with more than the product needs', () => {
  write('installed', forPdf);
  write('known', [...forPdf, 'poppler-utils', 'debootstrap']);
  const { calls } = prepare('test');
  expect(calls[0]).toMatch(/install --no-install-recommends poppler-utils debootstrap$/);
});

test('commands that make no PDF install nothing', () => {
  expect(prepare('check')).toEqual({ said: '', calls: [] });
});

test('MYTYPIST_INSTALL=never leaves the machine alone', () => {
  expect(prepare('start', { install: 'never' })).toEqual({ said: '', calls: [] });
});

test('whoever is not root is told the command, and goes on', () => {
  const { said, calls } = prepare('start', { uid: 1000 });
  expect(calls).toEqual([]);
  expect(said).toContain(`Run as root: apt-get install --no-install-recommends ${forPdf.join(' ')}\n`);
});

test('a machine that knows no packages yet is told to look first', () => {
  write('known', []);
  // Without lists not even the older name of a font is known.
  const { calls } = prepare('start');
  expect(calls.map((call) => call.split(' ').find((word) => /^(install|update)$/.test(word)))).toEqual([
    'update',
    'install',
  ]);
});

test('what failed is not tried again within the hour, and stops no command', () => {
  write('status', ['100']);
  const first = prepare('start');
  expect(first.said).toContain('Run as root: apt-get install');
  expect(existsSync(join(folder, 'system-packages.failed'))).toBe(true);
  const second = prepare('start');
  expect(second.calls).toEqual(first.calls);
  expect(second.said).toMatch(/^PDF files need packages that are not installed/);
});

test('a release that has the fonts under another name is content with that', () => {
  const others = forPdf.filter((name) => name !== 'fonts-liberation2');
  write('known', [...others, 'fonts-liberation']);
  write('installed', [...others, 'fonts-liberation']);
  expect(prepare('start')).toEqual({ said: '', calls: [] });
});
