import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { CommandFailure } from './command-failure.ts';
import { printable } from './printable.ts';
import { unreadable } from './read-file.ts';

/** How the bytes of a table become text. */
export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Bytes looked at to recognise an encoding or another format. */
const PEEK = 4096;

const OTHER_FORMATS: readonly (readonly [start: string, name: string])[] = [
  ['PK\x03\x04', 'a spreadsheet'],
  ['\xD0\xCF\x11\xE0', 'an old spreadsheet'],
  ['%PDF-', 'a PDF'],
];

/**
 * The encoding of a table: by its byte order mark, by the zero bytes of UTF-16, or UTF-8 when all of it is that. What
 * is left was written by Excel on Windows, whose plain CSV is in Windows-1252.
 *
 * @throws CommandFailure when the file cannot be read or is no text
 */
export async function csvEncoding(file: string): Promise<CsvEncoding> {
  const start = peek(file);
  const text = start.toString('latin1');
  const format = OTHER_FORMATS.find(([beginning]) => text.startsWith(beginning))?.[1];
  if (format !== undefined)
    throw new CommandFailure(`${printable(file)} is ${format}; save it as CSV (UTF-8) and use that.`);
  if (text.startsWith('\xFF\xFE')) return 'utf-16le';
  if (text.startsWith('\xFE\xFF')) return 'utf-16be';
  const zeros = zeroBytes(start);
  if (zeros.odd > start.length / 8 && zeros.even === 0) return 'utf-16le';
  if (zeros.even > start.length / 8 && zeros.odd === 0) return 'utf-16be';
  return (await isUtf8(file)) ? 'utf-8' : 'windows-1252';
}

function peek(file: string): Buffer {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const start = Buffer.alloc(PEEK);
      return start.subarray(0, readSync(descriptor, start, 0, PEEK, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Latin letters in UTF-16 have a zero in every other byte. */
function zeroBytes(bytes: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd']++;
  return zeros;
}

async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of createReadStream(file)) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw unreadable(file, error);
  }
}
