/**
 * Amazon S3, path style, over fauxqs' storage: what S3 refuses is refused here too.
 * Object Lock keeps objects from being replaced and removed (`object-lock.ts`). Left out, and answered 501: versions otherwise, ACLs, bucket configuration, CRC64NVME, signed chunks.
 */
import { randomUUID } from 'node:crypto';
import type { EmulatorReply, EmulatorRequest } from '../emulator.ts';
import type { FauxqsStorage } from '../fauxqs.ts';
import { type SignatureVerdict, verifySignature } from '../sigv4.ts';
import type { S3Context, S3Operation } from './context.ts';
import { corsHeaders, preflightReply } from './cors.ts';
import { eventBuilder, type S3Event } from './events.ts';
import { notImplemented, S3Failure } from './failure.ts';
import { type PostForm, parsePostForm } from './form-data.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
} from './multipart.ts';
import { listVersions } from './object-lock.ts';
import { deleteObject, deleteObjects, putObject } from './objects.ts';
import { postObject } from './post-object.ts';
import { verifyPolicySignature } from './post-policy.ts';
import {
  getBucketLocation,
  getObjectAttributes,
  headBucket,
  listBucketsReply,
  listObjects,
  readObject,
} from './reads.ts';
import { parseS3Request, type S3Request } from './request.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts';
import { openTagStore } from './tags.ts';
import { element, xmlReply } from './xml.ts';

export type { S3Event } from './events.ts';

export interface S3Emulator {
  /** Answers a request. It checks the signature itself, so a front door may skip `authorize`. */
  emulate(request: EmulatorRequest): Promise<EmulatorReply>;
  /**
   * Says who signed a request, by header, by query or by the policy of a POST form. It does not evaluate that
   * policy. A CORS preflight (OPTIONS) is never signed: pass it to `emulate` without asking.
   */
  authorize(request: EmulatorRequest): SignatureVerdict;
  /** Makes a bucket known for this run; its objects of earlier runs are still there. */
  ensureBucket(bucket: S3Bucket): void;
  hasBucket(name: string): boolean;
  close(): Promise<void>;
}

export interface S3Bucket {
  name: string;
  corsOrigins: string[];
  /** Days for which Object Lock keeps what is stored; without it there is none. */
  lockedDays?: number | undefined;
}

export interface S3EmulatorOptions {
  storage: FauxqsStorage;
  /** The secret of an access key, or undefined when the key is unknown. */
  secretOf: (accessKeyId: string) => string | undefined;
  now: () => Date;
  region: string;
  /** Called after a change was stored and before the request is answered; must not throw. */
  onEvent: (bucketName: string, event: S3Event) => void;
  /** Where the emulator keeps object tags. */
  folder: string;
}

/** 100 MiB; larger uploads have no place on a laptop and would hide a missing limit in a policy. */
const LARGEST_BODY_BYTES = 100 * 1024 * 1024;

/** Milliseconds. */
const DAY = 24 * 60 * 60_000;

/** Operations by method, level and sub-resources; whatever is not here is answered 501. */
const OPERATIONS: Record<string, S3Operation> = {
  'HEAD bucket ': headBucket,
  'GET bucket list-type': listObjects,
  'GET bucket versions': listVersions,
  'GET bucket location': getBucketLocation,
  'POST bucket delete': deleteObjects,
  'GET object ': readObject,
  'GET object partNumber': readObject,
  'HEAD object ': readObject,
  'HEAD object partNumber': readObject,
  'GET object attributes': getObjectAttributes,
  'PUT object ': putObject,
  'DELETE object ': deleteObject,
  'GET object tagging': getObjectTagging,
  'PUT object tagging': putObjectTagging,
  'DELETE object tagging': deleteObjectTagging,
  'POST object uploads': createMultipartUpload,
  'PUT object partNumber,uploadId': uploadPart,
  'POST object uploadId': completeMultipartUpload,
  'DELETE object uploadId': abortMultipartUpload,
};

/** A verdict and, for a browser's POST, the form it was read from. */
interface Authorization {
  verdict: SignatureVerdict;
  form?: PostForm;
}

/** Builds the emulator; buckets have to be ensured before they can be used. */
export function s3Emulator(options: S3EmulatorOptions): S3Emulator {
  const { storage, secretOf, now, region, onEvent, folder } = options;
  const corsOriginsByBucket = new Map<string, string[]>();
  const retentionByBucket = new Map<string, number>();
  const tags = openTagStore(folder);
  const buildEvent = eventBuilder(region, now);
  const context: S3Context = {
    storage,
    tags,
    region,
    now,
    hasBucket: (name) => corsOriginsByBucket.has(name),
    retentionOf: (name) => retentionByBucket.get(name),
    emit: (change) => onEvent(change.bucket, buildEvent(change)),
  };

  // A front door asks for the caller first; hashing up to 100 MiB twice would double the time of an upload.
  const authorizations = new WeakMap<EmulatorRequest, Authorization>();
  const authorizationOf = (request: EmulatorRequest): Authorization => {
    const known = authorizations.get(request);
    if (known) return known;
    const authorization = checkAuthorization(request, secretOf, region, now());
    authorizations.set(request, authorization);
    return authorization;
  };

  const answer = async (request: EmulatorRequest): Promise<EmulatorReply> => {
    if (request.body.length > LARGEST_BODY_BYTES) {
      throw new S3Failure(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    }
    const parsed = parseS3Request(request);
    if (request.method === 'OPTIONS') {
      requireBucket(context, parsed.bucket);
      return preflightReply(corsOriginsByBucket.get(parsed.bucket) ?? [], request.headers);
    }
    const { verdict, form } = authorizationOf(request);
    if (!verdict.ok) throw new S3Failure(verdict.status, verdict.code, verdict.message);
    if (parsed.bucket === '') {
      if (request.method !== 'GET' || parsed.subresources !== '') throw unsupported(parsed);
      return listBucketsReply([...corsOriginsByBucket.keys()], now());
    }
    requireBucket(context, parsed.bucket);
    if (form && parsed.key === '') {
      return postObject(context, parsed.bucket, request.headers.host ?? 'localhost', form);
    }
    const level = parsed.key === '' ? 'bucket' : 'object';
    const operation = OPERATIONS[`${parsed.method} ${level} ${parsed.subresources}`];
    if (!operation) throw unsupported(parsed);
    return operation(context, parsed);
  };

  return {
    async emulate(request) {
      let reply: EmulatorReply;
      try {
        reply = await answer(request);
      } catch (error) {
        reply = failureReply(request, error);
      }
      const bucket = request.target.split(/[/?]/)[1] ?? '';
      const preflight = request.method === 'OPTIONS';
      const cors = preflight
        ? {}
        : corsHeaders(corsOriginsByBucket.get(bucket) ?? [], request.headers.origin);
      return {
        ...reply,
        headers: { ...reply.headers, ...cors, ...identification() },
        body: request.method === 'HEAD' ? '' : reply.body,
      };
    },
    authorize: (request) => authorizationOf(request).verdict,
    ensureBucket({ name, corsOrigins, lockedDays }) {
      storage.objects.createBucket(name);
      if (lockedDays !== undefined) retentionByBucket.set(name, lockedDays * DAY);
      corsOriginsByBucket.set(name, [...corsOrigins]);
    },
    hasBucket: context.hasBucket,
    async close() {
      tags.close();
    },
  };
}

function checkAuthorization(
  request: EmulatorRequest,
  secretOf: (accessKeyId: string) => string | undefined,
  region: string,
  now: Date,
): Authorization {
  const contentType = request.headers['content-type'] ?? '';
  if (request.method === 'POST' && /^multipart\/form-data\b/i.test(contentType)) {
    try {
      const form = parsePostForm(contentType, request.body);
      return { verdict: checkScope(verifyPolicySignature(form.fields, secretOf), region), form };
    } catch (error) {
      if (!(error instanceof S3Failure)) throw error;
      const { status, code, message } = error;
      return { verdict: { ok: false, status, code, message } };
    }
  }
  const verdict = verifySignature(request, secretOf, now);
  if (!verdict.ok && verdict.code === 'MissingAuthenticationToken') {
    return { verdict: { ok: false, status: 403, code: 'AccessDenied', message: 'Access Denied' } };
  }
  return { verdict: checkScope(verdict, region) };
}

/** A signature made for another service or region does not count. */
function checkScope(verdict: SignatureVerdict, region: string): SignatureVerdict {
  if (!verdict.ok || (verdict.caller.service === 's3' && verdict.caller.region === region)) return verdict;
  const { service, region: given } = verdict.caller;
  return {
    ok: false,
    status: 400,
    code: 'AuthorizationHeaderMalformed',
    message: `The credential scope names ${service} in ${given}; expecting s3 in ${region}`,
  };
}

function requireBucket(context: S3Context, name: string): void {
  if (!context.hasBucket(name)) {
    throw new S3Failure(404, 'NoSuchBucket', 'The specified bucket does not exist');
  }
}

function unsupported(request: S3Request): S3Failure {
  const subresources = request.subresources === '' ? '' : `?${request.subresources}`;
  const level = request.key === '' ? 'bucket' : 'object';
  return notImplemented(`${request.method} ${level}${subresources}`);
}

function failureReply(request: EmulatorRequest, error: unknown): EmulatorReply {
  const failure =
    error instanceof S3Failure
      ? error
      : new S3Failure(500, 'InternalError', error instanceof Error ? error.message : 'Unknown error');
  const rows = [
    element('Code', failure.code),
    element('Message', failure.message),
    element('Resource', request.target.split('?')[0] ?? ''),
    element('RequestId', randomUUID()),
  ];
  return xmlReply(failure.status, `<Error>${rows.join('')}</Error>`);
}

function identification(): Record<string, string> {
  return { 'x-amz-request-id': randomUUID(), 'x-amz-id-2': 'local', server: 'AmazonS3' };
}
