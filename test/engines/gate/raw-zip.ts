import { crc32 } from 'node:zlib';

/** One stored entry of a zip, with what `zipOf` of test/support/docx.ts cannot write. */
export interface RawEntry {
  name: string | Buffer;
  content?: string;
  flags?: number;
  /** Program that wrote it; 3 is Unix. */
  host?: number;
  attributes?: number;
  extra?: Buffer;
  localExtra?: Buffer;
  comment?: Buffer;
  /** Bytes between the data and the next entry. */
  behind?: Buffer;
  /** Header offset to claim. */
  offset?: number;
  /** Size of the packed data to claim, in both headers. */
  packedSize?: number;
  /** Changes the header before the data. */
  local?: (header: Buffer) => void;
  /** Changes the header in the directory. */
  central?: (header: Buffer) => void;
}

/** What is odd about the file as a whole. */
export interface RawZip {
  before?: Buffer;
  /** Bytes at the end of the directory. */
  directoryEnd?: Buffer;
  /** Writes the directory from its last entry to the first. */
  reversed?: boolean;
  end?: (record: Buffer) => void;
}

/** Writes a zip of stored entries byte by byte. */
export function rawZip(files: readonly RawEntry[], odd: RawZip = {}): Buffer {
  const parts: Buffer[] = [odd.before ?? Buffer.alloc(0)];
  const directory: Buffer[] = [];
  let offset = parts[0]?.length ?? 0;
  for (const file of files) {
    const written = entryOf(file, offset);
    parts.push(...written.local);
    directory.push(written.central);
    offset += written.local.reduce((sum, part) => sum + part.length, 0);
  }
  if (odd.reversed) directory.reverse();
  const whole = Buffer.concat([...directory, odd.directoryEnd ?? Buffer.alloc(0)]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(offset, 16);
  odd.end?.(end);
  return Buffer.concat([...parts, whole, end]);
}

function entryOf(file: RawEntry, offset: number): { local: Buffer[]; central: Buffer } {
  const name = Buffer.from(file.name);
  const content = Buffer.from(file.content ?? 'x');
  const extra = file.extra ?? Buffer.alloc(0);
  const localExtra = file.localExtra ?? Buffer.alloc(0);
  const shared = Buffer.alloc(20);
  shared.writeUInt16LE(file.flags ?? 0, 0);
  shared.writeUInt32LE(crc32(content), 8);
  shared.writeUInt32LE(file.packedSize ?? content.length, 12);
  shared.writeUInt32LE(content.length, 16);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  shared.copy(local, 6);
  local.writeUInt16LE(name.length, 26);
  local.writeUInt16LE(localExtra.length, 28);
  file.local?.(local);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt8(file.host ?? 0, 5);
  shared.copy(central, 8);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt16LE(file.comment?.length ?? 0, 32);
  central.writeUInt32LE(file.attributes ?? 0, 38);
  central.writeUInt32LE(file.offset ?? offset, 42);
  file.central?.(central);
  return {
    local: [local, name, localExtra, content, file.behind ?? Buffer.alloc(0)],
    central: Buffer.concat([central, name, extra, file.comment ?? Buffer.alloc(0)]),
  };
}
