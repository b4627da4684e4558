import { readFile } from 'node:fs/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sendForm } from '../../dev/journey.ts';
import { deleteAsset, getAsset, uploadAsset } from '../../shared/contract/assets.ts';
import { getMe } from '../../shared/contract/auth.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { judgedAsset, readyAsset } from '../functions/asset-fixtures.ts';
import { killing, passingTime } from '../support/faults.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';
import { png } from '../support/pictures.ts';
import { refusalOf } from '../support/refusal.ts';

let own: OwnCloud;
let api: ApiClient;
let accountId: string;

beforeAll(async () => {
  own = await ownCloud();
  ({ api } = await newPerson(own.cloud.url));
  ({ accountId } = (await api.call(getMe, {})).body);
});

afterAll(() => own?.stop());

afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const announce = async () => (await api.call(uploadAsset, { body: { name: 'Logo' } })).body;

const read = async (assetId: string) => (await api.call(getAsset, { params: { assetId } })).body;

/** Sets the time back at which an upload is given up. */
const age = (assetId: string): Promise<unknown> =>
  own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: `account#${accountId}`, sk: `asset#${assetId}` },
      UpdateExpression: 'SET gsi3sk = :due',
      ConditionExpression: 'attribute_exists(gsi3sk)',
      ExpressionAttributeValues: { ':due': `${new Date(Date.now() - 60_000).toISOString()}#aged` },
    }),
  );

/** Kills the inspection whenever it does this, at most so many times; tells how often it did. */
const killInspection = (operation: string, times?: number) => killing(own, 'InspectAsset', operation, times);

describe('a picture', () => {
  test('whose inspection dies after storing it is judged by the next one', async () => {
    const { asset, upload } = await announce();
    const killed = killInspection('DELETE object', 1);
    await sendForm(upload, { bytes: await png(), name: 'logo.png' });
    await expect.poll(killed, { timeout: 15_000 }).toBe(1);
    const ready = await judgedAsset(api, asset.assetId);
    expect(ready).toMatchObject({ state: 'ready', width: 30 });
    await passingTime(
      own,
      'InspectAsset',
      expect
        .poll(() => own.cloud.emulators.fauxqs.depth(own.queue('InspectAsset')), { timeout: 15_000 })
        .toMatchObject({ visible: 0, inFlight: 0 }),
    );
    expect(await read(asset.assetId)).toEqual(ready);
  });

  test('whose inspection dies every time is rejected with a reason', async () => {
    const { asset, upload } = await announce();
    const killed = killInspection('GET object');
    await sendForm(upload, { bytes: await png(), name: 'logo.png' });
    const rejected = await passingTime(own, 'InspectAsset', judgedAsset(api, asset.assetId));
    expect(killed()).toBeGreaterThanOrEqual(1);
    expect(rejected).toMatchObject({ state: 'rejected', problem: { code: 'inspection-failed' } });
  });

  test('announced twice by S3 is judged once', async () => {
    const asset = await readyAsset(api);
    const key = `accounts/${accountId}/assets/${asset.assetId}.picture`;
    const arrival = JSON.stringify({
      Records: [{ eventName: 'ObjectCreated:Post', s3: { bucket: { name: 'uploads' }, object: { key } } }],
    });
    const queue = own.queue('InspectAsset');
    await Promise.all([own.enqueue(queue, arrival), own.enqueue(queue, arrival)]);
    await expect
      .poll(() => own.cloud.emulators.fauxqs.depth(queue), { timeout: 15_000 })
      .toMatchObject({ visible: 0, inFlight: 0 });
    expect(await read(asset.assetId)).toEqual(asset);
  });

  test('that is deleted while it is inspected stays deleted', async () => {
    const { asset, upload } = await announce();
    const { assetId } = asset;
    let deleted = false;
    own.cloud.frontDoor.guards.add(async ({ operation, caller }) => {
      if (deleted || !caller?.includes('InspectAsset') || operation !== 'GET object') return undefined;
      deleted = true;
      await api.call(deleteAsset, { params: { assetId } });
      return undefined;
    });
    await sendForm(upload, { bytes: await png(), name: 'logo.png' });
    await expect
      .poll(() => readFile(own.cloud.logFile, 'utf8'), { timeout: 15_000 })
      .toMatch(new RegExp(`"asset\\.inspected".*${assetId}`));
    expect(deleted).toBe(true);
    expect(await refusalOf(api.call(getAsset, { params: { assetId } }))).toMatchObject({ code: 'not-found' });
  });
});

describe('the schedule that cleans up', () => {
  test('forgets a picture that was announced and never came', async () => {
    const { assetId } = (await announce()).asset;
    await own.run('CleanAssets');
    expect((await read(assetId)).state, 'the link is still good').toBe('awaiting-upload');
    await age(assetId);
    await own.run('CleanAssets');
    expect(await refusalOf(api.call(getAsset, { params: { assetId } }))).toMatchObject({ code: 'not-found' });
  });

  test('rejects a picture whose inspection never came to an end', async () => {
    const { asset, upload } = await announce();
    const killed = killInspection('GET object');
    await sendForm(upload, { bytes: await png(), name: 'logo.png' });
    await expect.poll(killed, { timeout: 15_000 }).toBeGreaterThanOrEqual(1);
    expect((await read(asset.assetId)).state).toBe('inspecting');
    await age(asset.assetId);
    await own.run('CleanAssets');
    expect(await read(asset.assetId)).toMatchObject({
      state: 'rejected',
      problem: { code: 'inspection-failed' },
    });
  });
});
