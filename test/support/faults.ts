import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { OwnCloud } from './own-cloud.ts';

/**
 * Makes messages in flight on a job's queue come back, as if time flew, until something has happened. Coming back every
 * 200 ms they are soon given up, also while somebody works on them.
 */
export async function passingTime<T>(
  own: OwnCloud,
  job: string,
  outcome: Promise<T>,
  every = 200,
): Promise<T> {
  const queue = own.queue(job);
  const clock = setInterval(() => own.cloud.emulators.fauxqs.releaseInvisible(queue), every);
  return outcome.finally(() => clearInterval(clock));
}

/** Kills a job whenever it does this, at most so many times; tells how often it did. */
export function killing(
  own: OwnCloud,
  job: string,
  operation: string,
  times = Number.POSITIVE_INFINITY,
): () => number {
  let killed = 0;
  own.cloud.frontDoor.guards.add(async (request) => {
    if (!request.caller?.includes(job) || request.operation !== operation || killed >= times)
      return undefined;
    killed += 1;
    await own.pool(job).crash();
    return { status: 503, headers: {}, body: '' };
  });
  return () => killed;
}

/** Keys of everything that lies below a folder of the bucket that this variable of a job names. */
export async function keysBelow(
  own: OwnCloud,
  { job, bucket }: { job: string; bucket: 'ARTEFACTS_BUCKET' | 'UPLOADS_BUCKET' },
  folder: string,
): Promise<string[]> {
  const s3 = new S3Client({
    endpoint: own.cloud.url,
    region: own.cloud.region,
    credentials: own.cloud.operator,
    forcePathStyle: true,
  });
  const name = own.pool(job).definition.environment[bucket];
  if (!name) throw new Error(`${job} has no ${bucket}`);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: folder }));
  return Contents.flatMap(({ Key }) => Key ?? []);
}
