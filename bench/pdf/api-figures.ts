import { Agent } from 'node:http';
import { addTemplate, signUp } from '../../dev/journey.ts';
import { generateDocuments } from '../../shared/contract/documents.ts';
import { pathOf } from '../../shared/contract/route.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { httpCall } from '../measure/http-call.ts';
import { percentile } from '../measure/statistics.ts';
import type { Papers } from './papers.ts';

const person = { email: 'bench-pdf@mytypist.local', password: 'Bench-pass-2026', name: 'Bench Account' };

const documentsPerRequest = 5;
const warmUp = 15;
const rounds = 60;

/** Five documents as PDF over HTTP: from the request to having all their files. */
export async function measureFivePdfs(
  baseUrl: string,
  { letterTemplate, letterValues }: Papers,
): Promise<Figure[]> {
  const { api, accessToken } = await signUp(baseUrl, person);
  const { templateId } = await addTemplate(api, 'Letter', letterTemplate);
  const agent = new Agent({ keepAlive: true });
  const body = JSON.stringify({
    templateId,
    formats: ['pdf'],
    values: Array.from({ length: documentsPerRequest }, () => letterValues),
  });
  const times: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const started = performance.now();
    await generateAndDownload(agent, baseUrl, accessToken, body);
    if (round >= warmUp) times.push(performance.now() - started);
  }
  agent.destroy();
  return [50, 95].map((percent) =>
    figure(`pdf_generate_5_ms_p${percent}`, percentile(times, percent), 'ms', times.length),
  );
}

async function generateAndDownload(
  agent: Agent,
  baseUrl: string,
  token: string,
  body: string,
): Promise<void> {
  const reply = await httpCall(agent, `${baseUrl}${pathOf(generateDocuments)}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    },
    body,
  });
  if (reply.status !== 200) throw new Error(`generating answered ${reply.status}: ${reply.body}`);
  const { items } = generateDocuments.reply.finishedBody.parse(JSON.parse(reply.body.toString()));
  const files = await Promise.all(items.map(({ download }) => httpCall(agent, download?.url ?? '')));
  const isComplete =
    items.length === documentsPerRequest &&
    items.every(({ pdf }, index) => files[index]?.body.length === pdf?.size) &&
    files.every(({ body: file }) => file.subarray(0, 5).toString() === '%PDF-');
  if (!isComplete) throw new Error('a PDF is missing or cut short');
}
