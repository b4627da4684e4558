import type * as z from 'zod';
import { until } from '../../dev/journey.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { exportMe, getExport } from '../../shared/contract/users.ts';
import { readContainer, unpack } from '../../shared/engines/docx/container.ts';
import { download } from './fixtures.ts';

export type ArchiveReply = z.output<typeof getExport.reply.body>;

export const readArchive = async (api: ApiClient): Promise<ArchiveReply> =>
  (await api.call(getExport, {})).body;

export const askedArchive = async (api: ApiClient): Promise<ArchiveReply> =>
  (await api.call(exportMe, {})).body;

/** Waits until the latest archive of whoever asks is ready or failed. */
export const endedArchive = (api: ApiClient): Promise<ArchiveReply> =>
  until(
    'the end of the archive',
    async () => {
      const archive = await readArchive(api);
      return archive.state === 'in-progress' ? undefined : archive;
    },
    60_000,
  );

/** Asks for an archive, waits for it and downloads it: name and content of each file of each of its parts. */
export async function downloadedArchive(api: ApiClient): Promise<Map<string, Buffer>[]> {
  await askedArchive(api);
  return partsOf(await endedArchive(api));
}

export async function partsOf({ state, problem, files = [] }: ArchiveReply): Promise<Map<string, Buffer>[]> {
  if (state !== 'ready') throw new Error(`the archive is ${state}: ${problem?.message}`);
  return Promise.all(files.map(async ({ url }) => unzipped((await download(url)).bytes)));
}

/** Name and content of each file of a ZIP file; throws when a name comes twice. */
export function unzipped(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readContainer(zip)) {
    if (files.has(entry.name)) throw new Error(`${entry.name} comes twice`);
    files.set(entry.name, unpack(entry, Number.MAX_SAFE_INTEGER));
  }
  return files;
}

/** What a list of an archive holds, as programs read it; nothing where it has no lines. */
export function listIn(files: ReadonlyMap<string, Buffer>, name: string): Record<string, unknown>[] {
  const json = files.get(`lists/${name}.json`);
  return json ? JSON.parse(json.toString()) : [];
}

/** The one file whose name fits. */
export function fileIn(files: ReadonlyMap<string, Buffer>, name: RegExp): Buffer {
  const fitting = [...files].filter(([each]) => name.test(each));
  const [only] = fitting;
  if (!only || fitting.length > 1)
    throw new Error(`${fitting.length} files fit ${name}: ${[...files.keys()].join('\n')}`);
  return only[1];
}
