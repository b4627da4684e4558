/** Conditional requests, in the order of precedence of RFC 9110, section 13.2.2. */
import { noSuchKey } from './context.ts';
import { notImplemented, S3Failure } from './failure.ts';

/** What a condition is compared with. */
interface Version {
  /** With its quotes. */
  etag: string;
  lastModified: Date;
}

/** Whether a read goes on, is answered 304 or is refused with 412. */
export function evaluateRead(headers: Record<string, string>, object: Version): 'go-on' | 304 | 412 {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, object.etag)) return 412;
  } else if (isAfter(object.lastModified, headers['if-unmodified-since'], false)) {
    return 412;
  }
  if (ifNoneMatch !== undefined) return namesEtag(ifNoneMatch, object.etag) ? 304 : 'go-on';
  return isAfter(object.lastModified, headers['if-modified-since'], true) ? 'go-on' : 304;
}

/**
 * Refuses a write whose condition does not hold. S3 takes `If-None-Match: *` and `If-Match: <etag>`.
 *
 * @throws S3Failure PreconditionFailed, or NoSuchKey for `If-Match` without an object
 */
export function checkWrite(headers: Record<string, string>, existing: Version | undefined): void {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*') throw notImplemented('If-None-Match with an ETag on a write');
    if (existing) throw preconditionFailed();
  }
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!existing) throw noSuchKey();
    if (!namesEtag(ifMatch, existing.etag)) throw preconditionFailed();
  }
}

/**
 * Refuses a copy whose conditions on the source do not hold.
 *
 * @throws S3Failure PreconditionFailed
 */
export function checkCopySource(headers: Record<string, string>, source: Version): void {
  const conditions: Record<string, string> = {};
  for (const name of ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']) {
    const value = headers[`x-amz-copy-source-${name}`];
    if (value !== undefined) conditions[name] = value;
  }
  if (evaluateRead(conditions, source) !== 'go-on') throw preconditionFailed();
}

export function preconditionFailed(): S3Failure {
  return new S3Failure(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
  );
}

function namesEtag(condition: string, etag: string): boolean {
  const bare = etag.replaceAll('"', '');
  return condition
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((candidate) => candidate === '*' || candidate === bare);
}

/** HTTP dates have whole seconds; `otherwise` is the answer to a missing or unreadable date. */
function isAfter(lastModified: Date, date: string | undefined, otherwise: boolean): boolean {
  const limit = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(limit)) return otherwise;
  return Math.floor(lastModified.getTime() / 1000) > Math.floor(limit / 1000);
}
