import { readFile } from 'node:fs/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendForm } from '../../dev/journey.ts';
import { getMe } from '../../shared/contract/auth.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { deleteAvatar } from '../../shared/contract/users.ts';
import { addAvatar, announcedAvatar, judgedAvatar, readAvatar } from '../functions/avatar-fixtures.ts';
import { keysBelow, killing, passingTime } from '../support/faults.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';
import { jpeg, png } from '../support/pictures.ts';
import { refusalOf } from '../support/refusal.ts';

let own: OwnCloud;
let api: ApiClient;
let ids: { userId: string; accountId: string };
let file: Buffer;

beforeAll(async () => {
  [own, file] = await Promise.all([ownCloud(), png()]);
});

afterAll(() => own?.stop());

beforeEach(async () => {
  ({ api } = await newPerson(own.cloud.url));
  ids = (await api.call(getMe, {})).body;
});

afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const me = async () => (await api.call(getMe, {})).body;

/** Files of pictures of the person, once what nobody needs was cleared away. */
async function keptFiles(): Promise<string[]> {
  await own.run('ExpireDocuments');
  const { accountId } = ids;
  return keysBelow(
    own,
    { job: 'ExpireDocuments', bucket: 'ARTEFACTS_BUCKET' },
    `accounts/${accountId}/avatars/`,
  );
}

/** Sends the picture without waiting for the verdict. */
const upload = async (bytes = file) => sendForm(await announcedAvatar(api, bytes), { bytes, name: 'me.png' });

/** Waits until the queue of inspections is empty. */
const quiet = () =>
  passingTime(
    own,
    'InspectAsset',
    expect
      .poll(() => own.cloud.emulators.fauxqs.depth(own.queue('InspectAsset')), { timeout: 15_000 })
      .toMatchObject({ visible: 0, inFlight: 0 }),
    2000,
  );

/** Sets the time back at which an upload is given up. */
const age = (): Promise<unknown> =>
  own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: `user#${ids.userId}`, sk: 'avatar' },
      UpdateExpression: 'SET gsi3sk = :due',
      ConditionExpression: 'attribute_exists(gsi3sk)',
      ExpressionAttributeValues: { ':due': `${new Date(Date.now() - 60_000).toISOString()}#aged` },
    }),
  );

describe('a picture', () => {
  test.each([
    ['before its squares are stored', 'PUT object'],
    ['before it is noted', 'TransactWriteItems'],
    ['after it was noted', 'DELETE object'],
  ])('whose inspection dies %s is judged by the next one', async (_, operation) => {
    const killed = killing(own, 'InspectAsset', operation, 1);
    await upload();
    await expect.poll(killed, { timeout: 15_000 }).toBe(1);
    const avatar = await passingTime(own, 'InspectAsset', judgedAvatar(api), 4000);
    await quiet();
    expect(avatar.state).toBe('ready');
    expect(await readAvatar(api)).toMatchObject({ state: 'ready', updatedAt: avatar.updatedAt });
    expect(await keptFiles()).toHaveLength(6);
  });

  test('whose inspection dies every time is rejected, leaves no file, and the one before stays', async () => {
    const { picture } = await addAvatar(api, file);
    const killed = killing(own, 'InspectAsset', 'TransactWriteItems');
    await upload(await jpeg());
    const rejected = await passingTime(own, 'InspectAsset', judgedAvatar(api));
    expect(killed()).toBeGreaterThanOrEqual(1);
    expect(rejected).toMatchObject({
      state: 'rejected',
      problem: { code: 'inspection-failed' },
      picture: { avatarId: picture?.avatarId },
    });
    expect((await me()).avatarId).toBe(picture?.avatarId);
    expect(await keptFiles()).toHaveLength(6);
  });

  test('that takes the place of another leaves none of its files', async () => {
    await addAvatar(api, file);
    const { picture } = await addAvatar(api, await jpeg());
    const kept = await keptFiles();
    expect(kept).toHaveLength(6);
    for (const key of kept) expect(key).toContain(picture?.avatarId);
  });

  test('that is removed while it is inspected stays removed, and so do its files', async () => {
    let removed = false;
    own.cloud.frontDoor.guards.add(async ({ operation, caller }) => {
      if (removed || !caller?.includes('InspectAsset') || operation !== 'GET object') return undefined;
      removed = true;
      await api.call(deleteAvatar, {});
      return undefined;
    });
    const form = await announcedAvatar(api, file);
    await sendForm(form, { bytes: file, name: 'me.png' });
    await expect
      .poll(() => readFile(own.cloud.logFile, 'utf8'), { timeout: 15_000 })
      .toMatch(new RegExp(`"asset\\.inspected".*${form.fields.key}`));
    expect(removed).toBe(true);
    expect((await refusalOf(readAvatar(api))).code).toBe('not-found');
    expect(await me()).not.toHaveProperty('avatarId');
    expect(await keptFiles()).toEqual([]);
  });

  test('that is overtaken by a newer announcement while it is inspected leaves nothing', async () => {
    let overtaken = false;
    own.cloud.frontDoor.guards.add(async ({ operation, caller }) => {
      if (overtaken || !caller?.includes('InspectAsset') || operation !== 'GET object') return undefined;
      overtaken = true;
      await announcedAvatar(api, file);
      return undefined;
    });
    await upload();
    await expect.poll(() => overtaken, { timeout: 15_000 }).toBe(true);
    await quiet();
    const { state, picture } = await readAvatar(api);
    expect({ state, picture }).toEqual({ state: 'awaiting-upload', picture: undefined });
    expect(await keptFiles()).toEqual([]);
  });

  test('is noted with its user also when that changes at the same moment', async () => {
    let renamed = false;
    own.cloud.frontDoor.guards.add(async ({ operation, caller }) => {
      if (renamed || !caller?.includes('InspectAsset') || operation !== 'TransactWriteItems')
        return undefined;
      renamed = true;
      await own.table.send(
        new UpdateCommand({
          TableName: own.cloud.tableName,
          Key: { pk: `user#${ids.userId}`, sk: 'profile' },
          UpdateExpression: 'SET #name = :name, revision = revision + :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#name': 'name' },
          ExpressionAttributeValues: { ':name': 'Ada Eze', ':one': 1 },
        }),
      );
      return undefined;
    });
    const { state, picture } = await addAvatar(api, file);
    expect(renamed).toBe(true);
    expect(state).toBe('ready');
    expect(await me()).toMatchObject({ name: 'Ada Eze', avatarId: picture?.avatarId, revision: 3 });
  });
});

describe('the schedule that cleans up', () => {
  test('forgets an upload that never came, and the first one altogether', async () => {
    await announcedAvatar(api, file);
    await own.run('CleanAssets');
    expect((await readAvatar(api)).state, 'the link is still good').toBe('awaiting-upload');
    await age();
    await own.run('CleanAssets');
    expect((await refusalOf(readAvatar(api))).code).toBe('not-found');
  });

  test('goes back to the picture from before', async () => {
    const before = await addAvatar(api, file);
    await announcedAvatar(api, file);
    await age();
    await own.run('CleanAssets');
    const after = await readAvatar(api);
    expect(after.state).toBe('ready');
    expect(after.picture?.avatarId).toBe(before.picture?.avatarId);
  });

  test('rejects an upload whose inspection never came to an end', async () => {
    const killed = killing(own, 'InspectAsset', 'GET object');
    await upload();
    await expect.poll(killed, { timeout: 15_000 }).toBeGreaterThanOrEqual(1);
    expect((await readAvatar(api)).state).toBe('inspecting');
    await age();
    await own.run('CleanAssets');
    expect(await readAvatar(api)).toMatchObject({
      state: 'rejected',
      problem: { code: 'inspection-failed' },
    });
  });
});
