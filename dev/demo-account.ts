import { type ApiClient, ApiError } from '../shared/contract/client.ts';
import { downloadDocument, generateDocuments, listDocuments } from '../shared/contract/documents.ts';
import { addTemplate, logIn, logInWhenAllowed, signUp } from './journey.ts';
import { readSamples, type Sample } from './samples.ts';

/** The account that a fresh local cloud starts with. It exists on this machine only. */
const person = { email: 'demo@mytypist.local', password: 'Demo-pass-2026', name: 'Demo Account' };

export interface DemoDocument {
  /** `offer-letter` */
  name: string;
  title: string;
  documentId: string;
}

/**
 * New links to the files of demo documents; the API's own links are good for minutes only. A session is kept while it lasts: who
 * clicks through the links must not reach the limit of logins.
 */
export function freshLinks(baseUrl: string, api: ApiClient): (documentId: string) => Promise<string> {
  let session = Promise.resolve(api);
  const linkTo = async (documentId: string): Promise<string> => {
    const { body } = await (await session).call(downloadDocument, { params: { documentId } });
    return body.url;
  };
  return (documentId) =>
    linkTo(documentId).catch(() => {
      session = logIn(baseUrl, person).then(({ api }) => api);
      return linkTo(documentId);
    });
}

/** Makes the demo account with its templates and documents, or finds those of the last time. */
export async function seed(baseUrl: string): Promise<{
  login: { email: string; password: string };
  /** In the session of the demo account. */
  api: ApiClient;
  documents: DemoDocument[];
}> {
  const api = await enter(baseUrl);
  const known = await knownDocuments(api);
  const samples = await readSamples();
  const documents = await Promise.all(
    samples.map(async (sample) => ({
      name: sample.name,
      title: sample.title,
      documentId: known.get(sample.title) ?? (await generate(api, sample)),
    })),
  );
  return { login: { email: person.email, password: person.password }, api, documents };
}

/** Ids of ready documents by name: documents are named after their template. */
async function knownDocuments(api: ApiClient): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  let cursor: string | undefined;
  do {
    const { body } = await api.call(listDocuments, { query: { state: 'ready', limit: 100, cursor } });
    for (const { name, documentId } of body.items) known.set(name, documentId);
    cursor = body.nextCursor;
  } while (cursor);
  return known;
}

async function enter(baseUrl: string): Promise<ApiClient> {
  try {
    return (await logInWhenAllowed(baseUrl, person)).api;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'invalid-credentials') throw error;
    return (await signUp(baseUrl, person)).api;
  }
}

async function generate(api: ApiClient, sample: Sample): Promise<string> {
  const template = await addTemplate(api, sample.title, sample.file);
  if (template.state !== 'ready')
    throw new Error(`${sample.name} was rejected: ${template.problems[0]?.message}`);
  const { body } = await api.call(generateDocuments, {
    body: { templateId: template.templateId, values: sample.values },
    headers: { prefer: 'wait=20' },
  });
  const [document] = body.items;
  if (document?.state === 'ready') return document.documentId;
  throw new Error(`${sample.name} could not be generated: ${document?.failure?.message ?? document?.state}`);
}
