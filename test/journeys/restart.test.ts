import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { startLocalCloud } from '../../dev/cloud/local-cloud.ts';
import { addTemplate, logIn } from '../../dev/journey.ts';
import { readSamples } from '../../dev/samples.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { apiClient } from '../../shared/contract/client.ts';
import { downloadDocument, generateDocuments } from '../../shared/contract/documents.ts';
import { listTemplates } from '../../shared/contract/templates.ts';
import { newPerson } from '../support/people.ts';

test('a second start keeps users, sessions, templates, documents and links', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'mytypist-restart-'));
  const options = {
    assemblyFolder: inject('assemblyFolder'),
    dataFolder,
    withSchedules: false,
    onFault: (text: string) => process.stderr.write(`${text}\n`),
  };
  const [sample] = await readSamples();
  const first = await startLocalCloud({ ...options, port: 0 });
  const { port } = new URL(first.url);
  const person = await newPerson(first.url);
  const { templateId } = await addTemplate(person.api, 'Kept', sample?.file ?? '');
  const made = await person.api.call(generateDocuments, {
    body: { templateId, values: sample?.values ?? {} },
    headers: { prefer: 'wait=20' },
  });
  const [document] = made.body.items;
  expect(document?.state).toBe('ready');
  await first.stop();

  const second = await startLocalCloud({ ...options, port: Number(port) });
  try {
    const { body: me } = await apiClient(second.url, person.accessToken).call(getMe, {});
    expect(me.email).toBe(person.email);
    const { api } = await logIn(second.url, person);
    const { body } = await api.call(listTemplates, {});
    expect(body.items.map(({ name }) => name)).toEqual(['Kept']);
    const link = await api.call(downloadDocument, { params: { documentId: document?.documentId ?? '' } });
    expect(link.body.sha256).toBe(document?.sha256);
    const old = await fetch(document?.download?.url ?? '');
    expect([old.status, (await old.arrayBuffer()).byteLength]).toEqual([200, document?.size]);
  } finally {
    await second.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
});
