/** `multipart/form-data` as browsers send it to S3: fields first, the file last. */
import { S3Failure } from './failure.ts';

export interface PostForm {
  /** Text fields before the file, names in lower case. */
  fields: Record<string, string>;
  file: { name: string; content: Buffer };
}

/** S3's limit on everything before the file, in bytes. */
const LARGEST_PREAMBLE_BYTES = 20_480;

/**
 * Reads a POST form up to its file; fields after the file are ignored, as S3 does.
 *
 * @throws S3Failure MalformedPOSTRequest, MaxPostPreDataLengthExceeded or InvalidArgument
 */
export function parsePostForm(contentType: string, body: Buffer): PostForm {
  const boundary = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const separator = `--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
  if (!boundary || !body.subarray(0, separator.length).equals(Buffer.from(separator))) throw malformed();

  const fields: Record<string, string> = {};
  let offset = separator.length;
  while (body.toString('latin1', offset, offset + 2) === '\r\n') {
    const headersEnd = body.indexOf('\r\n\r\n', offset);
    if (headersEnd < 0) throw malformed();
    const disposition = parseDisposition(body.toString('utf8', offset + 2, headersEnd));
    const start = headersEnd + 4;
    const end = body.indexOf(`\r\n${separator}`, start);
    if (end < 0) throw malformed();
    if (start > LARGEST_PREAMBLE_BYTES) {
      throw new S3Failure(
        400,
        'MaxPostPreDataLengthExceeded',
        'Your POST request fields preceding the upload file were too large.',
      );
    }
    if (disposition.name === 'file') {
      return { fields, file: { name: disposition.fileName, content: body.subarray(start, end) } };
    }
    if (Object.hasOwn(fields, disposition.name)) {
      throw new S3Failure(400, 'InvalidArgument', 'POST form fields must not be repeated.');
    }
    fields[disposition.name] = body.toString('utf8', start, end);
    offset = end + 2 + separator.length;
  }
  throw new S3Failure(400, 'InvalidArgument', 'POST requires exactly one file upload per request.');
}

function parseDisposition(headers: string): { name: string; fileName: string } {
  const line = headers.split('\r\n').find((header) => /^content-disposition:/i.test(header)) ?? '';
  const name = /[;\s]name="([^"]*)"/i.exec(line)?.[1];
  if (name === undefined) throw malformed();
  const path = unescapeQuoted(/[;\s]filename="([^"]*)"/i.exec(line)?.[1] ?? '');
  // Some browsers send a path; S3 uses its last segment.
  const fileName = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return { name: unescapeQuoted(name).toLowerCase(), fileName };
}

/** Browsers escape quotes and line breaks in names with percent signs, and nothing else. */
function unescapeQuoted(text: string): string {
  return text.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}

function malformed(): S3Failure {
  return new S3Failure(
    400,
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );
}
