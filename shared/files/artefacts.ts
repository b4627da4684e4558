import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { variable } from '../environment/variable.ts';
import { s3 } from './client.ts';
import { deleteBelow, deleteObjects } from './folder.ts';
import { wholeBody } from './whole-body.ts';

/** Seconds a download link is good. */
const downloadLinkLife = 15 * 60;

/** Stores bytes under a key that is named by its content, see `keys.ts`. */
export async function storeArtefact(key: string, bytes: Buffer, contentType: string): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: variable('ARTEFACTS_BUCKET'),
      Key: key,
      Body: bytes,
      ContentType: contentType,
    }),
  );
}

/** Throws S3's NoSuchKey when there is nothing under the key. */
export async function readArtefact(key: string): Promise<Buffer> {
  const found = await s3.send(new GetObjectCommand({ Bucket: variable('ARTEFACTS_BUCKET'), Key: key }));
  return wholeBody(found);
}

/** Quiet about keys that do not exist. Throws when S3 keeps one. */
export const deleteArtefacts = (keys: readonly string[]): Promise<void> =>
  deleteObjects(variable('ARTEFACTS_BUCKET'), keys);

/** Removes everything below a folder. Quiet when there is nothing. Throws when S3 keeps something. */
export const deleteFolder = (folder: string): Promise<void> =>
  deleteBelow(variable('ARTEFACTS_BUCKET'), folder);

export interface DownloadLink {
  url: string;
  fileName: string;
  expiresAt: string;
}

/** A link that saves the file under its proper name; anybody who has it can use it until it expires. */
export async function presignDownload(
  key: string,
  fileName: string,
  contentType: string,
  at: Date,
): Promise<DownloadLink> {
  const command = new GetObjectCommand({
    Bucket: variable('ARTEFACTS_BUCKET'),
    Key: key,
    ResponseContentType: contentType,
    ResponseContentDisposition: attachment(fileName),
  });
  return {
    url: await getSignedUrl(s3, command, { expiresIn: downloadLinkLife }),
    fileName,
    expiresAt: linkExpiry(at),
  };
}

/** A link that shows the file in a browser; anybody who has it can use it until it expires. */
export async function presignView(
  key: string,
  contentType: string,
  at: Date,
): Promise<{ url: string; expiresAt: string }> {
  const command = new GetObjectCommand({
    Bucket: variable('ARTEFACTS_BUCKET'),
    Key: key,
    ResponseContentType: contentType,
    ResponseContentDisposition: 'inline',
  });
  return {
    url: await getSignedUrl(s3, command, { expiresIn: downloadLinkLife }),
    expiresAt: linkExpiry(at),
  };
}

/** When a link made now stops working. */
const linkExpiry = (at: Date): string => new Date(at.getTime() + downloadLinkLife * 1000).toISOString();

/** Both spellings of RFC 6266: plain ASCII for old clients, UTF-8 for everybody else. */
const attachment = (fileName: string): string => {
  const ascii = fileName
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\]/g, '')
    // A name of other scripts leaves only the extension.
    .replace(/^\s*(?=\.|$)/, 'document');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};
