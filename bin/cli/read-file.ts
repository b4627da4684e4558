import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DOCX_LIMITS } from '../../shared/engines/docx/limits.ts';
import { CommandFailure, systemCode } from './command-failure.ts';
import { printable } from './printable.ts';

/** Bytes of a JSON file with values. */
const MOST_JSON_BYTES = 50 * 1024 * 1024;

/** The bytes of a template; of a file over the limit just enough for the engine to refuse it. */
export function readTemplateFile(file: string): Buffer {
  return readUpTo(file, DOCX_LIMITS.fileBytes + 1);
}

/** A JSON file in UTF-8, or in UTF-16 with a byte order mark, as PowerShell writes it. @throws CommandFailure when it cannot be read or is no JSON */
export function readJsonFile(file: string): unknown {
  const bytes = readUpTo(file, MOST_JSON_BYTES + 1);
  const shown = printable(file);
  if (bytes.length > MOST_JSON_BYTES)
    throw new CommandFailure(`${shown} is larger than ${MOST_JSON_BYTES / 1024 / 1024} MB.`);
  try {
    return JSON.parse(new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes));
  } catch (error) {
    const reason =
      error instanceof SyntaxError
        ? printable(error.message)
        : 'it is written neither in UTF-8 nor in UTF-16';
    throw new CommandFailure(`${shown} is no valid JSON: ${reason}`);
  }
}

function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** The first bytes of a file, at most `limit`. @throws CommandFailure when it cannot be read */
export function readUpTo(file: string, limit: number): Buffer {
  try {
    const descriptor = openSync(file, 'r');
    try {
      if (fstatSync(descriptor).isDirectory())
        throw new CommandFailure(`${printable(file)} is a folder; name a file.`);
      return readOpened(descriptor, limit);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Sizes of pipes and devices are not known beforehand, so reading ends where the file does. */
function readOpened(descriptor: number, limit: number): Buffer {
  const pieces: Buffer[] = [];
  let left = limit;
  const guess = Math.min(limit, fstatSync(descriptor).size + 1);
  while (left > 0) {
    const piece = Buffer.allocUnsafe(Math.min(left, Math.max(guess, 64 * 1024)));
    const count = readSync(descriptor, piece);
    if (count === 0) break;
    pieces.push(piece.subarray(0, count));
    left -= count;
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}

/** What to say when a file cannot be read. */
export function unreadable(file: string, error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  const shown = printable(file);
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new CommandFailure(`There is no file ${shown}.`);
    case 'EACCES':
    case 'EPERM':
      return new CommandFailure(`${shown} may not be read; check its permissions.`);
    default:
      return new CommandFailure(`${shown} cannot be read: ${String(error)}`);
  }
}
