import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocalCloud } from '../../dev/cloud/local-cloud.ts';
import { synthesise } from '../../dev/synthesise.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the local cloud that a whole test run shares. */
    baseUrl: string;
    /** The synthesised templates, for tests that need a cloud of their own. */
    assemblyFolder: string;
    /** Physical name of the table, and who may look into it. */
    tableName: string;
    operator: { accessKeyId: string; secretAccessKey: string };
  }
}

/** One local cloud for all tests of a run, with its data in a temporary folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-test-'));
  const assemblyFolder = await synthesise(join(folder, 'assembly'), 'http://127.0.0.1:3000');
  const cloud = await startLocalCloud({
    assemblyFolder,
    dataFolder: join(folder, 'data'),
    port: 0,
    withSchedules: false,
    onFault: (text) => process.stderr.write(`${text}\n`),
  });
  project.provide('baseUrl', cloud.url);
  project.provide('assemblyFolder', assemblyFolder);
  project.provide('tableName', cloud.tableName);
  project.provide('operator', cloud.operator);
  return async () => {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
