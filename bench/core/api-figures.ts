import { Agent } from 'node:http';
import { addTemplate, signUp } from '../../dev/journey.ts';
import type { Sample } from '../../dev/samples.ts';
import { generateDocuments, getDocument } from '../../shared/contract/documents.ts';
import { pathOf } from '../../shared/contract/route.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { httpCall } from '../measure/http-call.ts';
import { median, percentile } from '../measure/statistics.ts';
import { measureLoad } from './load-figures.ts';

const person = { email: 'bench@mytypist.local', password: 'Bench-pass-2026', name: 'Bench Account' };

const documentsPerRequest = 5;

/** Requests of each kind come in blocks, in turns, so that a busy moment of the machine cannot spoil one kind. */
const blocks = 3;
const generate = { warmUp: 20, block: 30 };
const get = { warmUp: 200, block: 150 };

/** A signed-in client of a running cloud, in another process than the cloud. */
export interface Client {
  baseUrl: string;
  headers: Record<string, string>;
  agent: Agent;
}

/** The API as clients meet it, over HTTP. */
export async function measureApi(baseUrl: string, sample: Sample): Promise<Figure[]> {
  const { api, accessToken } = await signUp(baseUrl, person);
  const { templateId } = await addTemplate(api, sample.title, sample.file);
  const headers = { authorization: `Bearer ${accessToken}` };
  const client: Client = { baseUrl, headers, agent: new Agent({ keepAlive: true }) };
  const values = Array.from({ length: documentsPerRequest }, () => sample.values);
  const generateFive = (): Promise<string> => generateAndDownload(client, { templateId, values });
  const documentId = await generateFive();
  const readOne = (): Promise<void> => read(client, documentId);

  await timed(generate.warmUp, generateFive);
  await timed(get.warmUp, readOne);
  const generating: number[][] = [];
  const getting: number[][] = [];
  for (let block = 0; block < blocks; block++) {
    generating.push(await timed(generate.block, generateFive));
    getting.push(await timed(get.block, readOne));
  }
  client.agent.destroy();
  return [
    ...spread('generate_5_docx_ms', generating),
    ...spread('api_get_ms', getting),
    ...(await measureLoad(client)),
  ];
}

/** From the request for documents to having all their files. Returns the id of one of them. */
async function generateAndDownload(
  { baseUrl, headers, agent }: Client,
  request: { templateId: string; values: Record<string, unknown>[] },
): Promise<string> {
  const reply = await httpCall(agent, `${baseUrl}${pathOf(generateDocuments)}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', prefer: 'wait=20' },
    body: JSON.stringify(request),
  });
  if (reply.status !== 200) throw new Error(`generating answered ${reply.status}: ${reply.body}`);
  const { items } = generateDocuments.reply.finishedBody.parse(JSON.parse(reply.body.toString()));
  const files = await Promise.all(items.map(({ download }) => httpCall(agent, download?.url ?? '')));
  const isComplete = items.every(({ download }, index) => files[index]?.body.length === download?.size);
  const [first] = items;
  if (!first || items.length !== request.values.length || !isComplete) {
    throw new Error('a document is missing or cut short');
  }
  return first.documentId;
}

async function read({ baseUrl, headers, agent }: Client, documentId: string): Promise<void> {
  const path = pathOf(getDocument).replace('{documentId}', documentId);
  const { status } = await httpCall(agent, `${baseUrl}${path}`, { headers });
  if (status !== 200) throw new Error(`reading a document answered ${status}`);
}

/** Milliseconds of each round. */
async function timed(rounds: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}

/** Percentiles of the middle block. */
const spread = (name: string, blocksOfTimes: readonly number[][]): Figure[] =>
  [50, 95].map((percent) =>
    figure(
      `${name}_p${percent}`,
      median(blocksOfTimes.map((times) => percentile(times, percent))),
      'ms',
      blocksOfTimes.flat().length,
    ),
  );
