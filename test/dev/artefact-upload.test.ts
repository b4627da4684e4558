/** What is stored piece by piece, against the S3 emulator. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uploadArtefact } from '../../shared/files/artefact-upload.ts';
import { readArtefact } from '../../shared/files/artefacts.ts';
import { BUCKET, type S3Server, startS3Server } from './s3-server.ts';

const megabyte = 1024 * 1024;
let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
  process.env.ARTEFACTS_BUCKET = BUCKET;
});
afterAll(() => server.close());

/** Uploads pieces of some sizes; what was sent and what came back. */
async function upload(key: string, sizes: readonly number[]) {
  const pieces = sizes.map((size) => randomBytes(size));
  const stored = await uploadArtefact(
    key,
    'application/zip',
    (async function* () {
      yield* pieces;
    })(),
  );
  return { sent: Buffer.concat(pieces), stored, found: await readArtefact(key) };
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('an artefact that comes in pieces', () => {
  test.each([
    ['is empty', []],
    ['is one byte', [1]],
    ['just fills a part', [5 * megabyte]],
    ['just fills two parts', [5 * megabyte, 5 * megabyte]],
    ['has pieces across the borders of parts', Array.from({ length: 40 }, () => 431_557)],
    ['has a piece larger than two parts', [100, 11 * megabyte + 7, 100]],
    ['ends a byte after a part', [5 * megabyte + 1]],
  ])('%s: every byte is stored once, in order', async (name, sizes) => {
    const { sent, stored, found } = await upload(name.replaceAll(' ', '-'), sizes);
    expect(found.equals(sent)).toBe(true);
    expect(stored).toEqual({ size: sent.length, sha256: digest(sent) });
  });

  test('leaves nothing behind when its source fails half-way', async () => {
    const broken = (async function* () {
      yield randomBytes(12 * megabyte);
      throw new Error('the source broke');
    })();
    await expect(uploadArtefact('broken', 'application/zip', broken)).rejects.toThrow('the source broke');
    await expect(readArtefact('broken')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
