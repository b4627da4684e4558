import { beforeAll, describe, expect, test } from 'vitest';
import { downloadAsset, uploadAsset } from '../../../shared/contract/assets.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { gradient, jpeg } from '../../support/pictures.ts';
import { type AssetReply, addAsset, readyAsset } from '../asset-fixtures.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download, sha256Of } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let asset: AssetReply;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  asset = await readyAsset(person.api, 'Our "logo".png');
});

const link = async (assetId: string) => (await person.api.call(downloadAsset, { params: { assetId } })).body;

describe('the link', () => {
  test('leads to the picture as it was written anew', async () => {
    const answer = await send(downloadAsset, {
      token: person.accessToken,
      params: { assetId: asset.assetId },
    });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const body = JSON.parse(answer.text);
    expect(body).toEqual({
      url: expect.stringMatching(/^http/),
      fileName: 'Our logo.png',
      expiresAt: expect.stringMatching(/Z$/),
      sha256: asset.sha256,
      size: asset.size,
    });
    const file = await download(body.url);
    expect(file.status).toBe(200);
    expect({ sha256: sha256Of(file.bytes), size: file.bytes.length }).toEqual({
      sha256: asset.sha256,
      size: asset.size,
    });
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(file.headers.get('content-disposition')).toContain('attachment; filename="Our logo.png"');
  });

  test('gives a JPEG its own type and ending', async () => {
    const { assetId } = await addAsset(person.api, await jpeg(), 'Photo');
    const body = await link(assetId);
    expect(body.fileName).toBe('Photo.jpg');
    expect((await download(body.url)).headers.get('content-type')).toBe('image/jpeg');
  });

  test('leads to nothing of what a camera wrote into the file', async () => {
    const told = await gradient(30, 20)
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '6/1 27/1 0/1' }, IFD0: { Make: 'Camera' } })
      .jpeg()
      .toBuffer();
    expect(told.toString('latin1')).toContain('Camera');
    const { bytes } = await download((await link((await addAsset(person.api, told)).assetId)).url);
    expect(bytes.toString('latin1')).not.toMatch(/Camera|Exif|GPS/);
  });

  test('opens nothing else: neither another picture nor with another name', async () => {
    const other = await readyAsset(person.api, 'Other', 200);
    expect(other.sha256).not.toBe(asset.sha256);
    const { url } = await link(asset.assetId);
    const moved = new URL(url);
    moved.pathname = moved.pathname
      .replace(asset.assetId, other.assetId)
      .replace(asset.sha256 ?? '', other.sha256 ?? '');
    expect((await download(moved.href)).status).toBe(403);
    const shown = new URL(url);
    shown.searchParams.set('response-content-disposition', 'inline');
    expect((await download(shown.href)).status).toBe(403);
  });
});

test('a picture that waits for its file cannot be downloaded', async () => {
  const { body } = await person.api.call(uploadAsset, { body: { name: 'Waiting' } });
  const params = { assetId: body.asset.assetId };
  const answer = await send(downloadAsset, { token: person.accessToken, params });
  expect(expectRefusal(answer, 'asset-not-ready').message).toContain('awaiting-upload');
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { assetId: asset.assetId } });
  testsOfTheToken(downloadAsset, request);
  testsOfTheId(downloadAsset, { name: 'assetId', prefix: 'ast' }, request, () => stranger.accessToken);
});
