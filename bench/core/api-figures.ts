import { Agent } from 'node:http';
import { addTemplate, signUp } from '../../dev/journey.ts';
import type { Sample } from '../../dev/samples.ts';
import { generateDocuments, getDocument, listDocuments } from '../../shared/contract/documents.ts';
import { pathOf } from '../../shared/contract/route.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { httpCall } from '../measure/http-call.ts';
import { percentile } from '../measure/statistics.ts';

const person = { email: 'bench@mytypist.local', password: 'Bench-pass-2026', name: 'Bench Account' };

const documentsPerRequest = 5;
const generate = { warmUp: 10, measured: 60 };
const get = { warmUp: 100, measured: 400 };
const load = { connections: 64, warmUpMs: 2000, measuredMs: 8000 };

/** The API of a running cloud as a signed-in client meets it, over HTTP, from another process. */
export async function measureApi(baseUrl: string, sample: Sample): Promise<Figure[]> {
  const { api, accessToken } = await signUp(baseUrl, person);
  const { templateId } = await addTemplate(api, sample.title, sample.file);
  const client = { baseUrl, headers: { authorization: `Bearer ${accessToken}` } };
  const generated = await measureGeneration(client, templateId, sample.values);
  return [
    ...generated.figures,
    ...(await measureGet(client, generated.documentId)),
    ...(await measureLoad(client)),
  ];
}

interface Client {
  baseUrl: string;
  headers: Record<string, string>;
}

/** From the request for five documents to having their five files. */
async function measureGeneration(
  { baseUrl, headers }: Client,
  templateId: string,
  values: Record<string, unknown>,
): Promise<{ figures: Figure[]; documentId: string }> {
  const agent = new Agent({ keepAlive: true });
  const body = JSON.stringify({
    templateId,
    values: Array.from({ length: documentsPerRequest }, () => values),
  });
  let documentId = '';
  const once = async (): Promise<void> => {
    const reply = await httpCall(agent, `${baseUrl}${pathOf(generateDocuments)}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', prefer: 'wait=20' },
      body,
    });
    if (reply.status !== 200) throw new Error(`generating answered ${reply.status}: ${reply.body}`);
    const { items } = generateDocuments.reply.finishedBody.parse(JSON.parse(reply.body.toString()));
    const files = await Promise.all(items.map(({ download }) => httpCall(agent, download?.url ?? '')));
    const complete = items.every(({ download }, index) => files[index]?.body.length === download?.size);
    if (items.length !== documentsPerRequest || !complete)
      throw new Error('a document is missing or cut short');
    documentId = items[0]?.documentId ?? '';
  };
  const times = await repeated(once, generate);
  agent.destroy();
  return { figures: spread('generate_5_docx_ms', times), documentId };
}

/** Reading one document again and again, one request at a time. */
async function measureGet({ baseUrl, headers }: Client, documentId: string): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true });
  const url = `${baseUrl}${pathOf(getDocument).replace('{documentId}', documentId)}`;
  const times = await repeated(async () => {
    const { status } = await httpCall(agent, url, { headers });
    if (status !== 200) throw new Error(`reading a document answered ${status}`);
  }, get);
  agent.destroy();
  return spread('api_get_ms', times);
}

/** Many clients listing documents at once, each as fast as it is answered. */
async function measureLoad({ baseUrl, headers }: Client): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const url = `${baseUrl}${pathOf(listDocuments)}`;
  const times: number[] = [];
  let errors = 0;
  const begin = performance.now() + load.warmUpMs;
  const end = begin + load.measuredMs;
  const client = async (): Promise<void> => {
    for (let started = performance.now(); started < end; started = performance.now()) {
      const status = await httpCall(agent, url, { headers }).then(
        (reply) => reply.status,
        () => 0,
      );
      if (status !== 200) errors++;
      const now = performance.now();
      if (now >= begin && now <= end) times.push(now - started);
    }
  };
  await Promise.all(Array.from({ length: load.connections }, client));
  agent.destroy();
  return [
    figure('api_rps', (times.length / load.measuredMs) * 1000, 'per s', times.length),
    figure('api_load_ms_p50', percentile(times, 50), 'ms', times.length),
    figure('api_load_ms_p95', percentile(times, 95), 'ms', times.length),
    figure('api_errors', errors, 'count', times.length),
  ];
}

/** Milliseconds of each measured round. */
async function repeated(
  work: () => Promise<void>,
  rounds: { warmUp: number; measured: number },
): Promise<number[]> {
  for (let round = 0; round < rounds.warmUp; round++) await work();
  const times: number[] = [];
  for (let round = 0; round < rounds.measured; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}

const spread = (name: string, times: readonly number[]): Figure[] => [
  figure(`${name}_p50`, percentile(times, 50), 'ms', times.length),
  figure(`${name}_p95`, percentile(times, 95), 'ms', times.length),
];
