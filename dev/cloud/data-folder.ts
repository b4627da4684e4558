import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
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
  const save = (): Promise<void> => writeFile(markerFile, JSON.stringify(marker, null, 2), { mode: 0o600 });
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
      await rm(lockFile, { force: true });
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

async function lock(file: string, path: string): Promise<void> {
  await requireUnused(path);
  await rm(file, { force: true });
  const handle = await open(file, 'wx').catch(() => {
    throw new Error(`Another MyTypist is just starting on ${path}. Stop it first.`);
  });
  await handle.writeFile(String(process.pid));
  await handle.close();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
