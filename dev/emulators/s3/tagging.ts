/** The three operations on the tags of an object. */
import { decodePayload } from './aws-chunked.ts';
import { verifyChecksums } from './checksums.ts';
import { requireObject, type S3Operation } from './context.ts';
import { objectTags, parseTagDocument, tagDocument } from './tags.ts';
import { emptyReply, xmlReply } from './xml.ts';

/** GetObjectTagging. */
export const getObjectTagging: S3Operation = (context, { bucket, key }) => {
  requireObject(context, bucket, key);
  return xmlReply(200, tagDocument(context.tags.get(objectTags(bucket, key))));
};

/** PutObjectTagging: replaces all tags. */
export const putObjectTagging: S3Operation = (context, request) => {
  const { bucket, key } = request;
  const stored = requireObject(context, bucket, key);
  const { headers, body } = decodePayload(request.headers, request.body);
  verifyChecksums(headers, body);
  context.tags.set(objectTags(bucket, key), parseTagDocument(body.toString()));
  context.emit({ eventName: 'ObjectTagging:Put', bucket, key, stored });
  return emptyReply(200);
};

/** DeleteObjectTagging. */
export const deleteObjectTagging: S3Operation = (context, { bucket, key }) => {
  const stored = requireObject(context, bucket, key);
  context.tags.delete(objectTags(bucket, key));
  context.emit({ eventName: 'ObjectTagging:Delete', bucket, key, stored });
  return emptyReply(204);
};
