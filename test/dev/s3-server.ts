/** The S3 emulator over a temporary folder, behind a server; `restart` keeps the folder and the port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fauxqs, startFauxqs } from '../../dev/emulators/fauxqs.ts';
import { type S3Emulator, type S3Event, s3Emulator } from '../../dev/emulators/s3/emulator.ts';
import { type EmulatorServer, REGION, secretOf, serveEmulator } from './emulator-server.ts';

export const BUCKET = 'docs';
export const APP_ORIGIN = 'http://app.local';

export interface S3Server {
  url: string;
  events: { bucket: string; event: S3Event }[];
  emulator(): S3Emulator;
  /** Moves the emulator's clock forward. */
  advance(milliseconds: number): void;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-s3-'));
  const events: S3Server['events'] = [];
  let offset = 0;
  const open = async () => {
    const fauxqs = await startFauxqs({ folder, region: REGION });
    const emulator = s3Emulator({
      storage: fauxqs.storage,
      secretOf,
      now: () => new Date(Date.now() + offset),
      region: REGION,
      onEvent: (bucket, event) => events.push({ bucket, event }),
      folder,
    });
    emulator.ensureBucket({ name: BUCKET, corsOrigins: [APP_ORIGIN, 'https://*.preview.local'] });
    emulator.ensureBucket({ name: 'archive', corsOrigins: [] });
    return { fauxqs, emulator };
  };
  let current: { fauxqs: Fauxqs; emulator: S3Emulator } = await open();
  const server: EmulatorServer = await serveEmulator((request) => current.emulator.emulate(request));
  const closeParts = async () => {
    await current.emulator.close();
    await current.fauxqs.close();
  };
  return {
    url: server.url,
    events,
    emulator: () => current.emulator,
    advance(milliseconds) {
      offset += milliseconds;
    },
    async restart() {
      await closeParts();
      current = await open();
    },
    async close() {
      await server.close();
      await closeParts();
      await rm(folder, { recursive: true });
    },
  };
}
