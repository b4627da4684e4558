import { beforeAll, describe, expect, test } from 'vitest';
import { downloadAsset, uploadAsset } from '../../../shared/contract/assets.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { png } from '../../support/pictures.ts';
import { addAsset } from '../asset-fixtures.ts';
import { expectRefusal } from '../expectations.ts';
import { hostilePictures } from '../hostile-pictures.ts';
import { send } from '../send.ts';

/** What uploadAsset's file may not be: uploaded for real, judged by the inspect job. The engine's tests have them all. */

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('a file is rejected with a reason when it is', () => {
  test.each(hostilePictures)('%s: %s', async (_, code, make) => {
    const asset = await addAsset(person.api, await make());
    expect(asset).toEqual({
      assetId: asset.assetId,
      name: 'Logo',
      state: 'rejected',
      problem: { code, message: expect.stringMatching(/^[A-Z].*\.$/) },
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
  });
});

test('a rejected picture cannot be downloaded, and the refusal repeats why', async () => {
  const { assetId, problem } = await addAsset(person.api, Buffer.from('no picture'));
  const answer = await send(downloadAsset, { token: person.accessToken, params: { assetId } });
  expect(expectRefusal(answer, 'asset-not-ready').message).toContain(problem?.message);
});

test('a rejected picture holds up nobody: the next one is judged', async () => {
  await person.api.call(uploadAsset, { body: { name: 'Never sent' } });
  expect((await addAsset(person.api, await png())).state).toBe('ready');
});
