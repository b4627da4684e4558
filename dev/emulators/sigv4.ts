/**
 * AWS Signature Version 4 as the receiving side checks it, in its header form and its presigned query form.
 * Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html and, for
 * S3's differences, https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html.
 */
import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { EmulatorRequest } from './emulator.ts';
import { canonicalHeader, canonicalPath, canonicalQuery, splitTarget } from './sigv4-canonical.ts';

/** Who signed a request, read from the credential scope of a signature that was found valid. */
export interface SignedCaller {
  accessKeyId: string;
  service: string;
  region: string;
  /** True for a signature in the query (a presigned URL), false for one in the Authorization header. */
  presigned: boolean;
}

/** The caller, or the HTTP status, AWS error code and message to refuse with. */
export type SignatureVerdict =
  | { ok: true; caller: SignedCaller }
  | { ok: false; status: number; code: string; message: string };

/** The parts of `<access key>/<yyyymmdd>/<region>/<service>/aws4_request`. */
export interface CredentialScope {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
}

interface Signature {
  scope: CredentialScope;
  signedHeaders: string[];
  signature: string;
  /** The signing time as sent, `yyyymmddThhmmssZ`. */
  timestamp: string;
  /** Lifetime of a presigned URL in seconds; absent in the header form. */
  expiresIn?: number;
}

type Refusal = Extract<SignatureVerdict, { ok: false }>;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const CLOCK_SKEW_MILLISECONDS = 15 * 60_000;
/** Seven days, the longest a presigned URL may live. */
const LONGEST_EXPIRY_SECONDS = 604_800;
/** Payload hashes that stand for a body which is not covered by the signature. */
const UNSIGNED_PAYLOADS = new Set(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER']);

/** Reads a credential scope; undefined when it has another form. */
export function parseCredentialScope(credential: string): CredentialScope | undefined {
  const match = /^([^/\s]+)\/(\d{8})\/([^/\s]+)\/([^/\s]+)\/aws4_request$/.exec(credential);
  if (!match) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = ''] = match;
  return { accessKeyId, date, region, service };
}

/** Derived keys: each call of a function would otherwise take four HMACs more, a tenth of the front door's time. */
const signingKeys = new Map<string, KeyObject>();

/** Enough for all functions of a stage and the few services that they call. */
const mostSigningKeys = 1000;

/** Derives the key that signs a request or a POST policy within one credential scope. */
export function signingKey(secret: string, scope: Omit<CredentialScope, 'accessKeyId'>): KeyObject {
  const name = JSON.stringify([secret, scope.date, scope.region, scope.service]);
  const known = signingKeys.get(name);
  if (known) return known;
  const dateKey = hmac(`AWS4${secret}`, scope.date);
  const serviceKey = hmac(hmac(dateKey, scope.region), scope.service);
  const key = createSecretKey(hmac(serviceKey, 'aws4_request'));
  if (signingKeys.size >= mostSigningKeys) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

/** Compares two lower-case hexadecimal signatures without telling by its duration where they differ. */
export function signaturesEqual(expected: string, given: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(given)) return false;
  return timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(given, 'hex'));
}

/** Milliseconds since the epoch of a `yyyymmddThhmmssZ` time; NaN for any other form. */
export function parseAmzDate(timestamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/**
 * Checks the signature of a request for any AWS service.
 *
 * @param secretOf the secret of an access key, or undefined when the key is unknown
 * @param now the receiver's clock; a header signature may differ from it by 15 minutes
 */
export function verifySignature(
  request: EmulatorRequest,
  secretOf: (accessKeyId: string) => string | undefined,
  now: Date,
): SignatureVerdict {
  const { path, query } = splitTarget(request.target);
  const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Credential');
  if (presigned && request.headers.authorization !== undefined) {
    return refuse(400, 'InvalidArgument', 'Only one auth mechanism allowed.');
  }
  const signature = presigned ? signatureInQuery(query) : signatureInHeader(request.headers);
  if ('ok' in signature) return signature;

  const { scope } = signature;
  const forS3 = scope.service === 's3';
  const refusedTime = checkTime(signature, forS3, now);
  if (refusedTime) return refusedTime;

  const refusedHeaders = checkSignedHeaders(request.headers, signature.signedHeaders, presigned);
  if (refusedHeaders) return refusedHeaders;

  const payloadHash = payloadHashOf(request, query, presigned, forS3);
  if (typeof payloadHash !== 'string') return payloadHash;

  const secret = secretOf(scope.accessKeyId);
  if (secret === undefined) {
    return forS3
      ? refuse(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.')
      : refuse(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
  }

  const canonicalTarget = canonicalPath(path, forS3);
  if (canonicalTarget === undefined) return refuse(400, 'InvalidURI', "Couldn't parse the specified URI.");
  const canonicalRequest = [
    request.method,
    canonicalTarget,
    canonicalQuery(query),
    ...signature.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name])}`),
    '',
    signature.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const stringToSign = [
    ALGORITHM,
    signature.timestamp,
    `${scope.date}/${scope.region}/${scope.service}/aws4_request`,
    sha256(canonicalRequest),
  ].join('\n');
  const expected = hmac(signingKey(secret, scope), stringToSign).toString('hex');
  if (!signaturesEqual(expected, signature.signature)) {
    return refuse(
      403,
      forS3 ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  const { accessKeyId, service, region } = scope;
  return { ok: true, caller: { accessKeyId, service, region, presigned } };
}

function signatureInHeader(headers: Record<string, string>): Signature | Refusal {
  const authorization = headers.authorization;
  if (authorization === undefined) {
    return refuse(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)\s*$/.exec(
      authorization,
    );
  const scope = match ? parseCredentialScope(match[1] ?? '') : undefined;
  if (!match || !scope) {
    return refuse(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  }
  const timestamp = headers['x-amz-date'] ?? '';
  if (Number.isNaN(parseAmzDate(timestamp))) {
    return refuse(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  return { scope, signedHeaders: (match[2] ?? '').split(';'), signature: match[3] ?? '', timestamp };
}

function signatureInQuery(query: URLSearchParams): Signature | Refusal {
  const malformed = (message: string) => refuse(400, 'AuthorizationQueryParametersError', message);
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) {
    return malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const scope = parseCredentialScope(query.get('X-Amz-Credential') ?? '');
  if (!scope) return malformed('Error parsing the X-Amz-Credential parameter');
  const timestamp = query.get('X-Amz-Date') ?? '';
  if (Number.isNaN(parseAmzDate(timestamp))) {
    return malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  const expires = query.get('X-Amz-Expires') ?? '';
  const expiresIn = /^\d{1,6}$/.test(expires) ? Number(expires) : 0;
  if (expiresIn < 1 || expiresIn > LONGEST_EXPIRY_SECONDS) {
    return malformed(`X-Amz-Expires must be between 1 and ${LONGEST_EXPIRY_SECONDS} seconds`);
  }
  return {
    scope,
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp,
    expiresIn,
  };
}

function checkTime(signature: Signature, forS3: boolean, now: Date): Refusal | undefined {
  const { scope, timestamp, expiresIn } = signature;
  if (!timestamp.startsWith(scope.date)) {
    const code = forS3 ? 'SignatureDoesNotMatch' : 'InvalidSignatureException';
    return refuse(
      403,
      code,
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.',
    );
  }
  const age = now.getTime() - parseAmzDate(timestamp);
  if (expiresIn !== undefined) {
    if (age > expiresIn * 1000) return refuse(403, 'AccessDenied', 'Request has expired');
    if (age < -CLOCK_SKEW_MILLISECONDS) return refuse(403, 'AccessDenied', 'Request is not yet valid');
    return undefined;
  }
  if (Math.abs(age) <= CLOCK_SKEW_MILLISECONDS) return undefined;
  return forS3
    ? refuse(
        403,
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
      )
    : refuse(403, 'InvalidSignatureException', 'Signature expired or not yet current.');
}

function checkSignedHeaders(
  headers: Record<string, string>,
  signedHeaders: string[],
  presigned: boolean,
): Refusal | undefined {
  if (!signedHeaders.includes('host')) {
    return refuse(403, 'AccessDenied', "'Host' must be a SignedHeader in the AWS Authorization.");
  }
  const unsigned = Object.keys(headers).filter(
    (name) =>
      name.startsWith('x-amz-') &&
      !signedHeaders.includes(name) &&
      // A presigned URL carries this value itself, so a client may repeat it unsigned.
      !(presigned && name === 'x-amz-content-sha256'),
  );
  if (unsigned.length === 0) return undefined;
  return refuse(
    403,
    'AccessDenied',
    `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
  );
}

/** The payload hash as the signer used it, after comparing it with the body where it names one. */
function payloadHashOf(
  request: EmulatorRequest,
  query: URLSearchParams,
  presigned: boolean,
  forS3: boolean,
): string | Refusal {
  const inQuery = presigned ? query.get('X-Amz-Content-Sha256') : null;
  const given = inQuery ?? request.headers['x-amz-content-sha256'];
  if (given === undefined) {
    if (!forS3) return sha256(request.body);
    if (presigned) return 'UNSIGNED-PAYLOAD';
    return refuse(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  if (UNSIGNED_PAYLOADS.has(given)) return given;
  if (given.startsWith('STREAMING-')) {
    return refuse(501, 'NotImplemented', `${given} is not implemented by the local cloud`);
  }
  if (given === sha256(request.body)) return given;
  return forS3
    ? refuse(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      )
    : refuse(403, 'InvalidSignatureException', 'The payload hash does not match the body of the request.');
}

function hmac(key: string | Buffer | KeyObject, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function refuse(status: number, code: string, message: string): Refusal {
  return { ok: false, status, code, message };
}
