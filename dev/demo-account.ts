import { type ApiClient, ApiError } from '../shared/contract/client.ts';
import { downloadDocument, generateDocuments, listDocuments } from '../shared/contract/documents.ts';
import { listTemplates } from '../shared/contract/templates.ts';
import { addTemplate, logIn, signUp } from './journey.ts';
import { readSamples, type Sample } from './samples.ts';

/** The account that a fresh local cloud starts with. It exists on this machine only. */
const person = { email: 'demo@mytypist.local', password: 'Demo-pass-2026', name: 'Demo Account' };

export interface DemoDocument {
  /** `offer-letter` */
  name: string;
  title: string;
  documentId: string;
}

/** A new link to the file of a demo document; the API's own links are good for minutes only. */
export async function freshLink(baseUrl: string, documentId: string): Promise<string> {
  const { api } = await logIn(baseUrl, person);
  const { body } = await api.call(downloadDocument, { params: { documentId } });
  return body.url;
}

/** Makes the demo account with its templates and documents, or finds those of the last time. */
export async function seed(
  baseUrl: string,
): Promise<{ login: { email: string; password: string }; documents: DemoDocument[] }> {
  const api = await enter(baseUrl);
  const { body } = await api.call(listTemplates, { query: { limit: 100, state: 'ready' } });
  const known = new Map(body.items.map(({ name, templateId }) => [name, templateId]));
  const samples = await readSamples();
  const documents = await Promise.all(
    samples.map((sample) => documentOf(api, sample, known.get(sample.title))),
  );
  return { login: { email: person.email, password: person.password }, documents };
}

async function enter(baseUrl: string): Promise<ApiClient> {
  try {
    return (await logIn(baseUrl, person)).api;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'internal') throw error;
    return (await signUp(baseUrl, person)).api;
  }
}

async function documentOf(api: ApiClient, sample: Sample, known: string | undefined): Promise<DemoDocument> {
  const templateId = known ?? (await addTemplate(api, sample.title, sample.file)).templateId;
  const { body } = await api.call(listDocuments, { query: { templateId, state: 'ready', limit: 1 } });
  const documentId = body.items[0]?.documentId ?? (await generate(api, sample, templateId));
  return { name: sample.name, title: sample.title, documentId };
}

async function generate(api: ApiClient, sample: Sample, templateId: string): Promise<string> {
  const { body } = await api.call(generateDocuments, {
    body: { templateId, values: sample.values },
    headers: { prefer: 'wait=20' },
  });
  const [document] = body.items;
  if (document?.state !== 'ready')
    throw new Error(
      `${sample.name} could not be generated: ${document?.failure?.message ?? document?.state}`,
    );
  return document.documentId;
}
