import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { OwnCloud } from './own-cloud.ts';

/** What is there before and after something was erased. */

/** What lies in a partition of the table. */
export async function itemsIn({ table, cloud }: OwnCloud, pk: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: cloud.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    }),
  );
  return Items;
}

/** Sort keys of what lies there. */
export const lyingIn = async (own: OwnCloud, pk: string): Promise<string[]> =>
  (await itemsIn(own, pk)).map(({ sk }) => String(sk));

/** Keys of all objects of an account, in both buckets. */
export async function objectsOf({ cloud, pool }: OwnCloud, accountId: string): Promise<string[]> {
  const { ARTEFACTS_BUCKET, UPLOADS_BUCKET } = pool('EraseUsers').definition.environment;
  const s3 = new S3Client({
    endpoint: cloud.url,
    region: cloud.region,
    credentials: cloud.operator,
    forcePathStyle: true,
  });
  const pages = await Promise.all(
    [ARTEFACTS_BUCKET, UPLOADS_BUCKET].map((Bucket) =>
      s3.send(new ListObjectsV2Command({ Bucket, Prefix: `accounts/${accountId}/` })),
    ),
  );
  return pages.flatMap(({ Contents = [] }) => Contents.map(({ Key }) => String(Key)));
}

/** Lets the fourteen days pass after which the user or account of a partition is erased. */
export async function graceOver({ table, cloud }: OwnCloud, pk: string): Promise<void> {
  const closesAt = '2026-01-01T00:00:00.000Z';
  await table.send(
    new UpdateCommand({
      TableName: cloud.tableName,
      Key: { pk, sk: 'profile' },
      UpdateExpression: 'SET closesAt = :at, gsi3sk = :due',
      ConditionExpression: 'attribute_exists(closesAt)',
      ExpressionAttributeValues: { ':at': closesAt, ':due': `${closesAt}#${pk.split('#')[1]}` },
    }),
  );
}
