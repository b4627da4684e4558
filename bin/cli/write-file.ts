import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandFailure, systemCode } from './command-failure.ts';
import { printable } from './printable.ts';

/**
 * Writes a file whole or not at all: beside the target first, then in its place. Devices and pipes are written to
 * directly, since they cannot be replaced.
 *
 * @param durable whether to wait until the disk has it
 * @throws CommandFailure
 */
export async function writeWhole(file: string, bytes: Buffer, durable: boolean): Promise<void> {
  const target = statSync(file, { throwIfNoEntry: false });
  if (target?.isDirectory()) throw new CommandFailure(`${printable(file)} is a folder; name a file.`);
  try {
    if (target && !target.isFile()) writeFileSync(file, bytes);
    else await replace(file, bytes, durable);
  } catch (error) {
    throw unwritable(file, error);
  }
}

async function replace(file: string, bytes: Buffer, durable: boolean): Promise<void> {
  const draft = join(dirname(file), `.mytypist-${randomBytes(8).toString('hex')}.tmp`);
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(bytes);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Makes a folder and those above it. @throws CommandFailure */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (systemCode(error) === 'EEXIST')
      throw new CommandFailure(`${printable(folder)} is a file; name a folder.`);
    throw unwritable(folder, error);
  }
}

/** Whether two names mean the same existing file. */
export function isSameFile(one: string, other: string): boolean {
  const first = statSync(one, { throwIfNoEntry: false });
  const second = statSync(other, { throwIfNoEntry: false });
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

function unwritable(file: string, error: unknown): CommandFailure {
  const shown = printable(file);
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new CommandFailure(`The folder of ${shown} does not exist; make it first.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new CommandFailure(`${shown} may not be written; check the permissions of its folder.`);
    case 'ENOSPC':
      return new CommandFailure(`${shown} cannot be written: the disk is full.`);
    default:
      return new CommandFailure(`${shown} cannot be written: ${String(error)}`);
  }
}
