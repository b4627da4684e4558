import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { allJobs } from '../../shared/contract/all-routes.ts';
import { indexNames, table as tableShape } from '../../shared/data/table.ts';
import { assetUploadKey, uploadKey } from '../../shared/files/keys.ts';
import { synthesiseStage, testOrigin } from '../support/stage.ts';

const stage = await synthesiseStage();
const buckets = stage
  .all('AWS::S3::Bucket')
  .map((bucket) => ({ ...bucket, arn: stage.identityOf(bucket).attributes.Arn ?? '' }));
/** Where browsers send files to, and get them from. What is in the others can be replaced. */
const [locked, ...open] = [
  ...buckets.filter(({ properties }) => properties.ObjectLockEnabled),
  ...buckets.filter(({ properties }) => !properties.ObjectLockEnabled),
];
const [key, secondKey] = stage.all('AWS::KMS::Key');
const [table, secondTable] = stage.all('AWS::DynamoDB::Table');

const endingIn = (ending: string) => ({ S3Key: { Rules: [{ Name: 'suffix', Value: ending }] } });

describe('buckets', () => {
  test.each(buckets)('$path is closed to the public', ({ properties }) => {
    expect(properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  test.each(buckets)('$path encrypts with our own key', ({ properties }) => {
    expect(properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: key && stage.identityOf(key).attributes.Arn,
          },
        },
      ],
    });
  });

  test.each(open)('$path keeps versions, and forgets the replaced ones after a time', ({ properties }) => {
    expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(properties.LifecycleConfiguration).toMatchObject({
      Rules: [
        {
          Status: 'Enabled',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          NoncurrentVersionExpiration: { NoncurrentDays: expect.any(Number) },
        },
      ],
    });
  });

  test.each(buckets)(
    '$path refuses requests without TLS, and nobody else is let in by its policy',
    ({ arn, ...bucket }) => {
      const policies = stage
        .all('AWS::S3::BucketPolicy')
        .filter(({ properties }) => properties.Bucket === stage.identityOf(bucket).ref);
      expect(policies.map(({ properties }) => properties.PolicyDocument)).toEqual([
        {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 's3:*',
              Resource: [arn, `${arn}/*`],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      ]);
    },
  );

  test.each(open)('$path answers pages of the listed origins only', ({ properties }) => {
    const Cors = z.looseObject({
      CorsRules: z.array(z.looseObject({ AllowedOrigins: z.array(z.string()) })),
    });
    const { CorsRules } = Cors.parse(properties.CorsConfiguration);
    expect(CorsRules.flatMap(({ AllowedOrigins }) => AllowedOrigins)).toEqual([testOrigin]);
  });

  test('anchors are locked for ten years, versioned, forgotten by no clock and closed to browsers', () => {
    expect(locked?.path).toBe('MyTypist-test-Data/Anchors/Resource');
    expect(open).toHaveLength(2);
    expect(locked?.properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3650 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(locked?.properties).not.toHaveProperty('LifecycleConfiguration');
    expect(locked?.properties).not.toHaveProperty('CorsConfiguration');
  });

  test('uploads are forgotten after a day and announced to the queue of the inspection of their kind', () => {
    const announcing = buckets.filter(({ properties }) => properties.NotificationConfiguration);
    expect(announcing.map(({ path }) => path)).toEqual(['MyTypist-test-Data/Uploads/Resource']);
    expect(announcing[0]?.properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 1 }] },
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            Event: 's3:ObjectCreated:*',
            Queue: expect.stringMatching(/:InspectQueue/),
            Filter: endingIn('.docx'),
          },
          {
            Event: 's3:ObjectCreated:*',
            Queue: expect.stringMatching(/:InspectAssetQueue/),
            Filter: endingIn('.picture'),
          },
          {
            Event: 's3:ObjectCreated:*',
            Queue: expect.stringMatching(/:ReadTableQueue/),
            Filter: endingIn('.table'),
          },
        ],
      },
    });
  });

  test('every upload that the code gives out is announced on exactly one queue', () => {
    const endings = allJobs.flatMap(({ job }) => (job.kind === 'queue' && job.uploads ? [job.uploads] : []));
    const account = `acc_${'0'.repeat(32)}`;
    const keys = [
      uploadKey(account, `tpl_${'0'.repeat(32)}`, 1),
      assetUploadKey(account, `ast_${'0'.repeat(32)}`),
    ];
    for (const key of keys)
      expect(
        endings.filter((ending) => key.endsWith(ending)),
        key,
      ).toHaveLength(1);
  });

  test('artefacts are never forgotten by a clock', () => {
    const artefacts = buckets.find(({ path }) => path.includes('/Artefacts/'));
    expect(JSON.stringify(artefacts?.properties.LifecycleConfiguration)).not.toContain('ExpirationInDays"');
  });
});

test('there is one key, and it rotates', () => {
  expect(secondKey).toBeUndefined();
  expect(key?.properties.EnableKeyRotation).toBe(true);
});

describe('the table', () => {
  test('is one, paid by use, restorable, guarded against deletion, with expiry and a stream', () => {
    expect(secondTable).toBeUndefined();
    expect(table?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      // What is written is in the table; the stream says where.
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    });
  });

  test('has the keys and indexes of shared/data/table.ts and no other', () => {
    const schema = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ];
    expect(table?.properties.KeySchema).toEqual(schema(tableShape.partitionKey, tableShape.sortKey));
    const shown = { ProjectionType: 'INCLUDE', NonKeyAttributes: tableShape.projected };
    expect(table?.properties.GlobalSecondaryIndexes).toEqual(
      indexNames.map((IndexName) => ({
        IndexName,
        KeySchema: schema(tableShape.indexes[IndexName].partitionKey, tableShape.indexes[IndexName].sortKey),
        Projection: IndexName === 'byDue' ? { ProjectionType: 'KEYS_ONLY' } : shown,
      })),
    );
  });

  test('projects no more attributes than DynamoDB allows', () => {
    // 20 for each index, and 100 over all indexes of a table (API reference, Projection).
    expect(tableShape.projected.length).toBeLessThanOrEqual(20);
    expect(2 * tableShape.projected.length).toBeLessThanOrEqual(100);
  });
});
