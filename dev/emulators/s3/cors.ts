/** Cross-origin rules of a bucket: a list of origins, each allowed every method and header. */
import type { EmulatorReply } from '../emulator.ts';
import { S3Failure } from './failure.ts';
import { emptyReply } from './xml.ts';

const METHODS = 'GET, PUT, POST, DELETE, HEAD';
const EXPOSED_HEADERS =
  'ETag, Content-Range, Content-Disposition, x-amz-checksum-crc32, x-amz-checksum-sha256, x-amz-request-id';
const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/**
 * The headers S3 adds to a reply for an allowed origin; none when the request names no allowed origin.
 *
 * @param origins allowed origins, each with at most one `*` as in a CORS rule
 */
export function corsHeaders(origins: string[], origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  const rule = origins.find((allowed) => matches(allowed, origin));
  if (rule === undefined) return {};
  return {
    'access-control-allow-methods': METHODS,
    'access-control-expose-headers': EXPOSED_HEADERS,
    vary: VARY,
    ...(rule === '*'
      ? { 'access-control-allow-origin': '*' }
      : { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }),
  };
}

/**
 * Answers an OPTIONS request.
 *
 * @throws S3Failure AccessForbidden when the origin or the method is not allowed
 */
export function preflightReply(origins: string[], headers: Record<string, string>): EmulatorReply {
  const allowed = corsHeaders(origins, headers.origin);
  const method = headers['access-control-request-method'] ?? '';
  if (!allowed['access-control-allow-origin'] || !METHODS.split(', ').includes(method)) {
    throw new S3Failure(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  const requested = headers['access-control-request-headers'];
  return emptyReply(200, {
    ...allowed,
    'access-control-max-age': '3000',
    ...(requested === undefined ? {} : { 'access-control-allow-headers': requested }),
  });
}

function matches(allowed: string, origin: string): boolean {
  const [before = '', after] = allowed.split('*');
  if (after === undefined) return allowed === origin;
  return origin.length >= before.length + after.length && origin.startsWith(before) && origin.endsWith(after);
}
