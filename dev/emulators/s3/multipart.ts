/** Multipart uploads. Parts wait in fauxqs; their checksums are kept for CRC32, SHA1 and SHA256. */
import { decodePayload } from './aws-chunked.ts';
import { type ChecksumAlgorithm, checksumHeader, parseAlgorithm, verifyChecksums } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { findObject, fromStorage, type S3Context, type S3Operation } from './context.ts';
import { S3Failure } from './failure.ts';
import { encryptionHeaders, objectHeaders } from './object-headers.ts';
import { requireUnlocked } from './object-lock.ts';
import { copySource } from './objects.ts';
import type { S3Request } from './request.ts';
import { objectTags, parseTagHeader, uploadTags } from './tags.ts';
import { element, elementContents, elementText, emptyReply, S3_NAMESPACE, xmlReply } from './xml.ts';

const MOST_PARTS = 10_000;

/** CreateMultipartUpload. */
export const createMultipartUpload: S3Operation = (context, request) => {
  const { bucket, key, headers } = request;
  const kept = objectHeaders(headers);
  const tags = parseTagHeader(headers['x-amz-tagging']);
  const algorithm = parseAlgorithm(headers['x-amz-checksum-algorithm']);
  const uploadId = fromStorage(() =>
    context.storage.objects.createMultipartUpload(
      bucket,
      key,
      kept.contentType,
      kept.metadata,
      kept.systemMetadata,
      compositeAlgorithm(algorithm),
    ),
  );
  context.tags.set(uploadTags(uploadId), tags);
  const result = [
    `<InitiateMultipartUploadResult xmlns="${S3_NAMESPACE}">`,
    element('Bucket', bucket),
    element('Key', key),
    element('UploadId', uploadId),
    '</InitiateMultipartUploadResult>',
  ];
  return xmlReply(200, result.join(''), {
    ...(algorithm ? { 'x-amz-checksum-algorithm': algorithm } : {}),
    ...encryptionHeaders(headers),
  });
};

/** UploadPart, or UploadPartCopy when a copy source is named. */
export const uploadPart: S3Operation = (context, request) => {
  const uploadId = requireUpload(context, request);
  const partNumber = parsePartNumber(request.query.get('partNumber'));
  const { objects } = context.storage;
  if (request.headers['x-amz-copy-source'] !== undefined) {
    const { object } = copySource(context, request.headers);
    const body = copiedRange(object.body, request.headers['x-amz-copy-source-range']);
    const { etag } = fromStorage(() => objects.uploadPart(uploadId, partNumber, body));
    const lastModified = element('LastModified', context.now().toISOString());
    return xmlReply(200, `<CopyPartResult>${lastModified}${element('ETag', etag)}</CopyPartResult>`);
  }
  const { headers, body } = decodePayload(request.headers, request.body);
  const checksum = verifyChecksums(headers, body);
  const expected = objects.multipartUploads.get(uploadId)?.checksumAlgorithm;
  if (checksum && expected && checksum.algorithm !== expected) {
    throw new S3Failure(
      400,
      'InvalidRequest',
      `Checksum Type mismatch: ${expected} is expected for this upload.`,
    );
  }
  const { etag } = fromStorage(() => objects.uploadPart(uploadId, partNumber, body, checksum?.value));
  return emptyReply(200, {
    etag,
    ...(checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value } : {}),
  });
};

/** CompleteMultipartUpload. */
export const completeMultipartUpload: S3Operation = (context, request) => {
  const { bucket, key, headers } = request;
  const uploadId = requireUpload(context, request);
  const parts = elementContents(request.body.toString(), 'Part').map((part) => ({
    partNumber: parsePartNumber(elementText(part, 'PartNumber') ?? null),
    etag: elementText(part, 'ETag') ?? '',
  }));
  if (parts.length === 0) {
    throw new S3Failure(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  }
  checkWrite(headers, findObject(context, bucket, key));
  requireUnlocked(context, bucket, key);
  const stored = fromStorage(() => context.storage.objects.completeMultipartUpload(uploadId, parts));
  context.tags.set(objectTags(bucket, key), context.tags.get(uploadTags(uploadId)));
  context.tags.delete(uploadTags(uploadId));
  context.emit({ eventName: 'ObjectCreated:CompleteMultipartUpload', bucket, key, stored });
  const { checksumAlgorithm, checksumValue } = stored;
  const checksum =
    checksumAlgorithm && checksumValue
      ? element(`Checksum${checksumAlgorithm}`, checksumValue) + element('ChecksumType', 'COMPOSITE')
      : '';
  const result = [
    `<CompleteMultipartUploadResult xmlns="${S3_NAMESPACE}">`,
    element('Location', `http://${headers.host ?? 'localhost'}/${bucket}/${encodeURI(key)}`),
    element('Bucket', bucket),
    element('Key', key),
    element('ETag', stored.etag),
    checksum,
    '</CompleteMultipartUploadResult>',
  ];
  return xmlReply(200, result.join(''));
};

/** AbortMultipartUpload. */
export const abortMultipartUpload: S3Operation = (context, request) => {
  const uploadId = requireUpload(context, request);
  fromStorage(() => context.storage.objects.abortMultipartUpload(uploadId));
  context.tags.delete(uploadTags(uploadId));
  return emptyReply(204);
};

/** The upload a request names, which must be one of its own bucket and key. */
function requireUpload(context: S3Context, request: S3Request): string {
  const uploadId = request.query.get('uploadId') ?? '';
  const upload = context.storage.objects.multipartUploads.get(uploadId);
  if (upload?.bucket !== request.bucket || upload.key !== request.key) {
    throw new S3Failure(
      404,
      'NoSuchUpload',
      'The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    );
  }
  return uploadId;
}

function parsePartNumber(text: string | null): number {
  const partNumber = text !== null && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (partNumber < 1 || partNumber > MOST_PARTS) {
    throw new S3Failure(
      400,
      'InvalidArgument',
      `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`,
    );
  }
  return partNumber;
}

function copiedRange(body: Buffer, range: string | undefined): Buffer {
  if (range === undefined) return body;
  const match = /^bytes=(\d+)-(\d+)$/.exec(range);
  const start = Number(match?.[1] ?? Number.NaN);
  const end = Number(match?.[2] ?? Number.NaN);
  if (!(start <= end && end < body.length)) {
    throw new S3Failure(
      400,
      'InvalidArgument',
      `Range specified is not valid for source object of size: ${body.length}`,
    );
  }
  return body.subarray(start, end + 1);
}

/** fauxqs combines the checksums of parts for the algorithms it knows; it would hash CRC32C as SHA256. */
function compositeAlgorithm(algorithm: ChecksumAlgorithm | undefined): ChecksumAlgorithm | undefined {
  return algorithm === 'CRC32C' ? undefined : algorithm;
}
