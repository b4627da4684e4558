// biome-ignore-all lint/suspicious/noTemplateCurlyInString: S3 fills this one in
import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm } from '../../../dev/journey.ts';
import { getAsset, uploadAsset } from '../../../shared/contract/assets.ts';
import { uploadTemplate } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { jpeg, png } from '../../support/pictures.ts';
import { judgedAsset } from '../asset-fixtures.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { sha256Of } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

const limit = 10 * 1024 * 1024;

let person: Person;
let file: Buffer;
beforeAll(async () => {
  [person, file] = await Promise.all([newPerson(), png()]);
});

const announce = async (change: { name?: string; size?: number; sha256?: string } = {}) =>
  (await person.api.call(uploadAsset, { body: { name: 'Logo', ...change } })).body;

type Announced = Awaited<ReturnType<typeof announce>>;

describe('a new asset', () => {
  test('waits for its file', async () => {
    const answer = await send(uploadAsset, { token: person.accessToken, body: { name: ' Logo ' } });
    expect(answer.status).toBe(201);
    expectJsonHeaders(answer.headers);
    const { asset, upload } = JSON.parse(answer.text);
    expect(asset).toEqual({
      assetId: expect.stringMatching(/^ast_[0-9a-f]{32}$/),
      name: 'Logo',
      state: 'awaiting-upload',
      createdAt: asset.updatedAt,
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(upload).toEqual({
      url: expect.stringMatching(/^http/),
      fields: expect.objectContaining({ 'Content-Type': 'application/octet-stream' }),
      maxBytes: limit,
      expiresAt: expect.stringMatching(/Z$/),
    });
    expect(Date.parse(upload.expiresAt) - Date.parse(asset.createdAt)).toBe(15 * 60 * 1000);
    const { body } = await person.api.call(getAsset, { params: { assetId: asset.assetId } });
    expect(body).toEqual(asset);
  });

  test('is ready with its size once the picture has been written anew', async () => {
    const { asset, upload } = await announce({ size: file.length, sha256: sha256Of(file) });
    expect((await sendForm(upload, { bytes: file, name: 'logo.png' })).status).toBe(204);
    const ready = await judgedAsset(person.api, asset.assetId);
    expect(ready).toEqual({
      ...asset,
      state: 'ready',
      format: 'png',
      width: 30,
      height: 20,
      size: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
  });

  test('is what its content says, whatever the file is called', async () => {
    const { asset, upload } = await announce({ name: 'logo.png' });
    await sendForm(upload, { bytes: await jpeg(), name: 'logo.png' });
    const ready = await judgedAsset(person.api, asset.assetId);
    expect(ready).toMatchObject({ state: 'ready', format: 'jpeg', width: 30, height: 20 });
  });

  test('is another one each time, even for the same request', async () => {
    const [one, other] = await Promise.all([announce(), announce()]);
    expect(one.asset.assetId).not.toBe(other.asset.assetId);
    expect(one.upload.fields.key).not.toBe(other.upload.fields.key);
  });
});

describe('the upload form', () => {
  /** Sends a form and expects S3 to refuse it, and the asset to keep waiting. */
  async function expectRefused({ asset, upload }: Announced, bytes: Buffer, code: RegExp): Promise<void> {
    const sent = await sendForm(upload, { bytes, name: 'logo.png' });
    const text = await sent.text();
    expect(sent.ok, text).toBe(false);
    expect(text).toMatch(code);
    const { body } = await person.api.call(getAsset, { params: { assetId: asset.assetId } });
    expect(body.state).toBe('awaiting-upload');
  }

  const changed = (announced: Announced, name: string, value: string): Announced => ({
    ...announced,
    upload: { ...announced.upload, fields: { ...announced.upload.fields, [name]: value } },
  });

  test('refuses a file of another size than was announced', async () => {
    await expectRefused(await announce({ size: file.length + 1 }), file, /EntityTooSmall/);
    await expectRefused(await announce({ size: file.length - 1 }), file, /EntityTooLarge/);
  });

  test('refuses another file than the one whose hash was announced', async () => {
    const announced = await announce({ sha256: sha256Of(await jpeg()) });
    await expectRefused(announced, file, /BadDigest|InvalidRequest|XAmzContentChecksumMismatch/);
  });

  test('takes a file over 10 MB, whose owner then reads what to do about it', async () => {
    const { asset, upload } = await announce();
    const bytes = Buffer.concat([file, Buffer.alloc(limit)]);
    expect((await sendForm(upload, { bytes, name: 'logo.png' })).status).toBe(204);
    const rejected = await judgedAsset(person.api, asset.assetId);
    expect(rejected).toMatchObject({ state: 'rejected', problem: { code: 'file-too-large' } });
    expect(rejected.problem?.message).toMatch(/10 MB/);
  });

  test('refuses a file over 20 MB', async () => {
    await expectRefused(await announce(), Buffer.alloc(2 * limit + 1), /EntityTooLarge/);
  });

  test.each([
    ['another content type', 'Content-Type', 'text/html'],
    ['another key', 'key', 'accounts/acc_0/assets/ast_0.picture'],
    ['a key with a file name in it', 'key', '${filename}'],
    ['a field that was not signed', 'acl', 'public-read'],
  ])('refuses %s', async (_, name, value) => {
    await expectRefused(
      changed(await announce(), name, value),
      file,
      /AccessDenied|SignatureDoesNotMatch|InvalidArgument/,
    );
  });

  test('takes no picture for another asset, nor for a template', async () => {
    const [one, other] = await Promise.all([announce(), announce()]);
    const template = await person.api.call(uploadTemplate, { body: { name: 'Letter' } });
    for (const { fields } of [other.upload, template.body.upload]) {
      await expectRefused(changed(one, 'key', fields.key ?? ''), file, /AccessDenied/);
    }
  });

  test('changes nothing when it is sent again after the verdict', async () => {
    const { asset, upload } = await announce();
    await sendForm(upload, { bytes: file, name: 'logo.png' });
    const ready = await judgedAsset(person.api, asset.assetId);
    expect((await sendForm(upload, { bytes: await jpeg(), name: 'other.jpg' })).status).toBe(204);
    // The second file goes through the same queue: once a later upload has its verdict, this one had its turn.
    const next = await announce();
    await sendForm(next.upload, { bytes: file, name: 'logo.png' });
    await judgedAsset(person.api, next.asset.assetId);
    const { body } = await person.api.call(getAsset, { params: { assetId: asset.assetId } });
    expect(body).toEqual(ready);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { name: 'Logo' } });
  testsOfTheToken(uploadAsset, request);
  testsOfTheBody(uploadAsset, request);
  testsOfInvalidBodies(uploadAsset, request, [
    ['a missing name', { name: undefined }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['a name of spaces', { name: '  ' }, ['name']],
    ['a name over 200 characters', { name: 'n'.repeat(201) }, ['name']],
    ['a name with a line break', { name: 'a\r\nb' }, ['name']],
    ['a name with half of a character pair', { name: 'a\ud800b' }, ['name']],
    ['a name that is a number', { name: 1 }, ['name']],
    ['a size of nothing', { size: 0 }, ['size']],
    ['a size over 10 MB', { size: limit + 1 }, ['size']],
    ['a size that is no whole number', { size: 1.5 }, ['size']],
    ['a size that is a text', { size: '1' }, ['size']],
    ['a hash that is too short', { sha256: 'a'.repeat(63) }, ['sha256']],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }, ['sha256']],
    ['an id and an owner of its own', { assetId: 'ast_x', accountId: 'acc_x' }, ['accountId', 'assetId']],
    ['a state and a width of its own', { state: 'ready', width: 1 }, ['state', 'width']],
  ]);
});
