import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { startLocalCloud } from '../../dev/cloud/local-cloud.ts';
import { forMachines, synthesise } from '../../dev/synthesise.ts';
import { ExportMessage } from '../../shared/contract/jobs-batches.ts';
import * as results from '../../shared/data/batch-results.ts';
import { type Figure, figure } from '../measure/figure.ts';

/** Documents in the archive: the most a batch has to take, each with a Word file of {@link fileBytes}. */
const documents = 10_000;

/** Bytes of a Word file: the sample letter has about as many. */
const fileBytes = 30_000;

const Exported = z.object({ failures: z.literal(0), seconds: z.number(), peakBytes: z.number() });

/**
 * What putting 10,000 documents into one archive takes: the bundled function as it is deployed, alone in a process of its
 * own, against table and buckets of a local cloud in this process.
 */
export async function measureArchive(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-archive-'));
  try {
    const assemblyFolder = await synthesise(join(folder, 'assembly'), 'http://127.0.0.1:3000', {
      ...forMachines,
    });
    const cloud = await startLocalCloud({
      assemblyFolder,
      dataFolder: join(folder, 'data'),
      port: 0,
      withSchedules: false,
      onFault: (text) => process.stderr.write(`${text}\n`),
    });
    try {
      const variables = environmentOf(cloud);
      const request = ExportMessage.parse(
        await runProcess('archive-seed.ts', [String(documents), String(fileBytes)], variables),
      );
      const file = join(await bundleIn(assemblyFolder), 'jobs-export-batch.mjs');
      const exported = Exported.parse(
        await runProcess('archive-process.mjs', [file, JSON.stringify(request)], variables),
      );
      Object.assign(process.env, variables);
      const made = await results.get(request.accountId, request.batchId, request.kind);
      if (made.state !== 'ready' || made.documents !== documents)
        throw new Error(`the archive is ${made.state}, with ${made.documents} documents`);
      return [
        figure('archive_10000_rss_mb', exported.peakBytes / 1024 / 1024, 'MB', 1),
        figure('archive_10000_s', exported.seconds, 's', 1),
        figure('archive_10000_size_mb', (made.size ?? 0) / 1024 / 1024, 'MB', 1),
      ];
    } finally {
      await cloud.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Cloud = Awaited<ReturnType<typeof startLocalCloud>>;

/** What the function that exports is given, with keys of the laptop's owner. */
function environmentOf({ url, region, operator, functions }: Cloud): Record<string, string> {
  const exporting = [...functions.values()].find(({ definition }) =>
    definition.name.includes('-ExportBatchFunction'),
  );
  if (!exporting) throw new Error('the local cloud has no function that exports');
  return {
    ...exporting.definition.environment,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  };
}

/** Runs a file beside this one; the one message it sends. */
async function runProcess(
  file: string,
  args: readonly string[],
  variables: Record<string, string>,
): Promise<unknown> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    env: { PATH: process.env.PATH, ...variables },
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('message', done);
    child.once('exit', (code) => failed(new Error(`${file} ended with ${code} and said nothing`)));
  });
}

/** The folder with the code of the functions in an assembly. */
async function bundleIn(assembly: string): Promise<string> {
  for (const entry of await readdir(assembly)) {
    const folder = join(assembly, entry);
    if (entry.startsWith('asset.') && (await readdir(folder)).includes('jobs-export-batch.mjs'))
      return folder;
  }
  throw new Error(`${assembly} holds no code of functions`);
}
