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
const UNIX_HOST = 3;
const SYMLINK_TYPE = 0o120000;

const DAMAGED =
  'The file is damaged. Open it in Word, save it again as a Word document (.docx) and upload that.';

/**
 * Reads the directory of a zip container without unpacking anything. Stricter than zip programs: no second
 * reading of the same bytes may be possible, so prefixes, comments, several disks, zip64, overlapping or
 * disagreeing headers, encryption and links are refused, as are duplicate and unsafe names. Word writes none
 * of these.
 *
 * @throws TemplateRefused
 */
export function readContainer(file: Buffer): ContainerEntry[] {
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
  const ranges: [number, number][] = [];
  const names = new Set<string>();
  let offset = directoryStart;
  for (let index = 0; index < count; index++) {
    const { entry, range, next } = readEntry(file, offset, directoryStart, end);
    offset = next;
    ranges.push(range);
    const folded = entry.name.normalize('NFC').toLowerCase();
    if (names.has(folded))
      refuse('duplicate-part', 'The file holds the same part twice. Save it again in Word.', entry.name);
    names.add(folded);
    if (!entry.name.endsWith('/')) entries.push(entry);
  }
  if (offset !== end) refuse('damaged-file', DAMAGED);
  refuseOverlaps(ranges);
  return entries;
}

function readEntry(
  file: Buffer,
  offset: number,
  directoryStart: number,
  end: number,
): { entry: ContainerEntry; range: [number, number]; next: number } {
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
  if (method !== 0 && method !== 8) refuse('damaged-file', DAMAGED, name);
  const unix = file.readUInt8(offset + 5) === UNIX_HOST;
  const unixType = (file.readUInt32LE(offset + 38) >>> 16) & 0o170000;
  if (unix && unixType === SYMLINK_TYPE)
    refuse('unsafe-part-name', 'The file holds a link. Save it again in Word.', name);
  const packedSize = file.readUInt32LE(offset + 20);
  const local = file.readUInt32LE(offset + 42);
  const dataStart = localDataStart(file, local, directoryStart, nameBytes, method);
  const dataEnd = dataStart + packedSize;
  if (dataEnd > directoryStart) refuse('damaged-file', DAMAGED, name);
  const entry: ContainerEntry = {
    name,
    method,
    crc: file.readUInt32LE(offset + 16),
    packed: file.subarray(dataStart, dataEnd),
    statedSize: file.readUInt32LE(offset + 24),
  };
  return { entry, range: [local, dataEnd], next };
}

/** Checks that the header before the data agrees with the directory; returns where the data starts. */
function localDataStart(file: Buffer, local: number, limit: number, name: Buffer, method: number): number {
  if (local + LOCAL_LENGTH + name.length > limit || file.readUInt32LE(local) !== LOCAL_SIGNATURE) {
    refuse('damaged-file', DAMAGED);
  }
  const localName = file.subarray(local + LOCAL_LENGTH, local + LOCAL_LENGTH + file.readUInt16LE(local + 26));
  if (!localName.equals(name) || file.readUInt16LE(local + 8) !== method) {
    refuse('damaged-file', DAMAGED, name.toString('latin1'));
  }
  return local + LOCAL_LENGTH + name.length + file.readUInt16LE(local + 28);
}

function readName(bytes: Buffer): string {
  const unsafe = 'The file holds a part with an unsafe name. Save it again in Word.';
  if (bytes.length === 0 || bytes.length > DOCX_LIMITS.nameBytes) {
    refuse('unsafe-part-name', unsafe, bytes.toString('latin1'));
  }
  const name = bytes.toString('utf8');
  const sameBytes = Buffer.from(name, 'utf8').equals(bytes);
  const segments = name.split('/');
  const climbs = segments.some((segment) => segment === '..' || segment === '.');
  const absolute = name.startsWith('/') || /^[a-z]:/i.test(name);
  if (!sameBytes || climbs || absolute || /[\p{Cc}\p{Cf}\\]/u.test(name))
    refuse('unsafe-part-name', unsafe, name);
  return name;
}

function refuseOverlaps(ranges: [number, number][]): void {
  ranges.sort(([a], [b]) => a - b);
  for (const [index, [start]] of ranges.entries()) {
    const previousEnd = ranges[index - 1]?.[1] ?? 0;
    if (index === 0 ? start !== 0 : start < previousEnd) refuse('damaged-file', DAMAGED);
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
    return inflateRawSync(entry.packed, { maxOutputLength: room });
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
