/** The `aws-chunked` content encoding of streamed uploads, with the trailers that follow the last chunk. */
import { S3Failure } from './failure.ts';

/** The body an uploader meant, and its headers without the transfer framing. */
export interface Payload {
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Unwraps an `aws-chunked` body; any other body is returned as it is.
 *
 * @throws S3Failure IncompleteBody when the framing is broken, the announced length differs or a trailer is missing
 */
export function decodePayload(headers: Record<string, string>, body: Buffer): Payload {
  const encodings = (headers['content-encoding'] ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '');
  if (!encodings.includes('aws-chunked')) return { headers, body };

  const { chunks, trailers } = decodeChunks(body);
  const decoded = Buffer.concat(chunks);
  const announced = headers['x-amz-decoded-content-length'];
  if (announced !== undefined && Number(announced) !== decoded.length) throw incompleteBody();
  for (const name of (headers['x-amz-trailer'] ?? '').split(',')) {
    const trailer = name.trim().toLowerCase();
    if (trailer !== '' && trailers[trailer] === undefined) {
      throw new S3Failure(
        400,
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed.',
      );
    }
  }

  const { 'content-encoding': _, ...others } = headers;
  const remaining = encodings.filter((encoding) => encoding !== 'aws-chunked').join(',');
  const encoding = remaining === '' ? {} : { 'content-encoding': remaining };
  return { headers: { ...others, ...encoding, ...trailers }, body: decoded };
}

function decodeChunks(body: Buffer): { chunks: Buffer[]; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', offset);
    if (lineEnd < 0) throw incompleteBody();
    // A chunk's line may carry extensions after a semicolon.
    const size = body.toString('latin1', offset, lineEnd).split(';')[0] ?? '';
    if (!/^[0-9a-f]{1,8}$/i.test(size)) throw incompleteBody();
    const length = Number.parseInt(size, 16);
    const start = lineEnd + 2;
    if (length === 0) return { chunks, trailers: parseTrailers(body.toString('latin1', start)) };
    const end = start + length;
    if (body.toString('latin1', end, end + 2) !== '\r\n') throw incompleteBody();
    chunks.push(body.subarray(start, end));
    offset = end + 2;
  }
}

function parseTrailers(text: string): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}

function incompleteBody(): S3Failure {
  return new S3Failure(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
}
