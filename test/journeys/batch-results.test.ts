// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../dev/journey.ts';
import { createBatchResult, getBatchResult, listBatchRows } from '../../shared/contract/batch-outcome.ts';
import { deleteBatch } from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { deleteDocument } from '../../shared/contract/documents.ts';
import { readContainer, unpack } from '../../shared/engines/docx/container.ts';
import { finishedOffers, offerHeadings } from '../functions/batch-fixtures.ts';
import { download } from '../functions/fixtures.ts';
import { csvOf } from '../support/csv.ts';
import { killing, passingTime } from '../support/faults.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';

let own: OwnCloud;
let api: ApiClient;
let batchId: string;

/** A formula, a name twice, one of another script, and a row that does not fit. */
const rows = [
  ['=HYPERLINK("http://evil.example")', '100', 'a@example.com'],
  ['Ada Obi', '200', 'b@example.com'],
  ['Ada Obi', '300', 'c@example.com'],
  ['عقد 👩🏽‍💼', '400', 'd@example.com'],
  ['Nobody', 'no salary', 'e@example.com'],
];

beforeAll(async () => {
  own = await ownCloud();
  ({ api } = await newPerson(own.cloud.url));
  ({ batchId } = await finishedOffers(
    api,
    { namePattern: '${candidate_name}' },
    csvOf([offerHeadings, ...rows]),
  ));
}, 200_000);

afterAll(() => own?.stop());

afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const wait = { prefer: 'wait=20' };

const made = async (kind: 'zip' | 'csv', headers: Record<string, string> = wait) =>
  (await api.call(createBatchResult, { params: { batchId }, body: { kind }, headers })).body;

const read = async (kind: 'zip' | 'csv') =>
  (await api.call(getBatchResult, { params: { batchId, kind } })).body;

const ended = (kind: 'zip' | 'csv') =>
  until(
    'the end of the export',
    async () => {
      const result = await read(kind);
      return result.state === 'in-progress' ? undefined : result;
    },
    60_000,
  );

/** Name and content of each file of an archive. */
const unpacked = (archive: Buffer): [string, Buffer][] =>
  readContainer(archive).map((entry) => [entry.name, unpack(entry, Number.MAX_SAFE_INTEGER)]);

/** Kills the export whenever it stores its file, at most so many times; tells how often it did. */
const killExport = (times?: number) => killing(own, 'ExportBatch', 'PUT object', times);

describe('an archive', () => {
  test('holds each document under a name of its own, and the list of all rows', async () => {
    const { state, documents, download: link } = await made('zip');
    expect({ state, documents }).toEqual({ state: 'ready', documents: 4 });
    const files = unpacked((await download(link?.url ?? '')).bytes);
    const names = files.map(([name]) => name);
    expect(names).toHaveLength(5);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(5);
    expect(names).toEqual(
      expect.arrayContaining(['Ada Obi.docx', 'Ada Obi (2).docx', 'عقد 👩🏽💼.docx', 'results.csv']),
    );
    for (const [name, content] of files)
      if (name.endsWith('.docx')) expect(content.subarray(0, 2).toString(), name).toBe('PK');
    const list = files.at(-1)?.[1].toString() ?? '';
    expect(list.split('\r\n')).toHaveLength(1 + rows.length + 1);
  });

  test('is made anew, and the file of the one before is removed', async () => {
    const first = await made('zip');
    const second = await made('zip');
    expect((await download(second.download?.url ?? '')).status).toBe(200);
    expect((await download(first.download?.url ?? '')).status).toBe(404);
  });
});

describe('the list', () => {
  test('names every row with its state and a link that works, and no formula', async () => {
    const { download: link } = await made('csv');
    const list = (await download(link?.url ?? '')).bytes.toString();
    expect(
      list.startsWith('\uFEFFrow,name,state,document id,link,failure code,failure message,pages\r\n'),
    ).toBe(true);
    expect(list).not.toMatch(/(?:^|,)"?[=+@]/m);
    expect(list).toMatch(/,skipped,/);
    const urls = [...list.matchAll(/https?:\/\/[^,\r\n]+\/d\/[\w-]+/g)].map(([url]) => url);
    expect(urls).toHaveLength(4);
    for (const url of urls) {
      // The local cloud of the tests prints the first origin it allows.
      const answer = await fetch(`${own.cloud.url}${new URL(url).pathname}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toContain('.docx');
    }
  });

  test('says of a document that was deleted that it was removed, and the archive does without', async () => {
    const { items } = (await api.call(listBatchRows, { params: { batchId } })).body;
    const documentId = items.find(({ state }) => state === 'ready')?.documentId ?? '';
    await api.call(deleteDocument, { params: { documentId } });
    const { download: link } = await made('csv');
    const list = (await download(link?.url ?? '')).bytes.toString();
    expect(list).not.toContain(documentId);
    expect(list.match(/,removed,/g)).toHaveLength(1);
    expect((await made('zip')).documents).toBe(3);
  });
});

describe('an export that dies', () => {
  test('starts over when its message comes back', async () => {
    const killed = killExport(1);
    await made('zip', {});
    expect(await passingTime(own, 'Export', ended('zip'))).toMatchObject({ state: 'ready', documents: 3 });
    expect(killed()).toBe(1);
  });

  test('every time is failed, with a sentence, and can be asked for again', async () => {
    const killed = killExport();
    await made('zip', {});
    const { state, failure, download: link } = await passingTime(own, 'Export', ended('zip'));
    expect({ state, code: failure?.code, link }).toEqual({
      state: 'failed',
      code: 'export-failed',
      link: undefined,
    });
    expect(failure?.message).toMatch(/\.$/);
    expect(killed()).toBeGreaterThan(0);
    own.cloud.frontDoor.guards.clear();
    expect((await made('zip')).state).toBe('ready');
  });
});

test('a deleted batch takes its results with it', async () => {
  const { download: link } = await made('csv');
  await api.call(deleteBatch, { params: { batchId } });
  expect((await download(link?.url ?? '')).status).toBe(404);
  await expect(read('csv')).rejects.toMatchObject({ code: 'not-found' });
});
