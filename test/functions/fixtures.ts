// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { createHash } from 'node:crypto';
import { addTemplate } from '../../dev/journey.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { generateDocuments } from '../../shared/contract/documents.ts';
import { docx, p } from '../support/docx.ts';

/** The template most tests fill: a value, a value with a filter, a list with rows, a yes-or-no section. */
export const letter = (greeting = 'Dear'): Buffer =>
  docx(
    [
      p(`${greeting} \${name},`),
      p('You owe ${amount|naira}.'),
      p('${#items}'),
      p('${label}: ${count}'),
      p('${/items}'),
      p('${#urgent}Please hurry.${/urgent}'),
    ].join(''),
  );

/** Names of the fields of {@link letter}. */
export const letterFields = ['name', 'amount', 'items', 'urgent'];

/** Values that fill {@link letter}. */
export const letterValues = (name = 'Reader'): Record<string, unknown> => ({
  name,
  amount: 1500,
  items: [
    { label: 'Paper', count: 2 },
    { label: 'Ink', count: 1 },
  ],
  urgent: true,
});

/** A template of one person that is ready. */
export async function readyTemplate(api: ApiClient, name = 'Letter', file = letter()): Promise<string> {
  const template = await addTemplate(api, name, file);
  if (template.state !== 'ready') throw new Error(JSON.stringify(template.problems));
  return template.templateId;
}

/** Documents of a template, finished. */
export async function finishedDocuments(api: ApiClient, templateId: string, names: string[]) {
  const { status, body } = await api.call(generateDocuments, {
    body: { templateId, values: names.map((name) => letterValues(name)) },
    headers: { prefer: 'wait=20' },
  });
  if (status !== 200) throw new Error('the documents were not finished within 20 s');
  return body.items;
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What a download link leads to. */
export async function download(url: string): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await fetch(url);
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}
