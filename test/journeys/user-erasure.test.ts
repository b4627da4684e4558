import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logIn, signUp } from '../../dev/journey.ts';
import { getMe, login } from '../../shared/contract/auth.ts';
import { getBatch, runBatch } from '../../shared/contract/batches.ts';
import { listDocuments } from '../../shared/contract/documents.ts';
import { initiatePayment } from '../../shared/contract/payments.ts';
import { closeMe, restoreMe } from '../../shared/contract/users.ts';
import { askedArchive, endedArchive } from '../functions/archive-fixtures.ts';
import { checkedOffers, offer } from '../functions/batch-fixtures.ts';
import { expectRefusal } from '../functions/expectations.ts';
import { finishedDocuments, readyTemplate } from '../functions/fixtures.ts';
import { send } from '../functions/send.ts';
import { chainFault, trailOf } from '../support/audit.ts';
import { graceOver, itemsIn, lyingIn, objectsOf } from '../support/erasure.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';

let own: OwnCloud;
let person: Person;
let userId: string;
let accountId: string;

beforeAll(async () => {
  own = await ownCloud();
});
afterAll(() => own?.stop());

beforeEach(async () => {
  person = await newPerson(own.cloud.url);
  ({ userId, accountId } = (await person.api.call(getMe, {})).body);
});
afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const at = (route: Parameters<typeof send>[0], sending: Parameters<typeof send>[1]) =>
  send(route, { baseUrl: own.cloud.url, ...sending });

const record = async () =>
  (
    await own.table.send(
      new GetCommand({ TableName: own.cloud.tableName, Key: { pk: `user#${userId}`, sk: 'profile' } }),
    )
  ).Item;

async function expectNothingLeft(): Promise<void> {
  expect(await lyingIn(own, `user#${userId}`)).toEqual([]);
  expect(await lyingIn(own, `account#${accountId}`)).toEqual([]);
  expect(await lyingIn(own, `email#${person.email}`)).toEqual([]);
  expect(await objectsOf(own, accountId)).toEqual([]);
}

describe('a user who was deleted', () => {
  test('is left alone for fourteen days, and erased then, with files, login and address', async () => {
    const templateId = await readyTemplate(person.api);
    await finishedDocuments(person.api, templateId, ['One', 'Two']);
    const order = { purpose: 'card' as const, reference: 'A birthday' };
    const { paymentId } = (await person.api.call(initiatePayment, { body: order })).body;
    expect((await objectsOf(own, accountId)).length).toBeGreaterThan(2);
    await person.api.call(closeMe, {});
    await own.run('EraseUsers');
    expect((await (await logIn(own.cloud.url, person)).api.call(getMe, {})).body.userId).toBe(userId);
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    await expectNothingLeft();
    // The books keep what it was, and not whose.
    const [kept] = await itemsIn(own, `payment#${paymentId}`);
    expect(kept).toMatchObject({ accountId, email: '', purpose: { product: 'card', reference: '' } });
    const { email, password } = person;
    expectRefusal(await at(login, { body: { email, password } }), 'invalid-credentials');
  });

  test('leaves a trail that is whole and leads nowhere', async () => {
    await readyTemplate(person.api);
    await person.api.call(closeMe, {});
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    useTable(own.cloud);
    const trail = await trailOf(accountId);
    expect(trail.map(({ content: { action } }) => action)).toEqual(
      expect.arrayContaining(['login', 'uploadTemplate', 'inspectTemplate', 'closeMe', 'eraseUsers']),
    );
    expect(trail.at(-1)?.content).toMatchObject({
      actor: { kind: 'system' },
      action: 'eraseUsers',
      target: { kind: 'user', id: userId },
      change: 'removed',
    });
    expect(trail.filter(({ origin }) => origin)).toEqual([]);
    expect(JSON.stringify(trail)).not.toMatch(/127\.0\.0\.1|Test Person|@mytypist/);
    expect(await chainFault(accountId)).toBeUndefined();
  });

  test('may register again with the same address, and is somebody new', async () => {
    const { email, password } = person;
    await person.api.call(closeMe, {});
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    const again = await signUp(own.cloud.url, { email, password, name: 'Somebody New' });
    const { body } = await again.api.call(getMe, {});
    expect(body.userId).not.toBe(userId);
    expect((await again.api.call(listDocuments, {})).body.items).toEqual([]);
  });

  test('who came back in time keeps everything', async () => {
    await readyTemplate(person.api);
    const [things, files] = [await lyingIn(own, `account#${accountId}`), await objectsOf(own, accountId)];
    await person.api.call(closeMe, {});
    const again = await logIn(own.cloud.url, person);
    await again.api.call(restoreMe, {});
    await own.run('EraseUsers');
    expect(await lyingIn(own, `account#${accountId}`)).toEqual(things);
    expect(await objectsOf(own, accountId)).toEqual(files);
    expect(await record()).not.toHaveProperty('gsi3pk');
  });

  test('who took their data along in time leaves no archive behind', async () => {
    await person.api.call(closeMe, {});
    const { api } = await logIn(own.cloud.url, person);
    await askedArchive(api);
    expect((await endedArchive(api)).state).toBe('ready');
    await own.run('CleanArchives');
    expect((await objectsOf(own, accountId)).filter((key) => key.includes('/archives/'))).toHaveLength(1);
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    await expectNothingLeft();
  });

  test('whose archive is being made is erased when it has ended, and no file of it comes afterwards', async () => {
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) =>
      caller?.includes('ArchiveUser') && operation === 'PUT object'
        ? { status: 500, headers: {}, body: '' }
        : undefined,
    );
    await askedArchive(person.api);
    await person.api.call(closeMe, {});
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    expect(await record()).toMatchObject({ state: 'disabled' });
    expect(await lyingIn(own, `user#${userId}`)).toContain('archive');
    own.cloud.frontDoor.guards.clear();
    await expect
      .poll(
        async () => {
          own.cloud.emulators.fauxqs.releaseInvisible(own.queue('Archive'));
          await graceOver(own, `user#${userId}`);
          await own.run('EraseUsers');
          return record();
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBeUndefined();
    await expectNothingLeft();
  });

  test('whose batch runs is erased when it has come to rest, and nothing of it comes back', async () => {
    const templateId = await readyTemplate(person.api, 'Offer', offer());
    const batch = await checkedOffers(person.api, { templateId });
    // Nobody takes up the rows while the clock runs out.
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) =>
      caller?.includes('RenderRows') && operation !== 'ReceiveMessage'
        ? { status: 500, headers: {}, body: '' }
        : undefined,
    );
    await person.api.call(runBatch, {
      params: { batchId: batch.batchId },
      body: { totalKobo: batch.dryRun?.quote?.totalKobo ?? 0 },
    });
    await person.api.call(closeMe, {});
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    expect(await lyingIn(own, `account#${accountId}`)).toContain(`batch#${batch.batchId}`);
    expect(await record()).toMatchObject({ state: 'disabled' });
    own.cloud.frontDoor.guards.clear();
    await expect
      .poll(
        async () => {
          own.cloud.emulators.fauxqs.releaseInvisible(own.queue('RenderRows'));
          await own.run('ResumeBatches');
          await graceOver(own, `user#${userId}`);
          await own.run('EraseUsers');
          return record();
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBeUndefined();
    await expectNothingLeft();
    expectRefusal(
      await at(getBatch, { token: person.accessToken, params: { batchId: batch.batchId } }),
      'unauthenticated',
    );
  });

  test.each([
    ['the files are removed', 'POST bucket', ''],
    ['the items are removed', 'TransactWriteItems', '"account#'],
    ['the login is removed', 'AdminDeleteUser', ''],
  ])('whose erasure dies when %s is erased by the next run', async (_, operation, words) => {
    await readyTemplate(person.api);
    await person.api.call(closeMe, {});
    await graceOver(own, `user#${userId}`);
    let killed = 0;
    own.cloud.frontDoor.guards.add(async (request) => {
      const isIt = request.operation === operation && request.request.body.includes(words);
      if (!request.caller?.includes('EraseUsers') || !isIt || killed > 0) return undefined;
      killed += 1;
      await own.pool('EraseUsers').crash();
      return { status: 500, headers: {}, body: '' };
    });
    await own.run('EraseUsers').catch(() => undefined);
    expect(killed).toBe(1);
    expect(await record()).toMatchObject({ state: 'disabled' });
    await own.run('EraseUsers');
    await expectNothingLeft();
  });
});
