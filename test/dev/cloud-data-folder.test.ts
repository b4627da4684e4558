import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openDataFolder } from '../../dev/cloud/data-folder.ts';

let parent: string;
let path: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mytypist-data-'));
  path = join(parent, 'data');
});

afterEach(() => rm(parent, { recursive: true }));

const lockFile = () => join(path, 'running.pid');
const markerFile = () => join(path, 'local-cloud.json');

/** Id of a process that ran a moment ago and is gone. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('a data folder', () => {
  test('is made when it is missing, for its owner only', async () => {
    const folder = await openDataFolder(path);
    expect(folder.secret).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(markerFile())).mode & 0o777).toBe(0o600);
    await folder.close();
  });

  test('keeps its secrets from run to run', async () => {
    const first = await openDataFolder(path);
    const secret = first.secretFor('arn:cursor-key', 43);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(first.secretFor('arn:cursor-key', 43)).toBe(secret);
    expect(first.secretFor('arn:other', 43)).not.toBe(secret);
    await first.close();
    const second = await openDataFolder(path);
    expect(second.secret).toBe(first.secret);
    expect(second.secretFor('arn:cursor-key', 43)).toBe(secret);
    await second.close();
  });

  test('keeps a secret from the moment it is saved, also when the process dies', async () => {
    const first = await openDataFolder(path);
    first.secretFor('arn:cursor-key', 43);
    await first.save();
    const Marker = z.looseObject({ secrets: z.record(z.string(), z.string()) });
    const { secrets } = Marker.parse(JSON.parse(await readFile(markerFile(), 'utf8')));
    expect(Object.keys(secrets)).toEqual(['arn:cursor-key']);
    await first.close();
  });
});

describe('the lock', () => {
  test('names this process, and is gone when the folder is closed', async () => {
    const folder = await openDataFolder(path);
    expect(await readFile(lockFile(), 'utf8')).toBe(String(process.pid));
    await folder.close();
    expect(existsSync(lockFile())).toBe(false);
  });

  test('refuses a second process while the first one lives, and says what to do', async () => {
    await (await openDataFolder(path)).close();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await writeFile(lockFile(), String(other.pid));
    await expect(openDataFolder(path)).rejects.toThrow(
      `MyTypist is running already on ${path} (process ${other.pid}). Stop it first.`,
    );
    expect(await readFile(lockFile(), 'utf8')).toBe(String(other.pid));
    other.kill();
    await once(other, 'exit');
  });

  test('of a process that is no Node process is taken over: its number was given away again', async () => {
    await (await openDataFolder(path)).close();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(stranger, 'spawn');
    await writeFile(lockFile(), String(stranger.pid));
    const folder = await openDataFolder(path);
    expect(await readFile(lockFile(), 'utf8')).toBe(String(process.pid));
    await folder.close();
    stranger.kill();
  });

  test('of a process that is gone is taken over', async () => {
    await (await openDataFolder(path)).close();
    await writeFile(lockFile(), String(await deadProcess()));
    const folder = await openDataFolder(path);
    expect(await readFile(lockFile(), 'utf8')).toBe(String(process.pid));
    await folder.close();
  });

  test.each(['', 'not a number', '-1', '0'])('that says nothing is taken over: "%s"', async (content) => {
    await (await openDataFolder(path)).close();
    await writeFile(lockFile(), content);
    const folder = await openDataFolder(path);
    expect(await readFile(lockFile(), 'utf8')).toBe(String(process.pid));
    await folder.close();
  });
});

describe('data of another version', () => {
  test.each([
    ['an older format', JSON.stringify({ format: 0, secret: 'x'.repeat(64), secrets: {} })],
    ['a newer format', JSON.stringify({ format: 99, secret: 'x'.repeat(64), secrets: {} })],
    ['another shape', JSON.stringify({ format: 1 })],
    ['a broken file', '{"format": 1, "sec'],
    ['an empty file', ''],
  ])('is refused with a sentence, left as it is, and not locked: %s', async (_, content) => {
    await (await openDataFolder(path)).close();
    await writeFile(markerFile(), content);
    await expect(openDataFolder(path)).rejects.toThrow(
      `The data in ${path} was made by another version of MyTypist. Run "npm run reset" to start afresh.`,
    );
    expect(await readFile(markerFile(), 'utf8')).toBe(content);
    expect(existsSync(lockFile())).toBe(false);
  });
});
