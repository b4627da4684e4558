import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import * as z from 'zod';
import { forMachines, synthesise } from '../../dev/synthesise.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the local cloud that a whole test run shares. */
    baseUrl: string;
    /** The synthesised templates, for tests that need a cloud of their own. */
    assemblyFolder: string;
    /** Where the cloud keeps its data: the emulators' files, the key that signs tokens. */
    dataFolder: string;
    /** Physical name of the table, and who may look into it. */
    tableName: string;
    operator: { accessKeyId: string; secretAccessKey: string };
  }
}

const Ready = z.object({
  baseUrl: z.url(),
  tableName: z.string(),
  operator: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

/** What a running local cloud says of itself. */
type Running = z.output<typeof Ready> & {
  assemblyFolder: string;
  dataFolder: string;
  stop: () => Promise<void>;
};

/** Projects set themselves up apart, and share one cloud. */
const Place = z.custom<{ running?: Promise<Running> }>(
  (value) => typeof value === 'object' && value !== null,
);
const place = Place.parse(sharedPlace());

function sharedPlace(): unknown {
  const key = Symbol.for('mytypist.cloud-of-tests');
  const there: unknown = Reflect.get(globalThis, key);
  if (there) return there;
  const made = {};
  Reflect.set(globalThis, key, made);
  return made;
}

/** One local cloud for all tests of a run, in a process of its own, with its data in a temporary folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  place.running ??= start();
  const { baseUrl, tableName, operator, assemblyFolder, dataFolder, stop } = await place.running;
  project.provide('baseUrl', baseUrl);
  project.provide('assemblyFolder', assemblyFolder);
  project.provide('dataFolder', dataFolder);
  project.provide('tableName', tableName);
  project.provide('operator', operator);
  return stop;
}

async function start(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-test-'));
  const assemblyFolder = await synthesise(join(folder, 'assembly'), 'http://127.0.0.1:3000', {
    ...forMachines,
  });
  const dataFolder = join(folder, 'data');
  const script = join(import.meta.dirname, 'cloud-process.ts');
  const child = spawn(process.execPath, [script, assemblyFolder, dataFolder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => [''])]);
  const ready = Ready.parse(JSON.parse(String(line) || '{}'));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { ...ready, assemblyFolder, dataFolder, stop };
}
