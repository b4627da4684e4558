import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The process that owns a folder is part of its name, so that what a killed process left can be told. */
const prefix = 'mytypist-office-';

/** Makes the folder of one process: profile, registry and temporary files; mode 700. */
export const makeOfficeFolder = (parent: string): Promise<string> =>
  mkdtemp(join(parent, `${prefix}${process.pid}-`));

/** Removes it, whatever is in it. A process that ends may still write for a moment. */
export const removeOfficeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });

/** Removes what processes left behind that were killed together with their listeners. */
export async function removeStaleFolders(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const stale = names.filter((name) => {
    const owner = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    return Number.isInteger(owner) && !isRunning(owner);
  });
  await Promise.all(stale.map((name) => removeOfficeFolder(join(parent, name)).catch(() => undefined)));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
