import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { exportAudit, verifyAudit } from '../../shared/contract/audit.ts';
import { readEnd } from '../../shared/data/audit-heads.ts';
import { note } from '../../shared/data/audit-notes.ts';
import { chainEntry, emptyChain, endAt } from '../../shared/domain/audit-chain.ts';
import { ExportReader } from '../../shared/domain/export-reader.ts';
import { trailOf } from '../support/audit.ts';
import { killing } from '../support/faults.ts';
import { appendTrail, managedTrail } from '../support/long-trail.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { sha256 } from '../support/sha256.ts';
import { freshId, useTable } from '../support/table.ts';
import { tamperingWith } from '../support/tampering.ts';

/** Once a day it is noted where every trail stands, in a bucket where nothing can be changed. */

let own: OwnCloud;
let manager: Person;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  own = await ownCloud();
  useTable(own.cloud);
  manager = await newPerson(own.cloud.url);
  const { url: endpoint, region, operator: credentials } = own.cloud;
  s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  Bucket = own.pool('AnchorAudit').definition.environment.ANCHORS_BUCKET ?? '';
});
afterAll(() => own?.stop());
afterEach(() => own.cloud.frontDoor.guards.clear());

const verify = async (accountId: string) =>
  (await manager.api.in(accountId).call(verifyAudit, { query: {} })).body;

const anchorJob = () => own.run('AnchorAudit');

/** Keys of the anchors of an account. */
async function anchorsOf(accountId: string): Promise<string[]> {
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: `anchors/${accountId}/` }));
  return (page.Versions ?? []).map(({ Key }) => String(Key));
}

const keyOf = (accountId: string, { seq, hash }: { seq: number; hash: string }): string =>
  `anchors/${accountId}/${String(seq).padStart(12, '0')}-${hash}`;

const headOf = async (accountId: string) =>
  (
    await own.table.send(
      new GetCommand({ TableName: own.cloud.tableName, Key: { pk: `audit#${accountId}`, sk: 'head' } }),
    )
  ).Item;

const happens = (accountId: string): Promise<void> =>
  note([{ accountId, target: { kind: 'document', id: freshId('doc') }, result: 'done' }]);

/** The day on which what came late has its turn. */
const nextDay = (accountId: string) =>
  own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: `audit#${accountId}`, sk: 'head' },
      UpdateExpression: 'SET gsi3sk = :due',
      ConditionExpression: 'attribute_exists(gsi3pk)',
      ExpressionAttributeValues: { ':due': `2026-11-01T00:00:00.000Z#${accountId}` },
    }),
  );

describe('the job', () => {
  test('anchors every chain that has moved, once, and the proof says so', async () => {
    const [first, second] = [await managedTrail(manager, 4), await managedTrail(manager, 2)];
    expect(await verify(first)).not.toHaveProperty('anchored');
    await anchorJob();
    const end = await readEnd(first);
    expect(await anchorsOf(first)).toEqual([keyOf(first, end)]);
    expect(await anchorsOf(second)).toHaveLength(1);
    expect(await headOf(first)).not.toHaveProperty('gsi3pk');
    expect(await verify(first)).toMatchObject({ verdict: 'whole', anchored: { seq: 4, hash: end.hash } });
    await anchorJob();
    expect(await anchorsOf(first)).toHaveLength(1);
    await happens(first);
    await anchorJob();
    expect(await anchorsOf(first)).toEqual([keyOf(first, end), keyOf(first, await readEnd(first))]);
    expect(await anchorsOf(second)).toHaveLength(1);
    expect(await verify(first)).toMatchObject({ verdict: 'whole', anchored: { seq: 5 } });
  });

  test('that dies after storing an anchor stores it again, without a second one and without an alarm', async () => {
    const accountId = await managedTrail(manager, 3);
    const killed = killing(own, 'AnchorAudit', 'UpdateItem', 1);
    await anchorJob().catch(() => undefined);
    expect(killed()).toBe(1);
    expect(await anchorsOf(accountId)).toHaveLength(1);
    expect(await headOf(accountId)).toHaveProperty('gsi3pk');
    await happens(accountId);
    expect(await verify(accountId)).toMatchObject({ verdict: 'whole', anchored: { seq: 3 } });
    await anchorJob();
    expect(await anchorsOf(accountId)).toHaveLength(2);
    expect(await headOf(accountId)).not.toHaveProperty('gsi3pk');
    expect(await verify(accountId)).toMatchObject({ verdict: 'whole', anchored: { seq: 4 } });
  });

  test('that cannot store an anchor leaves the chain due, and goes on with the others', async () => {
    const [refused, taken] = [await managedTrail(manager, 3), await managedTrail(manager, 3)];
    own.cloud.frontDoor.guards.add(({ service, request }) =>
      service === 's3' && request.target.includes(refused)
        ? { status: 403, headers: {}, body: '<Error><Code>AccessDenied</Code></Error>' }
        : undefined,
    );
    await anchorJob();
    expect(await anchorsOf(taken)).toHaveLength(1);
    expect(await headOf(refused)).toHaveProperty('gsi3pk');
    own.cloud.frontDoor.guards.clear();
    expect(await anchorsOf(refused)).toEqual([]);
    await nextDay(refused);
    await anchorJob();
    expect(await anchorsOf(refused)).toHaveLength(1);
  });

  test('anchors what it read when the chain moves on meanwhile, and the rest the next day', async () => {
    const accountId = await managedTrail(manager, 3);
    let moved = 0;
    own.cloud.frontDoor.guards.add(async ({ caller, operation, request }) => {
      if (
        caller?.includes('AnchorAudit') &&
        operation === 'PUT object' &&
        request.target.includes(accountId)
      ) {
        moved++;
        await happens(accountId);
      }
      return undefined;
    });
    await anchorJob();
    expect(moved).toBe(1);
    expect(await anchorsOf(accountId)).toHaveLength(1);
    expect(await headOf(accountId)).toHaveProperty('gsi3pk');
    own.cloud.frontDoor.guards.clear();
    expect(await verify(accountId)).toMatchObject({
      verdict: 'whole',
      proved: { seq: 4 },
      anchored: { seq: 3 },
    });
    await nextDay(accountId);
    await anchorJob();
    expect(await anchorsOf(accountId)).toHaveLength(2);
    expect(await headOf(accountId)).not.toHaveProperty('gsi3pk');
  });

  test('passes over an end of a chain that nobody can read, and anchors the others', async () => {
    const [broken, good] = [await managedTrail(manager, 1), await managedTrail(manager, 1)];
    await tamperingWith(broken).alterHead('hash', 7);
    await anchorJob();
    expect(await anchorsOf(broken)).toEqual([]);
    expect(await anchorsOf(good)).toHaveLength(1);
  });
});

describe('an anchor', () => {
  test('can be neither removed nor replaced, by the owner of everything', async () => {
    const accountId = await managedTrail(manager, 2);
    await anchorJob();
    const [Key = ''] = await anchorsOf(accountId);
    const denied = { name: 'AccessDenied' };
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key }))).rejects.toMatchObject(denied);
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ChecksumAlgorithm: 'SHA256' })),
    ).rejects.toMatchObject(denied);
    expect(await anchorsOf(accountId)).toEqual([Key]);
  });

  /** Writes entries anew from one on, sealed and linked, the end included: what only an anchor can show. */
  async function forge(accountId: string, seq: number): Promise<void> {
    const trail = await trailOf(accountId);
    const { put, alterHead } = tamperingWith(accountId);
    const before = trail[seq - 2];
    let end = before ? endAt(before) : emptyChain;
    for (const { content } of trail.slice(seq - 1)) {
      const { origin: _, ...rest } = content;
      const entry = chainEntry(end, { ...rest, action: 'getMe' }, sha256);
      await put(entry.seq, entry);
      end = endAt(entry);
    }
    await alterHead('hash', end.hash);
  }

  test('shows that a trail was written anew as a whole', async () => {
    const accountId = await managedTrail(manager, 3);
    await anchorJob();
    await appendTrail(accountId, 3);
    await forge(accountId, 5);
    // Behind the last anchor a forger who has the table leaves no trace: until the next day.
    expect(await verify(accountId)).toMatchObject({ verdict: 'whole', anchored: { seq: 3 } });
    await forge(accountId, 2);
    expect(await verify(accountId)).toMatchObject({
      verdict: 'broken',
      proved: { seq: 2 },
      fault: { seq: 3, code: 'anchor-differs' },
    });
  });

  test('shows that the end of a trail was cut off, and that all of it was', async () => {
    const accountId = await managedTrail(manager, 4);
    await anchorJob();
    const { take, takeHead, alterHead } = tamperingWith(accountId);
    const third = (await trailOf(accountId))[2];
    await take(4);
    await alterHead('revision', 3);
    await alterHead('hash', third?.hash);
    expect(await verify(accountId)).toMatchObject({
      verdict: 'broken',
      fault: { seq: 4, code: 'cut-off' },
    });
    await Promise.all([1, 2, 3].map((seq) => take(seq)));
    await takeHead();
    expect(await verify(accountId)).toMatchObject({
      verdict: 'broken',
      proved: { seq: 0 },
      fault: { seq: 1, code: 'cut-off' },
    });
  });

  test('goes with an export, which is proved by it without the service', async () => {
    const accountId = await managedTrail(manager, 3);
    await anchorJob();
    const lines = async () => {
      const { body } = await manager.api.in(accountId).call(exportAudit, { query: {} });
      return body.trimEnd().split('\n');
    };
    const read = (all: string[]) => {
      const reader = new ExportReader(sha256);
      return { fault: all.map((line) => reader.take(line)).find(Boolean) ?? reader.finish(), reader };
    };
    const { fault, reader } = read(await lines());
    expect(fault).toBeUndefined();
    expect(reader.anchored).toMatchObject({ seq: 3 });
    await forge(accountId, 2);
    expect(read(await lines()).fault).toMatchObject({ seq: 3, code: 'anchor-differs' });
  });

  test('of one account says nothing about another', async () => {
    const [first, second] = [await managedTrail(manager, 2), await managedTrail(manager, 5)];
    await anchorJob();
    expect(await verify(first)).toMatchObject({ verdict: 'whole', anchored: { seq: 2 } });
    expect(await verify(second)).toMatchObject({ verdict: 'whole', anchored: { seq: 5 } });
  });
});
