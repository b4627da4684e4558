import { crc32, inflateRawSync } from 'node:zlib';
import { refuse } from '../../domain/template-fault.ts';
import { DOCX_LIMITS } from './limits.ts';

/** One file of a zip container, still packed. */
export interface ContainerEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: 0 | 8;
  crc: number;
  /** The packed bytes, a view into the file. */
  packed: Buffer;
  /** Unpacked size as the container states it; trusted only after unpacking. */
  statedSize: number;
}

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
const ENCRYPTED_FLAG = 1;
/** Size and checksum follow the data, as programs write that do not know them before. */
const DESCRIPTOR_FLAG = 8;
/** Compression level, descriptor, UTF-8 names; all others encrypt, patch or hide something. */
const KNOWN_FLAGS = 0x080f;
/** Length of a descriptor: with or without signature, sizes of four or eight bytes. */
const DESCRIPTOR_LENGTHS = new Set([12, 16, 20, 24]);
/** An extra field with a second name for the entry, which some programs prefer (Info-ZIP Unicode Path). */
const SECOND_NAME = 0x7075;
const UNIX_HOST = 3;
const SYMLINK_TYPE = 0o120000;

/** An extra field with sizes of eight bytes, and what the short fields say then (APPNOTE 4.5.3). */
const LONG_SIZES = 0x0001;
const IN_LONG_SIZES = 0xffffffff;

/** Bytes of a chunk beyond the content; zlib wants chunks of at least 64. */
const SPARE = 64;

const DAMAGED =
  'The file is damaged. Open it in Word, save it again as a Word document (.docx) and upload that.';

/**
 * Reads the directory of a zip container without unpacking anything. Stricter than zip programs: no second
 * reading of the same bytes may be possible, so prefixes, comments, several disks, zip64, overlapping or
 * disagreeing headers, encryption and links are refused, as are duplicate and unsafe names. Word writes none
 * of these. With `longSizes` a header may give its sizes in eight bytes, as programs write that stream large workbooks;
 * they must agree with the directory like all others.
 *
 * @throws TemplateRefused
 */
export function readContainer(file: Buffer, { longSizes = false } = {}): ContainerEntry[] {
  const end = file.length - END_LENGTH;
  if (end < 0 || file.readUInt32LE(end) !== END_SIGNATURE) refuse('damaged-file', DAMAGED);
  const count = file.readUInt16LE(end + 10);
  const directorySize = file.readUInt32LE(end + 12);
  const directoryStart = file.readUInt32LE(end + 16);
  const oneDisk = file.readUInt32LE(end + 4) === 0 && file.readUInt16LE(end + 8) === count;
  const noComment = file.readUInt16LE(end + 20) === 0;
  if (!oneDisk || !noComment || directoryStart + directorySize !== end) refuse('damaged-file', DAMAGED);
  if (count > DOCX_LIMITS.entries) {
    refuse('too-many-parts', `The file consists of ${count} parts; ${DOCX_LIMITS.entries} are the most.`);
  }
  const entries: ContainerEntry[] = [];
  const ranges: Range[] = [];
  const names = new Set<string>();
  let offset = directoryStart;
  for (let index = 0; index < count; index++) {
    const { entry, range, next } = readEntry(file, { offset, directoryStart, end, longSizes });
    offset = next;
    ranges.push(range);
    const folded = foldName(entry.name);
    if (names.has(folded))
      refuse('duplicate-part', 'The file holds the same part twice. Save it again in Word.', entry.name);
    names.add(folded);
    if (!entry.name.endsWith('/')) entries.push(entry);
    else if (entry.statedSize > 0) refuse('unsafe-part-name', UNSAFE, entry.name);
  }
  if (offset !== end) refuse('damaged-file', DAMAGED);
  refuseGaps(ranges, directoryStart);
  return entries;
}

/** Names that are the same to somebody: letter case, accents in two parts, percent-encoded letters. */
function foldName(name: string): string {
  let plain = name;
  try {
    plain = decodeURIComponent(name);
  } catch {
    // Not percent-encoded, so it only means itself.
  }
  return plain.normalize('NFC').toLowerCase();
}

/** Where an entry lies, from its header to the end of its data. */
interface Range {
  start: number;
  end: number;
  hasDescriptor: boolean;
}

/** Where the directory lies, how far we are in it, and what is allowed. */
interface Place {
  offset: number;
  directoryStart: number;
  end: number;
  longSizes: boolean;
}

function readEntry(
  file: Buffer,
  { offset, directoryStart, end, longSizes }: Place,
): { entry: ContainerEntry; range: Range; next: number } {
  if (offset + CENTRAL_LENGTH > end || file.readUInt32LE(offset) !== CENTRAL_SIGNATURE) {
    refuse('damaged-file', DAMAGED);
  }
  const nameLength = file.readUInt16LE(offset + 28);
  const next =
    offset + CENTRAL_LENGTH + nameLength + file.readUInt16LE(offset + 30) + file.readUInt16LE(offset + 32);
  if (next > end) refuse('damaged-file', DAMAGED);
  const nameBytes = file.subarray(offset + CENTRAL_LENGTH, offset + CENTRAL_LENGTH + nameLength);
  const name = readName(nameBytes);
  const flags = file.readUInt16LE(offset + 8);
  const method = file.readUInt16LE(offset + 10);
  if ((flags & ENCRYPTED_FLAG) !== 0) {
    refuse(
      'password-protected',
      'The file is protected by a password. Remove the password and upload it again.',
      name,
    );
  }
  if ((flags & ~KNOWN_FLAGS) !== 0 || (method !== 0 && method !== 8)) refuse('damaged-file', DAMAGED, name);
  const extraStart = offset + CENTRAL_LENGTH + nameLength;
  refuseSecondName(file.subarray(extraStart, extraStart + file.readUInt16LE(offset + 30)), name);
  const unix = file.readUInt8(offset + 5) === UNIX_HOST;
  const unixType = (file.readUInt32LE(offset + 38) >>> 16) & 0o170000;
  if (unix && unixType === SYMLINK_TYPE)
    refuse('unsafe-part-name', 'The file holds a link. Save it again in Word.', name);
  const packedSize = file.readUInt32LE(offset + 20);
  const local = file.readUInt32LE(offset + 42);
  const dataStart = localDataStart(
    file,
    { local, limit: directoryStart, central: offset, longSizes },
    nameBytes,
  );
  const dataEnd = dataStart + packedSize;
  if (dataEnd > directoryStart) refuse('damaged-file', DAMAGED, name);
  const entry: ContainerEntry = {
    name,
    method,
    crc: file.readUInt32LE(offset + 16),
    packed: file.subarray(dataStart, dataEnd),
    statedSize: file.readUInt32LE(offset + 24),
  };
  const hasDescriptor = (flags & DESCRIPTOR_FLAG) !== 0;
  return { entry, range: { start: local, end: dataEnd, hasDescriptor }, next };
}

/** Checks that the header before the data agrees with the directory; returns where the data starts. */
function localDataStart(
  file: Buffer,
  { local, limit, central, longSizes }: { local: number; limit: number; central: number; longSizes: boolean },
  name: Buffer,
): number {
  if (local + LOCAL_LENGTH + name.length > limit || file.readUInt32LE(local) !== LOCAL_SIGNATURE) {
    refuse('damaged-file', DAMAGED);
  }
  const localName = file.subarray(local + LOCAL_LENGTH, local + LOCAL_LENGTH + file.readUInt16LE(local + 26));
  const flags = file.readUInt16LE(central + 8);
  // Flags and method; then, unless they follow the data, checksum and both sizes.
  const agrees =
    file.readUInt32LE(local + 6) === file.readUInt32LE(central + 8) &&
    ((flags & DESCRIPTOR_FLAG) !== 0 ||
      file.subarray(local + 14, local + 26).equals(file.subarray(central + 16, central + 28)) ||
      (longSizes && agreeAtLength(file, local, central, limit)));
  if (!agrees || !localName.equals(name)) refuse('damaged-file', DAMAGED, name.toString('latin1'));
  const extraStart = local + LOCAL_LENGTH + name.length;
  const dataStart = extraStart + file.readUInt16LE(local + 28);
  refuseSecondName(file.subarray(extraStart, dataStart), name.toString('latin1'));
  return dataStart;
}

/** Whether checksum and sizes of a header agree with the directory, the sizes as eight bytes each: unpacked, packed. */
function agreeAtLength(file: Buffer, local: number, central: number, limit: number): boolean {
  const sameSum = file.readUInt32LE(local + 14) === file.readUInt32LE(central + 16);
  const areElsewhere =
    file.readUInt32LE(local + 18) === IN_LONG_SIZES && file.readUInt32LE(local + 22) === IN_LONG_SIZES;
  const extra = local + LOCAL_LENGTH + file.readUInt16LE(local + 26);
  if (!sameSum || !areElsewhere || extra + 20 > limit) return false;
  const isFirst = file.readUInt16LE(extra) === LONG_SIZES && file.readUInt16LE(extra + 2) === 16;
  const isInside = file.readUInt16LE(local + 28) >= 20;
  const [unpacked, packed] = [file.readBigUInt64LE(extra + 4), file.readBigUInt64LE(extra + 12)];
  return (
    isFirst &&
    isInside &&
    unpacked === BigInt(file.readUInt32LE(central + 24)) &&
    packed === BigInt(file.readUInt32LE(central + 20))
  );
}

/** Looks for a second name among the extra fields: each two bytes of kind, two of length, and the rest. */
function refuseSecondName(extra: Buffer, name: string): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === SECOND_NAME) refuse('unsafe-part-name', UNSAFE, name);
  }
}

const UNSAFE = 'The file holds a part with an unsafe name. Save it again in Word.';

function readName(bytes: Buffer): string {
  if (bytes.length > DOCX_LIMITS.nameBytes) {
    refuse('unsafe-part-name', UNSAFE, bytes.toString('latin1', 0, DOCX_LIMITS.nameBytes));
  }
  const name = bytes.toString('utf8');
  const sameBytes = Buffer.from(name, 'utf8').equals(bytes);
  const segments = name.replace(/\/$/, '').split('/');
  // Windows drops dots and blanks at the end of a name, so such a name could mean another file.
  const odd = segments.some((segment) => segment === '' || /[. ]$/.test(segment));
  const drive = /^[a-z]:/i.test(name);
  if (!sameBytes || odd || drive || /[\p{Cc}\p{Cf}\\]|%(?:2e|2f|5c|00)/iu.test(name))
    refuse('unsafe-part-name', UNSAFE, name);
  return name;
}

/** Entries must follow one another from the first byte on; between them only descriptors may stand. */
function refuseGaps(ranges: Range[], directoryStart: number): void {
  ranges.sort((a, b) => a.start - b.start);
  if ((ranges[0]?.start ?? directoryStart) !== 0) refuse('damaged-file', DAMAGED);
  for (const [index, range] of ranges.entries()) {
    const gap = (ranges[index + 1]?.start ?? directoryStart) - range.end;
    if (gap !== 0 && !(range.hasDescriptor && DESCRIPTOR_LENGTHS.has(gap))) refuse('damaged-file', DAMAGED);
  }
}

/**
 * Unpacks one entry, writing at most `limit` bytes, and checks its size and checksum.
 *
 * @throws TemplateRefused
 */
export function unpack(entry: ContainerEntry, limit: number): Buffer {
  const most = Math.min(limit, DOCX_LIMITS.partBytes);
  if (entry.statedSize > most || entry.packed.length > most) refuseBomb(entry.name);
  const bytes = entry.method === 0 ? entry.packed : inflate(entry, most);
  if (bytes.length !== entry.statedSize || crc32(bytes) !== entry.crc)
    refuse('damaged-file', DAMAGED, entry.name);
  return bytes;
}

function inflate(entry: ContainerEntry, most: number): Buffer {
  // One byte more than stated is enough to notice that the stated size is a lie.
  const room = Math.min(most, entry.statedSize + 1);
  try {
    // One chunk with room to spare holds it all, so nothing is copied together.
    return inflateRawSync(entry.packed, { maxOutputLength: room, chunkSize: room + SPARE });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    if (tooLarge && room === most) return refuseBomb(entry.name);
    return refuse('damaged-file', DAMAGED, entry.name);
  }
}

function refuseBomb(name: string): never {
  const part = DOCX_LIMITS.partBytes / 1024 / 1024;
  const total = DOCX_LIMITS.unpackedBytes / 1024 / 1024;
  return refuse(
    'unpacks-too-large',
    `The file unpacks to more than ${part} MB in one part or ${total} MB in all. Make its pictures smaller or split it.`,
    name,
  );
}
