import { readFile } from 'node:fs/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Guard } from '../../dev/cloud/front-door.ts';
import { addTemplate, judged, sendForm, until } from '../../dev/journey.ts';
import { readSamples } from '../../dev/samples.ts';
import { getMe } from '../../shared/contract/auth.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { generateDocuments, getDocument } from '../../shared/contract/documents.ts';
import {
  getTemplate,
  listTemplateVersions,
  updateTemplate,
  uploadTemplate,
  uploadTemplateVersion,
} from '../../shared/contract/templates.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';
import { refusalOf } from '../support/refusal.ts';

const [sample] = (await readSamples()).filter(({ name }) => name === 'certificate');
const values = sample?.values ?? {};

let own: OwnCloud;
let api: ApiClient;
let accountKey: string;
let templateId: string;
let version: number;

beforeAll(async () => {
  own = await ownCloud();
  ({ api } = await newPerson(own.cloud.url));
  accountKey = `account#${(await api.call(getMe, {})).body.accountId}`;
  const template = await addTemplate(api, 'Certificate', sample?.file ?? '');
  ({ templateId } = template);
  version = template.version ?? 0;
  expect(version).toBe(1);
});

afterAll(() => own?.stop());

afterEach(() => {
  own.cloud.frontDoor.guards.clear();
  own.cloud.frontDoor.observers.clear();
});

const isRenderer = (caller: string | undefined): boolean => caller?.includes('RenderDocuments') ?? false;

async function generateOne(): Promise<string> {
  const { body } = await api.call(generateDocuments, { body: { templateId, values } });
  return body.items[0]?.documentId ?? '';
}

const read = async (documentId: string) => (await api.call(getDocument, { params: { documentId } })).body;

const finished = (documentId: string) =>
  until(`the end of ${documentId}`, async () => {
    const document = await read(documentId);
    return ['ready', 'failed'].includes(document.state) ? document : undefined;
  });

/** Makes messages in flight come back, as if time flew, until something has happened. */
async function passingTime<T>(job: string, outcome: Promise<T>): Promise<T> {
  const clock = setInterval(() => own.cloud.emulators.fauxqs.releaseInvisible(own.queue(job)), 200);
  return outcome.finally(() => clearInterval(clock));
}

/** Sets an item's clock back, in its attributes and in the index that the schedules read. */
async function age(sk: string, attributes: Record<string, string>, dueAt: string): Promise<void> {
  const names = Object.keys(attributes);
  await own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: accountKey, sk },
      UpdateExpression: `SET gsi3sk = :due, ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ':due': `${dueAt}#aged`,
        ...Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
      },
    }),
  );
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe('a generator that dies', () => {
  test('between storing the file and updating the record leaves nothing undone', async () => {
    let stored = 0;
    let killed = false;
    const guards: Guard = async ({ service, operation, caller }) => {
      if (!isRenderer(caller)) return undefined;
      if (service === 's3' && operation === 'PUT object') stored += 1;
      // The file is stored; the next write to the table would make the document ready.
      if (service === 'dynamodb' && operation === 'TransactWriteItems' && stored > 0 && !killed) {
        killed = true;
        await own.pool('RenderDocuments').crash();
        return { status: 500, headers: {}, body: '{}' };
      }
      return undefined;
    };
    own.cloud.frontDoor.guards.add(guards);
    const documentId = await generateOne();
    await expect.poll(() => killed, { timeout: 15_000 }).toBe(true);
    expect((await read(documentId)).state).toBe('rendering');
    own.cloud.emulators.fauxqs.releaseInvisible(own.queue('Render'));
    const document = await finished(documentId);
    expect(document.state).toBe('ready');
    expect(stored, 'files stored, the second under the same name').toBe(2);
  });

  test('over and over ends in a failed document with a reason, never in a document nobody finishes', async () => {
    let killed = 0;
    own.cloud.frontDoor.guards.add(async ({ service, operation, caller }) => {
      if (!isRenderer(caller) || service !== 's3' || operation !== 'PUT object') return undefined;
      killed += 1;
      await own.pool('RenderDocuments').crash();
      return { status: 500, headers: {}, body: '' };
    });
    const documentId = await generateOne();
    const document = await passingTime('Render', finished(documentId));
    expect(killed).toBeGreaterThanOrEqual(1);
    expect(document.state).toBe('failed');
    expect(document.failure).toMatchObject({ code: 'rendering-failed' });
    expect(document.failure?.message).toContain('Generate it again');
  });
});

describe('the render queue', () => {
  test('delivering a message twice changes nothing', async () => {
    const documentId = await generateOne();
    const ready = await finished(documentId);
    const body = JSON.stringify({
      accountId: accountKey.slice('account#'.length),
      documentIds: [documentId],
    });
    await Promise.all([own.enqueue(own.queue('Render'), body), own.enqueue(own.queue('Render'), body)]);
    await expect
      .poll(() => own.cloud.emulators.fauxqs.depth(own.queue('Render')), { timeout: 15_000 })
      .toMatchObject({ visible: 0, inFlight: 0 });
    expect(await read(documentId)).toEqual(ready);
  });

  test('puts a message that nobody can read among the dead letters, and goes on with the next', async () => {
    await own.enqueue(own.queue('Render'), '{"not":"a render message"}');
    const empty = expect
      .poll(() => own.cloud.emulators.fauxqs.depth(own.queue('Render')), { timeout: 20_000 })
      .toMatchObject({ visible: 0, inFlight: 0 });
    await passingTime('Render', Promise.resolve(empty));
    // The job that looks after dead letters has seen it and says so, with the message as evidence.
    await expect
      .poll(async () => readFile(own.cloud.logFile, 'utf8'), { timeout: 10_000 })
      .toMatch(/"message":"message\.unreadable".*a render message/);
    const document = await finished(await generateOne());
    expect(document.state).toBe('ready');
  });

  test('that could not be written to is made good by the schedule', async () => {
    own.cloud.frontDoor.guards.add(({ service, operation, caller }) =>
      service === 'sqs' && operation === 'SendMessageBatch' && caller?.includes('GenerateDocuments')
        ? {
            status: 400,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}',
          }
        : undefined,
    );
    const accepted = await api.call(generateDocuments, { body: { templateId, name: 'Lost', values } });
    expect(accepted.status).toBe(202);
    const documentId = accepted.body.items[0]?.documentId ?? '';
    await own.run('ResendDocuments');
    expect((await read(documentId)).state, 'too young to be sent again').toBe('queued');
    await age(`document#${documentId}`, { updatedAt: minutesAgo(2) }, minutesAgo(1));
    await own.run('ResendDocuments');
    expect((await finished(documentId)).state).toBe('ready');
  });

  test('gives up a document that is unfinished for half an hour', async () => {
    own.cloud.frontDoor.guards.add(({ service, caller }) =>
      service === 's3' && isRenderer(caller)
        ? {
            status: 403,
            headers: { 'content-type': 'application/xml' },
            body: '<Error><Code>AccessDenied</Code></Error>',
          }
        : undefined,
    );
    const documentId = await generateOne();
    await expect.poll(async () => (await read(documentId)).state, { timeout: 15_000 }).toBe('rendering');
    await age(
      `document#${documentId}`,
      { createdAt: minutesAgo(31), updatedAt: minutesAgo(2) },
      minutesAgo(1),
    );
    await own.run('ResendDocuments');
    expect(await read(documentId)).toMatchObject({ state: 'failed', failure: { code: 'timed-out' } });
  });
});

describe('an upload', () => {
  const arrival = (id: string, number: number): string =>
    JSON.stringify({
      Records: [
        {
          eventName: 'ObjectCreated:Post',
          s3: {
            bucket: { name: 'uploads' },
            object: { key: `accounts/${accountKey.slice(8)}/templates/${id}/${number}.docx` },
          },
        },
      ],
    });

  test('announced twice by S3 is judged once', async () => {
    const before = (await api.call(getTemplate, { params: { templateId } })).body;
    const twice = arrival(templateId, 1);
    await Promise.all([own.enqueue(own.queue('Inspect'), twice), own.enqueue(own.queue('Inspect'), twice)]);
    await expect
      .poll(() => own.cloud.emulators.fauxqs.depth(own.queue('Inspect')), { timeout: 15_000 })
      .toMatchObject({ visible: 0, inFlight: 0 });
    expect((await api.call(getTemplate, { params: { templateId } })).body).toEqual(before);
  });

  test('is judged at once although its owner changes the template meanwhile', async () => {
    const { body } = await api.call(uploadTemplate, { body: { name: 'Busy' } });
    const params = { templateId: body.template.templateId };
    let changes = 0;
    own.cloud.frontDoor.guards.add(async ({ service, operation, caller }) => {
      const inspecting =
        service === 'dynamodb' && operation === 'TransactWriteItems' && caller?.includes('InspectTemplate');
      if (!inspecting || changes > 1) return undefined;
      changes += 1;
      await api.call(updateTemplate, { params, body: { description: `change ${changes}` } });
      return undefined;
    });
    await sendForm(body.upload, { bytes: await readFile(sample?.file ?? ''), name: 'a.docx' });
    const template = await judged(api, params.templateId);
    expect(template).toMatchObject({ state: 'ready', version: 1, description: `change ${changes}` });
    expect(changes).toBeGreaterThanOrEqual(1);
  });

  test('made twice by the same link still gives one version', async () => {
    const { body } = await api.call(uploadTemplate, { body: { name: 'Twice' } });
    const file = { bytes: Buffer.from('not a Word file'), name: 'a.docx' };
    const sent = await Promise.all([sendForm(body.upload, file), sendForm(body.upload, file)]);
    expect(sent.map(({ status }) => status)).toEqual([204, 204]);
    const template = await judged(api, body.template.templateId);
    expect(template).toMatchObject({ state: 'rejected', latestVersion: 1 });
    const versions = await api.call(listTemplateVersions, { params: { templateId: template.templateId } });
    expect(versions.body.items).toHaveLength(1);
  });

  test('that never comes is forgotten by the schedule, and its template with it', async () => {
    const { body } = await api.call(uploadTemplate, { body: { name: 'Never' } });
    const id = body.template.templateId;
    await own.run('CleanUploads');
    expect((await api.call(getTemplate, { params: { templateId: id } })).body.state).toBe('awaiting-upload');
    await age(`version#${id}#000001`, { uploadExpiresAt: minutesAgo(1) }, minutesAgo(1));
    await own.run('CleanUploads');
    const refusal = await refusalOf(api.call(getTemplate, { params: { templateId: id } }));
    expect(refusal).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('of a second version that never comes leaves the first in use and says what happened', async () => {
    const { body } = await api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
    const number = body.version.version;
    await age(
      `version#${templateId}#${String(number).padStart(6, '0')}`,
      { uploadExpiresAt: minutesAgo(1) },
      minutesAgo(1),
    );
    await own.run('CleanUploads');
    const template = (await api.call(getTemplate, { params: { templateId } })).body;
    expect(template).toMatchObject({ state: 'ready', version: 1, latestVersion: number });
    expect(template.problems[0]).toMatchObject({ code: 'upload-expired' });
  });

  test('whose inspection dies every time is rejected with a reason', async () => {
    let killed = 0;
    own.cloud.frontDoor.guards.add(async ({ service, operation, caller }) => {
      if (!caller?.includes('InspectTemplate') || service !== 's3' || operation !== 'GET object')
        return undefined;
      killed += 1;
      await own.pool('InspectTemplate').crash();
      return { status: 500, headers: {}, body: '' };
    });
    const { body } = await api.call(uploadTemplate, { body: { name: 'Deadly' } });
    await sendForm(body.upload, { bytes: Buffer.from('anything'), name: 'a.docx' });
    const template = await passingTime('Inspect', judged(api, body.template.templateId));
    expect(killed).toBeGreaterThanOrEqual(1);
    expect(template.state).toBe('rejected');
    expect(template.problems[0]).toMatchObject({ code: 'inspection-failed' });
  });
});
