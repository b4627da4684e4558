import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm } from '../../../dev/journey.ts';
import {
  deleteAsset,
  downloadAsset,
  getAsset,
  listAssets,
  uploadAsset,
} from '../../../shared/contract/assets.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { png } from '../../support/pictures.ts';
import { addAsset, readyAsset } from '../asset-fixtures.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { download } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
});

const announced = async (): Promise<string> =>
  (await person.api.call(uploadAsset, { body: { name: 'Short-lived' } })).body.asset.assetId;

const remove = (assetId: string, token = person.accessToken) =>
  send(deleteAsset, { token, params: { assetId } });

describe('a deleted picture', () => {
  test('is gone from everywhere: itself, its file, the list', async () => {
    const { assetId } = await readyAsset(person.api);
    const { body: link } = await person.api.call(downloadAsset, { params: { assetId } });
    expect((await download(link.url)).status).toBe(200);

    const answer = await remove(assetId);
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);

    const request = { token: person.accessToken, params: { assetId } };
    for (const route of [getAsset, downloadAsset, deleteAsset]) {
      expectRefusal(await send(route, request), 'not-found');
    }
    const { body } = await person.api.call(listAssets, { query: { limit: 100 } });
    expect(body.items.map((item) => item.assetId)).not.toContain(assetId);
    expect((await download(link.url)).status).toBe(404);
  });

  test('leaves another one of the same content', async () => {
    const [one, other] = await Promise.all([readyAsset(person.api), readyAsset(person.api)]);
    expect(one.sha256).toBe(other.sha256);
    expect((await remove(one.assetId)).status).toBe(204);
    const params = { assetId: other.assetId };
    const { body } = await person.api.call(downloadAsset, { params });
    expect((await download(body.url)).status).toBe(200);
  });

  test('may be one that waits or was rejected', async () => {
    const rejected = await addAsset(person.api, Buffer.from('no picture'));
    for (const assetId of [await announced(), rejected.assetId]) {
      expect((await remove(assetId)).status).toBe(204);
      expectRefusal(await remove(assetId), 'not-found');
    }
  });

  test('is deleted once by several requests at once', async () => {
    const assetId = await announced();
    const answers = await Promise.all(Array.from({ length: 4 }, () => remove(assetId)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const lost of answers.filter(({ status }) => status !== 204)) {
      expectRefusal(lost, lost.status === 409 ? 'conflict' : 'not-found');
    }
  });

  test('does not come back when its file arrives late', async () => {
    const { body } = await person.api.call(uploadAsset, { body: { name: 'Late' } });
    const { assetId } = body.asset;
    await remove(assetId);
    await sendForm(body.upload, { bytes: await png(), name: 'logo.png' });
    // Another upload of the same person, made later, has been judged: so the late one had its turn.
    await readyAsset(person.api);
    expectRefusal(await send(getAsset, { token: person.accessToken, params: { assetId } }), 'not-found');
  });
});

describe('its request', () => {
  let assetId: string;
  beforeAll(async () => {
    assetId = await announced();
  });

  const request = () => ({ token: person.accessToken, params: { assetId } });
  testsOfTheToken(deleteAsset, request);
  testsOfTheId(deleteAsset, { name: 'assetId', prefix: 'ast' }, request, () => stranger.accessToken);

  test('by a stranger deletes nothing', async () => {
    expectRefusal(await remove(assetId, stranger.accessToken), 'not-found');
    expect((await person.api.call(getAsset, { params: { assetId } })).status).toBe(200);
  });
});
