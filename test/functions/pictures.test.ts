import { beforeAll, describe, expect, test } from 'vitest';
import { deleteAsset, downloadAsset, uploadAsset } from '../../shared/contract/assets.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { picturesFor } from '../../shared/pipeline/pictures.ts';
import { requireReadyAssets } from '../../shared/pipeline/ready-assets.ts';
import { newPerson, type Person } from '../support/people.ts';
import { freshId, useTable } from '../support/table.ts';
import { type AssetReply, addAsset, readyAsset } from './asset-fixtures.ts';
import { sha256Of } from './fixtures.ts';

/** What a renderer reads of uploaded pictures, and what generating checks of them, on the shared local cloud. */

useTable();

let person: Person;
let accountId: string;
let logo: AssetReply;
let photo: AssetReply;
let rejected: AssetReply;
let waiting: string;
/** An asset of somebody else. */
let foreign: string;

beforeAll(async () => {
  const [owner, stranger] = await Promise.all([newPerson(), newPerson()]);
  person = owner;
  ({ accountId } = (await person.api.call(getMe, {})).body);
  logo = await readyAsset(person.api, 'Logo', 1);
  photo = await readyAsset(person.api, 'Photo', 2);
  rejected = await addAsset(person.api, Buffer.from('no picture'));
  waiting = (await person.api.call(uploadAsset, { body: { name: 'Waiting' } })).body.asset.assetId;
  foreign = (await readyAsset(stranger.api)).assetId;
  // The first part of a link's path is the bucket.
  const { body } = await person.api.call(downloadAsset, { params: { assetId: logo.assetId } });
  process.env.ARTEFACTS_BUCKET = bucketOf(new URL(body.url));
});

/** S3 names the bucket in the path or in front of the host. */
const bucketOf = ({ hostname, pathname }: URL): string =>
  pathname.startsWith('/accounts/') ? (hostname.split('.')[0] ?? '') : (pathname.split('/')[1] ?? '');

describe('pictures of an account', () => {
  test('are those that are ready, by the id that names them', async () => {
    const found = await picturesFor(accountId, [logo.assetId, photo.assetId, logo.assetId]);
    expect([...found.keys()].toSorted()).toEqual([logo.assetId, photo.assetId].toSorted());
    const picture = found.get(logo.assetId);
    expect(picture).toMatchObject({ format: 'png', width: 30, height: 20 });
    expect(sha256Of(picture?.bytes ?? Buffer.alloc(0))).toBe(logo.sha256);
  });

  test('are none where nothing of this account is ready, whatever is named', async () => {
    const named = [foreign, waiting, rejected.assetId, freshId('ast'), freshId('tpl'), 'logo', '', '#'];
    expect((await picturesFor(accountId, named)).size).toBe(0);
    expect((await picturesFor(freshId('acc'), [logo.assetId])).size).toBe(0);
    expect((await picturesFor(accountId, [])).size).toBe(0);
  });

  test('are gone for the next document when they were deleted, although a container remembers the bytes', async () => {
    const { assetId } = await readyAsset(person.api, 'Gone', 3);
    expect((await picturesFor(accountId, [assetId])).size).toBe(1);
    await person.api.call(deleteAsset, { params: { assetId } });
    expect((await picturesFor(accountId, [assetId])).size).toBe(0);
  });
});

describe('a value that names a picture', () => {
  const faultOf = async (reference: string): Promise<string | undefined> => {
    const faults = await requireReadyAssets(accountId, [{ field: 'values.logo', reference }]);
    expect(faults.map(({ field }) => field)).toEqual(faults.length > 0 ? ['values.logo'] : []);
    return faults[0]?.message;
  };

  test('is in order when the picture is ready', async () => {
    expect(await faultOf(logo.assetId)).toBeUndefined();
    expect(await requireReadyAssets(accountId, [])).toEqual([]);
  });

  test('is refused while the picture is not ready, or when it never will be', async () => {
    expect(await faultOf(waiting)).toMatch(/not ready yet \(awaiting-upload\)/);
    expect(await faultOf(rejected.assetId)).toContain(rejected.problem?.message);
  });

  test('of somebody else is refused exactly like an unknown one', async () => {
    const unknown = await faultOf(freshId('ast'));
    expect(unknown).toMatch(/^There is no such picture\./);
    expect(await faultOf(foreign)).toBe(unknown);
  });

  test.each(['', 'logo.png', 'https://example.com/logo.png', `tpl_${'0'.repeat(32)}`])(
    'is refused when it is no id of a picture: "%s"',
    async (reference) => {
      expect(await faultOf(reference)).toMatch(/^Upload a picture and give its assetId/);
    },
  );

  test('is named by its own field, each time it stands in the values', async () => {
    const unknown = freshId('ast');
    const faults = await requireReadyAssets(accountId, [
      { field: 'values.logo', reference: logo.assetId },
      { field: 'values.items[0].photo', reference: unknown },
      { field: 'values.items[1].photo', reference: unknown },
    ]);
    expect(faults.map(({ field }) => field)).toEqual(['values.items[0].photo', 'values.items[1].photo']);
  });
});
