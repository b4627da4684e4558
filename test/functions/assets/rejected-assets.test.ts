import { beforeAll, describe, expect, test } from 'vitest';
import { downloadAsset, uploadAsset } from '../../../shared/contract/assets.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { jpeg, png, pngChunk, pngHeader, pngSignature } from '../../support/pictures.ts';
import { addAsset } from '../asset-fixtures.ts';
import { expectRefusal } from '../expectations.ts';
import { send } from '../send.ts';

/** What uploadAsset's file may not be: uploaded for real, judged by the inspect job. The engine's tests have them all. */

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const kinds: [what: string, code: string, make: () => Promise<Buffer> | Buffer][] = [
  ['nothing', 'empty-file', () => Buffer.alloc(0)],
  ['a text', 'not-a-picture', () => Buffer.from('push graphic-context')],
  ['a drawing', 'unsupported-picture', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['half a PNG', 'damaged-picture', async () => (await png(300, 200)).subarray(0, 2000)],
  ['half a JPEG', 'damaged-picture', async () => (await jpeg(300, 200)).subarray(0, 2000)],
  [
    'a bomb of pixels',
    'too-many-pixels',
    () =>
      Buffer.concat([
        pngSignature,
        pngHeader(60_000, 60_000),
        pngChunk('IDAT', Buffer.alloc(9)),
        pngChunk('IEND', Buffer.alloc(0)),
      ]),
  ],
];

describe('a file is rejected with a reason when it is', () => {
  test.each(kinds)('%s: %s', async (_, code, make) => {
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
