import { DeleteObjectCommand, GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { variable } from '../environment/variable.ts';
import { s3 } from './client.ts';
import { deleteBelow } from './folder.ts';
import { accountFolder } from './keys.ts';
import { wholeBody } from './whole-body.ts';

/** Seconds an upload link is good: enough for a slow phone, short enough to forget. */
export const uploadLinkLife = 15 * 60;

export interface UploadLink {
  url: string;
  /** Form fields to send before the file. */
  fields: Record<string, string>;
}

/**
 * A form that lets its holder store one file: this key, this content type, these sizes, and this hash when one
 * is given. S3 refuses everything else.
 */
export async function presignUpload(upload: {
  key: string;
  contentType: string;
  minBytes: number;
  maxBytes: number;
  sha256?: string | undefined;
}): Promise<UploadLink> {
  const checksum: Record<string, string> = upload.sha256
    ? {
        'x-amz-checksum-algorithm': 'SHA256',
        'x-amz-checksum-sha256': Buffer.from(upload.sha256, 'hex').toString('base64'),
      }
    : {};
  const fields = { 'Content-Type': upload.contentType, ...checksum };
  return createPresignedPost(s3, {
    Bucket: variable('UPLOADS_BUCKET'),
    Key: upload.key,
    Expires: uploadLinkLife,
    Fields: fields,
    Conditions: [
      ['content-length-range', upload.minBytes, upload.maxBytes],
      ...Object.entries(fields).map(([name, value]): ['eq', string, string] => ['eq', `$${name}`, value]),
    ],
  });
}

/** The uploaded bytes, as many as the upload link accepted; undefined when they are gone. */
export async function readUpload(key: string): Promise<Buffer | undefined> {
  try {
    const found = await s3.send(new GetObjectCommand({ Bucket: variable('UPLOADS_BUCKET'), Key: key }));
    return await wholeBody(found);
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Quiet when there is nothing to delete. */
export async function deleteUpload(key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: variable('UPLOADS_BUCKET'), Key: key }));
}

/** Removes every upload of an account that is still there. */
export const deleteUploadsOf = (accountId: string): Promise<void> =>
  deleteBelow(variable('UPLOADS_BUCKET'), accountFolder(accountId));
