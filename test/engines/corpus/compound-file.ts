/**
 * Compound files (CFB), the container of Word before 2007 and of documents with a password. One FAT sector, one
 * directory sector per four streams, every stream 4,096 bytes long so that it needs no mini stream; [MS-CFB] 2.
 */

const SECTOR = 512;
const STREAM = 4096;
const END_OF_CHAIN = 0xfffffffe;
const FREE = 0xffffffff;
const NO_ENTRY = 0xffffffff;

/** A compound file with streams of these names. */
export function compoundFile(streams: readonly string[]): Buffer {
  const directorySectors = Math.ceil((streams.length + 1) / 4);
  const streamSectors = STREAM / SECTOR;
  const table = Buffer.alloc(SECTOR, 0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  for (let sector = 1; sector <= directorySectors; sector++) {
    table.writeUInt32LE(sector === directorySectors ? END_OF_CHAIN : sector + 1, sector * 4);
  }
  const firstStream = 1 + directorySectors;
  streams.forEach((_, index) => {
    const first = firstStream + index * streamSectors;
    for (let sector = 0; sector < streamSectors; sector++) {
      const next = sector === streamSectors - 1 ? END_OF_CHAIN : first + sector + 1;
      table.writeUInt32LE(next, (first + sector) * 4);
    }
  });
  const entries = [
    directoryEntry('Root Entry', 5, streams.length > 0 ? 1 : NO_ENTRY, NO_ENTRY, END_OF_CHAIN, 0),
    ...streams.map((name, index) => {
      const right = index + 1 < streams.length ? index + 2 : NO_ENTRY;
      return directoryEntry(name, 2, NO_ENTRY, right, firstStream + index * streamSectors, STREAM);
    }),
  ];
  const directory = Buffer.alloc(directorySectors * SECTOR);
  Buffer.concat(entries).copy(directory);
  return Buffer.concat([header(), table, directory, Buffer.alloc(streams.length * STREAM, 0x5a)]);
}

function header(): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  bytes.writeUInt16LE(0x3e, 24);
  bytes.writeUInt16LE(3, 26);
  bytes.writeUInt16LE(0xfffe, 28);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt32LE(1, 44);
  bytes.writeUInt32LE(1, 48);
  bytes.writeUInt32LE(STREAM, 56);
  bytes.writeUInt32LE(END_OF_CHAIN, 60);
  bytes.writeUInt32LE(END_OF_CHAIN, 68);
  for (let at = 76; at < SECTOR; at += 4) bytes.writeUInt32LE(at === 76 ? 0 : FREE, at);
  return bytes;
}

function directoryEntry(
  name: string,
  type: number,
  child: number,
  right: number,
  start: number,
  size: number,
): Buffer {
  const bytes = Buffer.alloc(128);
  const text = Buffer.from(`${name}\u0000`, 'utf16le');
  text.copy(bytes);
  bytes.writeUInt16LE(text.length, 64);
  bytes.writeUInt8(type, 66);
  bytes.writeUInt8(1, 67);
  bytes.writeUInt32LE(NO_ENTRY, 68);
  bytes.writeUInt32LE(right, 72);
  bytes.writeUInt32LE(child, 76);
  bytes.writeUInt32LE(start, 116);
  bytes.writeUInt32LE(size, 120);
  return bytes;
}
