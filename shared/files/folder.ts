import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { s3 } from './client.ts';

/** S3's limit for one DeleteObjects. */
const maxDeletes = 1000;

/** Quiet about keys that do not exist. Throws when S3 keeps one. */
export async function deleteObjects(Bucket: string, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += maxDeletes) {
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: keys.slice(start, start + maxDeletes).map((Key) => ({ Key })), Quiet: true },
      }),
    );
    const [first] = Errors ?? [];
    if (first) throw new Error(`S3 kept ${first.Key}: ${first.Code}`);
  }
}

/** Removes everything below a folder. Quiet when there is nothing. Throws when S3 keeps something. */
export async function deleteBelow(Bucket: string, folder: string): Promise<void> {
  for (let more = true; more; ) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${folder}/` }));
    const keys = (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    await deleteObjects(Bucket, keys);
    // What is left is listed from the start: what was listed is gone.
    more = page.IsTruncated === true && keys.length > 0;
  }
}
