// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../dev/journey.ts';
import { getMe, updateMe } from '../../shared/contract/auth.ts';
import { generateDocuments } from '../../shared/contract/documents.ts';
import { createInvitation } from '../../shared/contract/invitations.ts';
import { setAllowedAddresses } from '../../shared/contract/ip-rules.ts';
import { initiatePayment } from '../../shared/contract/payments.ts';
import { exportMe, getExport } from '../../shared/contract/users.ts';
import * as apiKeys from '../../shared/data/api-keys.ts';
import * as archives from '../../shared/data/archives.ts';
import * as users from '../../shared/data/users.ts';
import { archiveLimits, nextPart, orderArchive } from '../../shared/domain/archive.ts';
import { payingWith } from '../../shared/domain/subscription.ts';
import { makePart } from '../../shared/pipeline/archive-making.ts';
import { log } from '../../shared/runtime/log.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import {
  askedArchive,
  downloadedArchive,
  endedArchive,
  fileIn,
  listIn,
  partsOf,
  readArchive,
} from '../functions/archive-fixtures.ts';
import { readyAsset } from '../functions/asset-fixtures.ts';
import { addAvatar } from '../functions/avatar-fixtures.ts';
import { finishedOffers } from '../functions/batch-fixtures.ts';
import { expectRefusal } from '../functions/expectations.ts';
import { download, finishedDocuments, letter, letterValues, readyTemplate } from '../functions/fixtures.ts';
import { mailsOfKind } from '../functions/inbox.ts';
import { newKey } from '../functions/keys/key-fixtures.ts';
import { send } from '../functions/send.ts';
import { keysBelow, killing, passingTime } from '../support/faults.ts';
import { fund } from '../support/money.ts';
import { give, organisationOf, userIdOf } from '../support/organisations.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { png } from '../support/pictures.ts';
import { changeBy, subscribe } from '../support/plans.ts';
import { useTable } from '../support/table.ts';

let own: OwnCloud;

beforeAll(async () => {
  own = await ownCloud();
  useTable(own.cloud);
  Object.assign(process.env, own.pool('ArchiveUser').definition.environment);
});
afterAll(() => own?.stop());
afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const somebody = (): Promise<Person> => newPerson(own.cloud.url);

/** Keys of everything stored of a user's archives. */
async function stored(person: Person): Promise<string[]> {
  const { accountId } = await users.get(await userIdOf(person));
  return keysBelow(
    own,
    { job: 'ArchiveUser', bucket: 'ARTEFACTS_BUCKET' },
    `accounts/${accountId}/archives/`,
  );
}

/** Makes the archive of a user due, as if it had not moved for so long. */
async function dueNow(
  person: Person,
  change: { updatedAt?: string; createdAt?: string } = {},
): Promise<void> {
  const past = '2026-01-01T00:00:00.000Z';
  const set = { gsi3sk: past, updatedAt: past, ...change };
  await own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: `user#${await userIdOf(person)}`, sk: 'archive' },
      UpdateExpression: `SET ${Object.keys(set)
        .map((name) => `${name} = :${name}`)
        .join(', ')}`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(set).map(([name, value]) => [`:${name}`, value]),
      ),
    }),
  );
}

/** An archive that was asked for and that nobody has begun to make. */
async function orderedArchive(person: Person) {
  const user = await users.get(await userIdOf(person));
  const archive = orderArchive(user, undefined, newId('arc'), new Date());
  expect(await archives.put(user, undefined, archive, undefined)).toBe(true);
  return archive;
}

describe('the archive of somebody who has everything', () => {
  let person: Person;
  let colleague: Person;
  let files: Map<string, Buffer>;
  let organisationId: string;
  let key: { token: string; keyId: string };
  let documentIds: string[];
  const hostile = '../../../etc/passwd\u202E =cmd|calc';

  beforeAll(async () => {
    [person, colleague] = await Promise.all([somebody(), somebody()]);
    const { api } = person;
    await colleague.api.call(updateMe, { body: { name: 'Colleague Secret-Name' } });
    organisationId = await organisationOf(person);
    await give(organisationId, colleague, 'manager');
    const [templateId] = await Promise.all([
      readyTemplate(api, 'Letter'),
      readyTemplate(api, 'CON'),
      readyAsset(api, '..\\..\\logo'),
      addAvatar(api, await png()),
      finishedOffers(api, { name: '=HYPERLINK("http://evil.example")' }),
    ]);
    const made = await finishedDocuments(api, templateId, ['One', 'Two']);
    const { body } = await api.call(generateDocuments, {
      body: { templateId, name: hostile.replace('\u202E', ''), values: letterValues('Hostile') },
      headers: { prefer: 'wait=20' },
    });
    documentIds = [...made, ...body.items].map(({ documentId }) => documentId);
    await fund((await api.call(getMe, {})).body.accountId, 123_400);
    await api.call(initiatePayment, { body: { purpose: 'book', reference: '=cmd|calc' } });
    key = await newKey(person);
    await api.call(setAllowedAddresses, {
      body: { addresses: [{ range: '127.0.0.0/8', reason: 'Home office' }] },
    });
    await api.in(organisationId).call(createInvitation, {
      body: { email: 'guest-of-archive@mytypist.local', role: 'viewer' },
    });
    await colleague.api.in(organisationId).call(createInvitation, {
      body: { email: 'other-guest@mytypist.local', role: 'viewer' },
    });
    await readyTemplate(colleague.api, 'Template of the colleague');
    const { accountId } = await users.get(await userIdOf(person));
    await subscribe(accountId, 'pro');
    const card = { token: 'sealed-token', email: person.email, lastDigits: '4081' };
    await changeBy(accountId, (each) => payingWith({ ...each, revision: each.revision + 1 }, card));
    const [part, another] = await downloadedArchive(api);
    if (!part || another) throw new Error('the archive has not one part');
    files = part;
  }, 200_000);

  test('holds who they are, with their picture', async () => {
    const { user, personalAccount } = JSON.parse(fileIn(files, /^profile\/profile\.json$/).toString());
    expect(user).toMatchObject({ email: person.email, name: 'Test Person', role: 'user' });
    expect(personalAccount).toMatchObject({ plan: 'pro', subscription: { plan: 'pro', number: 1 } });
    expect(personalAccount.subscription.card).toEqual({ email: person.email, lastDigits: '4081' });
    expect(personalAccount.allowedAddresses).toEqual([{ range: '127.0.0.0/8', reason: 'Home office' }]);
    expect([...files.keys()].filter((name) => name.startsWith('profile/picture-'))).toHaveLength(6);
    expect(listIn(files, 'usage')).toEqual([expect.objectContaining({ made: 6, failed: 0, batches: 1 })]);
    expect(listIn(files, 'sessions')).toEqual([expect.objectContaining({ address: '127.0.0.1' })]);
  });

  test('holds where they belong and what they gave out, and nothing of others', () => {
    expect(listIn(files, 'accounts')).toEqual([
      expect.objectContaining({ kind: 'personal', role: 'owner' }),
      expect.objectContaining({ accountId: organisationId, name: 'Obi & Sons', role: 'owner' }),
    ]);
    expect(listIn(files, 'api-keys')).toEqual([
      expect.objectContaining({ keyId: key.keyId, name: 'Nightly run' }),
    ]);
    expect(listIn(files, 'invitations-sent')).toEqual([
      expect.objectContaining({ email: 'guest-of-archive@mytypist.local', accountId: organisationId }),
    ]);
    const everything = Buffer.concat([...files.values()]).toString('latin1');
    for (const foreign of ['Secret-Name', colleague.email, 'other-guest@', 'Template of the colleague'])
      expect(everything).not.toContain(foreign);
  });

  test('holds no secret', async () => {
    const everything = Buffer.concat([...files.values()]).toString('latin1');
    const { accountId, keptSession, endedSessions } = await users.get(await userIdOf(person));
    const { secretHash } = await apiKeys.get(accountId, key.keyId);
    expect({ keptSession, endedSessions }).toEqual({ endedSessions: {} });
    for (const secret of [
      secretHash,
      key.token,
      key.token.slice(-43),
      person.accessToken,
      person.refreshToken,
      person.password,
    ])
      expect(everything).not.toContain(secret);
    // The trail names fields; their values stand nowhere.
    expect(everything).not.toMatch(/mti_|mtk_|"(?:secretHash|poolSessionId|salt|hashes)"/);
  });

  test('holds templates, pictures and documents as they are', async () => {
    expect(listIn(files, 'templates').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Letter', 'CON', 'Offer']),
    );
    expect(fileIn(files, /^templates\/Letter tpl_\w+\/version 1\.docx$/)).toEqual(letter());
    expect(
      fileIn(files, /^pictures\/logo ast_\w+\.png$/)
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const listed = listIn(files, 'documents');
    // Three of the batch besides.
    expect(listed).toHaveLength(documentIds.length + 3);
    for (const documentId of documentIds) {
      const { values } = JSON.parse(
        fileIn(files, new RegExp(`^documents/.*${documentId}\\.json$`)).toString(),
      );
      expect(values.amount).toBe(1500);
      expect(
        fileIn(files, new RegExp(`^documents/.*${documentId}\\.docx$`))
          .subarray(0, 2)
          .toString(),
      ).toBe('PK');
    }
    expect(listIn(files, 'batches')).toEqual([
      expect.objectContaining({ state: 'finished', rows: 3, ready: 3 }),
    ]);
  });

  test('holds what was paid, and where every kobo went', () => {
    const [payment] = listIn(files, 'payments');
    expect(payment).toMatchObject({ purpose: 'book', reference: '=cmd|calc', state: 'pending' });
    const [first] = listIn(files, 'ledger');
    expect(first).toMatchObject({ number: 1, kind: 'top-up', availableChangeKobo: 123_400, owedKobo: 0 });
  });

  test('holds what was done, with addresses of nobody else', () => {
    const activity = listIn(files, 'activity');
    expect(activity.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['login', 'uploadTemplate', 'generateDocuments', 'createApiKey', 'exportMe']),
    );
    const elsewhere = activity.filter(({ accountId }) => accountId === organisationId);
    expect(elsewhere.map(({ action, who }) => ({ action, who }))).toContainEqual({
      action: 'createInvitation',
      who: 'you',
    });
    expect(elsewhere.filter(({ who }) => who !== 'you')).toEqual([]);
    for (const { who, address } of activity) if (who !== 'you') expect(address).toBeUndefined();
  });

  test('gives every file a name that is safe everywhere and that no other has', () => {
    const names = [...files.keys()];
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of names) {
      expect(name).not.toMatch(/^\/|\\|\p{Cc}|\p{Cf}|[<>:"|?*]/u);
      for (const step of name.split('/')) {
        expect(step, name).not.toMatch(/^\.|[. ]$|^$|^(?:con|prn|aux|nul)\b/i);
        expect(Buffer.byteLength(step)).toBeLessThan(255);
      }
    }
    expect(names.filter((name) => name.includes('passwd'))).toHaveLength(2);
  });

  test('has lists that no spreadsheet runs', () => {
    for (const [name, content] of files)
      if (name.endsWith('.csv')) expect(content.toString(), name).not.toMatch(/(?:^|,)"?[=+@]/m);
    expect(files.get('README.txt')?.toString()).toContain('Of Test Person');
  });
});

describe('an archive that dies', () => {
  test('starts over when its message comes back', async () => {
    const { api } = await somebody();
    const killed = killing(own, 'ArchiveUser', 'PUT object', 1);
    await askedArchive(api);
    const archive = await passingTime(own, 'Archive', endedArchive(api), 3000);
    expect(killed()).toBe(1);
    expect(archive.state).toBe('ready');
    expect(await partsOf(archive)).toHaveLength(1);
  });

  test('after the last part is ready all the same, and its mail is sent', async () => {
    const { api, email } = await somebody();
    const killed = killing(own, 'ArchiveUser', 'SendMessageBatch', 1);
    await askedArchive(api);
    expect((await passingTime(own, 'Archive', endedArchive(api), 3000)).state).toBe('ready');
    const mails = passingTime(own, 'Archive', mailsOfKind(email, 'archive-ready', 1, own.cloud.url), 3000);
    // A queue may bring a message again, and then the mail goes out twice.
    expect((await mails).length).toBeGreaterThan(0);
    expect(killed()).toBe(1);
  });

  test('every time is failed, leaves no file, and can be asked for again at once', async () => {
    const person = await somebody();
    const killed = killing(own, 'ArchiveUser', 'PUT object');
    const { archiveId } = await askedArchive(person.api);
    const failed = await passingTime(own, 'Archive', endedArchive(person.api));
    expect(failed).toMatchObject({ archiveId, state: 'failed', problem: { code: 'archive-failed' } });
    expect(failed.problem?.message).toMatch(/\.$/);
    expect(failed).not.toHaveProperty('files');
    expect(killed()).toBeGreaterThan(0);
    // An attempt that was under way when it was given up may store its file now, finds that nobody waits for it, and removes it.
    own.cloud.frontDoor.guards.clear();
    await until('no file', async () => ((await stored(person)).length === 0 ? true : undefined));
    expect((await askedArchive(person.api)).archiveId).not.toBe(archiveId);
    expect((await endedArchive(person.api)).state).toBe('ready');
  });
});

describe('an archive of several parts', () => {
  test('goes on with the next part where one ended: everything is there, once', async () => {
    const person = await somebody();
    const templateId = await readyTemplate(person.api);
    await finishedDocuments(person.api, templateId, ['One', 'Two', 'Three']);
    const archive = await orderedArchive(person);
    const surroundings = { now: () => new Date(), log };
    // The first part ends after the template; the queue makes the rest.
    const outcome = await makePart(nextPart(archive), surroundings, { ...archiveLimits, lines: 3 });
    expect(outcome).toBe('part');
    const ended = await endedArchive(person.api);
    expect(ended.files?.map(({ fileName }) => fileName)).toEqual([
      expect.stringMatching(/-part-1\.zip$/),
      expect.stringMatching(/-part-2\.zip$/),
    ]);
    const [first, second] = await partsOf(ended);
    if (!first || !second) throw new Error('a part is missing');
    expect(first.get('README.txt')?.toString()).toContain('This is part 1, and there are more.');
    expect(second.get('README (part 2).txt')?.toString()).toContain('This is part 2, the last one.');
    expect([...first.keys()].filter((name) => second.has(name))).toEqual([]);
    const names = [...first.keys(), ...second.keys()];
    expect(names.filter((name) => /^documents\/.*\.docx$/.test(name))).toHaveLength(3);
    expect(names.filter((name) => /^templates\/.*\.docx$/.test(name))).toHaveLength(1);
  });

  test('passes a part over that is made already, and one of an archive that is another', async () => {
    const person = await somebody();
    const archive = await orderedArchive(person);
    const surroundings = { now: () => new Date(), log };
    const request = nextPart(archive);
    expect(await makePart({ ...request, part: 2 }, surroundings)).toBe('overtaken');
    expect(await makePart({ ...request, archiveId: newId('arc') }, surroundings)).toBe('overtaken');
    expect(await stored(person)).toEqual([]);
    expect(await makePart(request, surroundings)).toBe('ready');
    expect(await makePart(request, surroundings)).toBe('ready');
    expect(await stored(person)).toHaveLength(1);
  });

  test('made by two at once is made by one of them, and the other leaves nothing behind', async () => {
    const person = await somebody();
    const request = nextPart(await orderedArchive(person));
    const surroundings = { now: () => new Date(), log };
    const outcomes = await Promise.all([makePart(request, surroundings), makePart(request, surroundings)]);
    expect(outcomes.filter((outcome) => outcome === 'ready').length).toBeGreaterThan(0);
    expect(await stored(person)).toHaveLength(1);
    const [part] = await partsOf(await readArchive(person.api));
    expect(part?.has('README.txt')).toBe(true);
  });
});

describe('the clock', () => {
  test('queues an archive whose message was lost', async () => {
    const person = await somebody();
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) =>
      caller?.includes('ExportMe') && operation === 'SendMessageBatch'
        ? {
            status: 400,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            body: '{"__type":"planted"}',
          }
        : undefined,
    );
    const answer = await send(exportMe, { token: person.accessToken, baseUrl: own.cloud.url });
    expectRefusal(answer, 'internal');
    own.cloud.frontDoor.guards.clear();
    expect((await readArchive(person.api)).state).toBe('in-progress');
    await own.run('CleanArchives');
    expect((await readArchive(person.api)).state).toBe('in-progress');
    await dueNow(person);
    await own.run('CleanArchives');
    expect((await endedArchive(person.api)).state).toBe('ready');
  });

  test('gives an archive up that is not finished after a day', async () => {
    const person = await somebody();
    await orderedArchive(person);
    await dueNow(person, { createdAt: '2026-01-01T00:00:00.000Z' });
    await own.run('CleanArchives');
    expect(await readArchive(person.api)).toMatchObject({ state: 'failed', problem: { code: 'timed-out' } });
  });

  test('removes an archive after a week, with its files', async () => {
    const person = await somebody();
    await askedArchive(person.api);
    const { files = [] } = await endedArchive(person.api);
    await own.run('CleanArchives');
    expect(await stored(person)).toHaveLength(1);
    await dueNow(person);
    await own.run('CleanArchives');
    expect(await stored(person)).toEqual([]);
    expect((await download(files[0]?.url ?? '')).status).toBe(404);
    const answer = await send(getExport, { token: person.accessToken, baseUrl: own.cloud.url });
    expectRefusal(answer, 'not-found');
  });
});

test('a new archive takes the place of the one before, whose files go', async () => {
  const person = await somebody();
  await askedArchive(person.api);
  const first = await endedArchive(person.api);
  await dueNow(person, { updatedAt: new Date().toISOString(), createdAt: '2026-01-01T00:00:00.000Z' });
  const second = await askedArchive(person.api);
  expect(second.archiveId).not.toBe(first.archiveId);
  await own.run('ExpireDocuments');
  const ready = await until('the second archive', async () => {
    const archive = await readArchive(person.api);
    return archive.state === 'ready' ? archive : undefined;
  });
  expect(await stored(person)).toEqual([expect.stringContaining(ready.archiveId)]);
  expect((await download(first.files?.[0]?.url ?? '')).status).toBe(404);
});
