import { crc32 } from 'node:zlib';

/** A file to put into an archive. */
export interface ZipFile {
  /** With `/` between folders. */
  name: string;
  content: Buffer;
  /** Stated to two seconds, in UTC; 1980 to 2107. */
  date: Date;
}

const localLength = 30;
const centralLength = 46;
/** The 64-bit field of a directory entry: id, length, offset of the file. */
const longOffsetLength = 12;
const longEndLength = 56 + 20;
const endLength = 22;

/** Version 2.0; 4.5 for entries and archives with 64-bit numbers (APPNOTE 4.4.3.2). */
const version = 20;
const longVersion = 45;
/** Names are UTF-8 (APPNOTE appendix D). */
const utf8Flag = 0x800;
/** A field with this value means: the number is in the 64-bit field. */
const elsewhere16 = 0xffff;
const elsewhere32 = 0xffffffff;

/** An entry as the directory has it: some 60 bytes and its name. */
type Entry = Buffer;

/**
 * Packs files into a zip as they come. Nothing is compressed: Word files and PDFs are already. Sizes and checksums stand
 * before each file, which readers of streams need to take it apart; Java's refuses stored files without. A file is
 * handed on before the next is asked for, and what stays in memory is the directory. The same files give the same bytes.
 * Names are not checked: give each once, and without `..`.
 */
export async function* writeZip(files: AsyncIterable<ZipFile> | Iterable<ZipFile>): AsyncGenerator<Buffer> {
  const directory: Entry[] = [];
  let offset = 0;
  for await (const { name, content, date } of files) {
    const shared = sharedFields(Buffer.byteLength(name), content, date);
    const local = localHeader(name, shared);
    directory.push(centralHeader(name, shared, offset));
    offset += local.length + content.length;
    yield local;
    yield content;
  }
  yield* directory;
  yield end(directory, offset);
}

/** The fields that the header before a file and the directory have in common, from the flags on. */
function sharedFields(nameLength: number, content: Buffer, date: Date): Buffer {
  const fields = Buffer.alloc(22);
  fields.writeUInt16LE(utf8Flag, 0);
  fields.writeUInt16LE(timeOf(date), 4);
  fields.writeUInt16LE(dateOf(date), 6);
  fields.writeUInt32LE(crc32(content), 8);
  fields.writeUInt32LE(content.length, 12);
  fields.writeUInt32LE(content.length, 16);
  fields.writeUInt16LE(nameLength, 20);
  return fields;
}

function localHeader(name: string, shared: Buffer): Buffer {
  const header = Buffer.alloc(localLength + shared.readUInt16LE(20));
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  shared.copy(header, 6);
  header.write(name, localLength);
  return header;
}

function centralHeader(name: string, shared: Buffer, offset: number): Entry {
  const isLong = offset >= elsewhere32;
  const nameLength = shared.readUInt16LE(20);
  // From the pool: ten thousand small pieces of memory that stay would lie between those that come and go.
  const header = Buffer.allocUnsafe(centralLength + nameLength + (isLong ? longOffsetLength : 0)).fill(0);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(isLong ? longVersion : version, 4);
  header.writeUInt16LE(isLong ? longVersion : version, 6);
  shared.copy(header, 8);
  header.writeUInt16LE(isLong ? longOffsetLength : 0, 30);
  header.writeUInt32LE(Math.min(offset, elsewhere32), 42);
  header.write(name, centralLength);
  if (isLong) {
    const at = centralLength + nameLength;
    header.writeUInt16LE(1, at);
    header.writeUInt16LE(8, at + 2);
    header.writeBigUInt64LE(BigInt(offset), at + 4);
  }
  return header;
}

/** The end of an archive whose directory begins at `offset`; before it the 64-bit one where numbers do not fit. */
function end(directory: readonly Entry[], offset: number): Buffer {
  const count = directory.length;
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const isLong = count >= elsewhere16 || size >= elsewhere32 || offset >= elsewhere32;
  const short = Buffer.alloc(endLength);
  short.writeUInt32LE(0x06054b50, 0);
  short.writeUInt16LE(Math.min(count, elsewhere16), 8);
  short.writeUInt16LE(Math.min(count, elsewhere16), 10);
  short.writeUInt32LE(Math.min(size, elsewhere32), 12);
  short.writeUInt32LE(Math.min(offset, elsewhere32), 16);
  return isLong ? Buffer.concat([longEnd(count, size, offset), short]) : short;
}

/** The 64-bit end of the directory and the pointer to it (APPNOTE 4.3.14 and 4.3.15). */
function longEnd(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(longEndLength);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(longVersion, 12);
  record.writeUInt16LE(longVersion, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

/** MS-DOS time: hours, minutes, pairs of seconds. */
const timeOf = (date: Date): number =>
  (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);

/** MS-DOS date: years since 1980, months, days. */
const dateOf = (date: Date): number =>
  ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
