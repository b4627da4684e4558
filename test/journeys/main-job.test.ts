import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { missingTexts } from '../../dev/document-text.ts';
import { addTemplate } from '../../dev/journey.ts';
import { readSamples } from '../../dev/samples.ts';
import {
  downloadDocument,
  generateDocuments,
  getDocument,
  listDocuments,
} from '../../shared/contract/documents.ts';
import type { Field } from '../../shared/domain/field.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { newPerson } from '../support/people.ts';

const samples = await readSamples();

/** Names of fields that are one line of text and shown as given somewhere. */
const plainTexts = (fields: readonly Field[], values: Record<string, unknown>): string[] =>
  fields
    .filter(({ name, shownThrough }) => {
      const value = values[name];
      return (
        shownThrough.some((filters) => filters.length === 0) && typeof value === 'string' && !/\n/.test(value)
      );
    })
    .map(({ name }) => name);

describe('the main job', () => {
  test.each(samples.map((sample) => [sample.name, sample] as const))(
    'fills %s from upload to a downloaded file without a placeholder left',
    async (_, sample) => {
      const { api } = await newPerson();
      const template = await addTemplate(api, sample.title, sample.file);
      expect(template).toMatchObject({ state: 'ready', version: 1, problems: [] });
      const made = await api.call(generateDocuments, {
        body: { templateId: template.templateId, values: sample.values },
        headers: { prefer: 'wait=20' },
      });
      expect(made.status).toBe(200);
      const [document] = made.body.items;
      expect(document).toMatchObject({ state: 'ready', templateId: template.templateId, version: 1 });
      const file = Buffer.from(await (await fetch(document?.download?.url ?? '')).arrayBuffer());
      expect(createHash('sha256').update(file).digest('hex')).toBe(document?.sha256);
      expect(inspectTemplate(file).fields).toEqual([]);
      const plain = plainTexts(template.fields, sample.values);
      expect(plain.length).toBeGreaterThan(5);
      expect(missingTexts(file, sample.values, plain)).toEqual([]);
    },
  );

  test('makes the same bytes from the same values', async () => {
    const sample = samples.find(({ name }) => name === 'invoice');
    const { api } = await newPerson();
    const { templateId } = await addTemplate(
      api,
      'Invoice',
      join(import.meta.dirname, '../../samples/invoice.docx'),
    );
    const values = sample?.values ?? {};
    const made = await api.call(generateDocuments, {
      body: { templateId, values: [values, values] },
      headers: { prefer: 'wait=20' },
    });
    const [first, second] = made.body.items;
    expect(first?.state).toBe('ready');
    expect(first?.sha256).toBe(second?.sha256);
    expect(first?.documentId).not.toBe(second?.documentId);
  });

  test('answers at once without Prefer, and the documents become ready by themselves', async () => {
    const [sample] = samples;
    const { api } = await newPerson();
    const { templateId } = await addTemplate(api, 'Some template', sample?.file ?? '');
    const made = await api.call(generateDocuments, { body: { templateId, values: [sample?.values ?? {}] } });
    expect(made.status).toBe(202);
    const documentId = made.body.items[0]?.documentId ?? '';
    expect(made.body.items[0]?.state).toBe('queued');
    await expect
      .poll(async () => (await api.call(getDocument, { params: { documentId } })).body.state, {
        timeout: 20_000,
      })
      .toBe('ready');
    const { body } = await api.call(listDocuments, { query: { templateId, state: 'ready' } });
    expect(body.items.map((item) => item.documentId)).toEqual([documentId]);
    const link = await api.call(downloadDocument, { params: { documentId } });
    expect(new URL(link.body.url).origin).toBe(inject('baseUrl'));
  });
});
