import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** Grows whenever the emulators' files change so that older ones can no longer be read. */
const format = 1;

const Marker = z.object({
  format: z.int(),
  secret: z.string().min(32),
  secrets: z.record(z.string(), z.string()),
});

/** The folder where everything local is kept between runs. */
export interface DataFolder {
  path: string;
  /** Seeds the credentials of this folder. */
  secret: string;
  /** The value of a secret of the template, made up when it is first asked for. */
  secretFor(name: string, length: number): string;
  /** Writes new secrets and gives the folder back. */
  close(): Promise<void>;
  save(): Promise<void>;
}

/**
 * Opens or makes the folder and takes it for this process. Throws with what to do when another process has it
 * or when an older version of MyTypist made it.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const lockFile = join(path, 'running.pid');
  await lock(lockFile, path);
  const markerFile = join(path, 'local-cloud.json');
  const marker = await readMarker(markerFile, path, lockFile);
  let written = '';
  /** At once or not at all, so that a crash in between leaves the old file. */
  const save = async (): Promise<void> => {
    const text = JSON.stringify(marker, null, 2);
    if (text === written) return;
    await writeFile(`${markerFile}.new`, text, { mode: 0o600 });
    await rename(`${markerFile}.new`, markerFile);
    written = text;
  };
  await save();
  return {
    path,
    secret: marker.secret,
    secretFor(name, length) {
      const known = marker.secrets[name];
      if (known !== undefined) return known;
      const made = randomBytes(length).toString('base64url').slice(0, length);
      marker.secrets[name] = made;
      return made;
    },
    save,
    async close() {
      // Somebody may have deleted the folder meanwhile; there is nothing to save then.
      if (existsSync(path)) await save();
      if ((await readFile(lockFile, 'utf8').catch(() => '')) === String(process.pid)) await rm(lockFile);
    },
  };
}

async function readMarker(file: string, path: string, lockFile: string): Promise<z.output<typeof Marker>> {
  if (!existsSync(file)) return { format, secret: randomBytes(32).toString('hex'), secrets: {} };
  const marker = Marker.safeParse(parsed(await readFile(file, 'utf8').catch(() => '')));
  if (marker.success && marker.data.format === format) return marker.data;
  await rm(lockFile, { force: true });
  throw new Error(
    `The data in ${path} was made by another version of MyTypist. Run "npm run reset" to start afresh.`,
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Throws when another process has the folder. A lock left by a process that is gone does not count. */
export async function requireUnused(path: string): Promise<void> {
  const holder = Number(await readFile(join(path, 'running.pid'), 'utf8').catch(() => '0'));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(`MyTypist is running already on ${path} (process ${holder}). Stop it first.`);
  }
}

/**
 * Takes the folder for this process. The lock appears with its content at once, so that two starts at the same
 * moment cannot both believe that they have it.
 */
async function lock(file: string, path: string): Promise<void> {
  const mine = `${file}.${process.pid}`;
  try {
    await writeFile(mine, String(process.pid));
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await linked(mine, file)) return;
      await requireUnused(path);
      await removeStale(file, `${mine}.stale`);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Error(`MyTypist cannot write to ${path} (${error.code}). Check its owner and rights.`);
  } finally {
    await rm(mine, { force: true });
  }
  throw new Error(`Another MyTypist is just starting on ${path}. Stop it first.`);
}

/**
 * Removes a lock that a process left which is gone, or an earlier start of this one. It is moved away first: of two
 * starts only one can do that, and if it then turns out to be a new one it is put back.
 */
async function removeStale(file: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const holder = Number(await readFile(aside, 'utf8'));
  if (holder !== process.pid && holder > 0 && isAlive(holder)) await linked(aside, file);
  await rm(aside, { force: true });
}

/** False when somebody else's lock was put there first. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether a Node process has this id. Ids are used again: after a restart of the machine it may be anybody's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process that we may not signal lives all the same.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    return /(^|\/)node$/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '');
  } catch {
    return false;
  }
}
