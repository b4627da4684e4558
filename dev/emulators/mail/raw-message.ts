/** The headers of a MIME message, as far as the inbox shows them. */

export interface RawMessage {
  from: string | undefined;
  to: string[];
  cc: string[];
  subject: string;
}

/** Reads the header block; the body stays as it is. */
export function parseRawMessage(message: string): RawMessage {
  const headerBlock = message.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const headers = new Map<string, string>();
  // A line that begins with white space continues the header before it.
  for (const line of headerBlock.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return {
    from: headers.get('from'),
    to: splitAddresses(headers.get('to')),
    cc: splitAddresses(headers.get('cc')),
    subject: decodeEncodedWords(headers.get('subject') ?? ''),
  };
}

/** Splits at commas outside quotes. */
function splitAddresses(header: string | undefined): string[] {
  return (header?.match(/(?:"[^"]*"|[^,"])+/g) ?? []).map((address) => address.trim()).filter(Boolean);
}

/** RFC 2047. */
function decodeEncodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([\w-]+)\?([BQ])\?([^?]*)\?=/gi, (_, charset: string, encoding: string, content: string) => {
      const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : decodeQ(content);
      return bytes.toString(/^utf-?8$/i.test(charset) ? 'utf8' : 'latin1');
    });
}

function decodeQ(content: string): Buffer {
  const text = content
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hexadecimal: string) =>
      String.fromCharCode(Number.parseInt(hexadecimal, 16)),
    );
  return Buffer.from(text, 'latin1');
}
