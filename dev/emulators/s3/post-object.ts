/** PostObject: the upload of a browser's form under a signed policy. */
import type { EmulatorReply } from '../emulator.ts';
import { verifyChecksums } from './checksums.ts';
import type { S3Context } from './context.ts';
import { S3Failure } from './failure.ts';
import type { PostForm } from './form-data.ts';
import { encryptionHeaders, objectHeaders } from './object-headers.ts';
import { checksumReplyHeaders, storeObject } from './objects.ts';
import { checkPolicy } from './post-policy.ts';
import { checkKey } from './request.ts';
import { parseTagDocument } from './tags.ts';
import { element, emptyReply, xmlReply } from './xml.ts';

/** Stores the file of a form whose signature was already found valid. */
export function postObject(context: S3Context, bucket: string, host: string, sent: PostForm): EmulatorReply {
  const key = (sent.fields.key ?? '').replace(/\$\{filename\}/g, () => sent.file.name);
  if (key === '') {
    throw new S3Failure(400, 'InvalidArgument', "Bucket POST must contain a field named 'key'.");
  }
  checkKey(key);
  const fields: Record<string, string> = { ...sent.fields, key };
  checkPolicy({ fields, file: sent.file }, bucket, context.now());

  const body = sent.file.content;
  const checksum = verifyChecksums(fields, body);
  const stored = storeObject(context, {
    eventName: 'ObjectCreated:Post',
    bucket,
    key,
    body,
    kept: objectHeaders(fields),
    checksum,
    tags: fields.tagging === undefined ? [] : parseTagDocument(fields.tagging),
  });

  const location = `http://${host}/${bucket}/${encodeURIComponent(key)}`;
  const headers = {
    etag: stored.etag,
    location,
    ...checksumReplyHeaders(checksum),
    ...encryptionHeaders(fields),
  };
  const redirect = redirectTarget(
    fields.success_action_redirect ?? fields.redirect,
    bucket,
    key,
    stored.etag,
  );
  if (redirect !== undefined) return emptyReply(303, { ...headers, location: redirect });
  if (fields.success_action_status === '201') {
    const rows = [
      element('Location', location),
      element('Bucket', bucket),
      element('Key', key),
      element('ETag', stored.etag),
    ];
    return xmlReply(201, `<PostResponse>${rows.join('')}</PostResponse>`, headers);
  }
  return emptyReply(fields.success_action_status === '200' ? 200 : 204, headers);
}

/** An address S3 cannot read is ignored. */
function redirectTarget(
  address: string | undefined,
  bucket: string,
  key: string,
  etag: string,
): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.searchParams.set('bucket', bucket);
  url.searchParams.set('key', key);
  url.searchParams.set('etag', etag);
  return url.toString();
}
