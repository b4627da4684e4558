import { crc32, deflateRawSync } from 'node:zlib';
import type { ContainerEntry } from './container.ts';

/** 1 January 1980, the first date a zip can state; a fixed date keeps equal documents byte-identical. */
const FIXED_DATE = 0x0021;
/** Version 2.0: deflate. */
const VERSION = 20;
const UTF8_FLAG = 0x800;
const LOCAL_LENGTH = 30;
const CENTRAL_LENGTH = 46;
const END_LENGTH = 22;

/** Packs the content of a part. */
export function packEntry(name: string, content: Uint8Array): ContainerEntry {
  return {
    name,
    method: 8,
    crc: crc32(content),
    packed: deflateRawSync(content, { level: 6 }),
    statedSize: content.length,
  };
}

/** Writes a zip container; entries keep their order and packed bytes. The same entries give the same bytes. */
export function writeContainer(entries: readonly ContainerEntry[]): Buffer {
  const contents: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let directorySize = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const local = localHeader(entry, name);
    const central = centralHeader(entry, name, offset);
    contents.push(local, entry.packed);
    directory.push(central);
    offset += local.length + entry.packed.length;
    directorySize += central.length;
  }
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directorySize, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...contents, ...directory, end]);
}

function localHeader(entry: ContainerEntry, name: Buffer): Buffer {
  const header = Buffer.alloc(LOCAL_LENGTH + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  writeShared(header, 6, entry, name);
  name.copy(header, LOCAL_LENGTH);
  return header;
}

function centralHeader(entry: ContainerEntry, name: Buffer, offset: number): Buffer {
  const header = Buffer.alloc(CENTRAL_LENGTH + name.length);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  writeShared(header, 8, entry, name);
  header.writeUInt32LE(offset, 42);
  name.copy(header, CENTRAL_LENGTH);
  return header;
}

/** The fields that the header before the data and the directory have in common, from the flags on. */
function writeShared(header: Buffer, at: number, entry: ContainerEntry, name: Buffer): void {
  header.writeUInt16LE(UTF8_FLAG, at);
  header.writeUInt16LE(entry.method, at + 2);
  header.writeUInt16LE(0, at + 4);
  header.writeUInt16LE(FIXED_DATE, at + 6);
  header.writeUInt32LE(entry.crc, at + 8);
  header.writeUInt32LE(entry.packed.length, at + 12);
  header.writeUInt32LE(entry.statedSize, at + 16);
  header.writeUInt16LE(name.length, at + 20);
}
