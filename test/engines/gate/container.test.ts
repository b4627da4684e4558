import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { type ContainerEntry, readContainer, unpack } from '../../../shared/engines/docx/container.ts';
import { codesOf, faultsOf } from './faults-of.ts';
import { type RawEntry, type RawZip, rawZip } from './raw-zip.ts';

const DAMAGED =
  'The file is damaged. Open it in Word, save it again as a Word document (.docx) and upload that.';
const UNSAFE = 'The file holds a part with an unsafe name. Save it again in Word.';
const MB = 1024 * 1024;

const damaged = (around?: string) => [
  { code: 'damaged-file', message: DAMAGED, ...(around === undefined ? {} : { where: { around } }) },
];
const unsafe = (around: string) => [{ code: 'unsafe-part-name', message: UNSAFE, where: { around } }];
const faults = (files: readonly RawEntry[], odd?: RawZip) =>
  faultsOf(() => readContainer(rawZip(files, odd)));
const names = (files: readonly RawEntry[], odd?: RawZip): string[] =>
  readContainer(rawZip(files, odd)).map(({ name }) => name);
const A: RawEntry = { name: 'a', content: 'one' };
const B: RawEntry = { name: 'b', content: 'two' };
/** An extra field of that kind. */
const extra = (kind: number, length = 0): Buffer => {
  const field = Buffer.alloc(4 + length);
  field.writeUInt16LE(kind, 0);
  field.writeUInt16LE(length, 2);
  return field;
};
const SECOND_NAME = 0x7075;

describe('a sound container', () => {
  it('is read without unpacking', () => {
    expect(readContainer(rawZip([A, B]))).toEqual([
      { name: 'a', method: 0, crc: crc32('one'), packed: Buffer.from('one'), statedSize: 3 },
      { name: 'b', method: 0, crc: crc32('two'), packed: Buffer.from('two'), statedSize: 3 },
    ]);
  });

  it('may be empty, and so may its last entry', () => {
    expect(names([])).toEqual([]);
    expect(names([A, { name: 'b', content: '' }])).toEqual(['a', 'b']);
  });

  it('may list its entries in another order than they lie in', () => {
    expect(names([A, B, { name: 'c' }], { reversed: true })).toEqual(['c', 'b', 'a']);
  });

  it('may have extra fields and comments of entries', () => {
    const fields = Buffer.concat([extra(1, 3), extra(2), extra(3, 1)]);
    expect(names([{ ...A, extra: fields, localExtra: extra(5, 7), comment: Buffer.from('hi') }, B])).toEqual([
      'a',
      'b',
    ]);
    expect(names([{ ...A, extra: Buffer.alloc(3), localExtra: Buffer.alloc(2) }])).toEqual(['a']);
  });

  test.each([12, 16, 20, 24])('may have %i bytes behind an entry that says so', (length) => {
    expect(names([{ ...A, flags: 8, behind: Buffer.alloc(length) }, B])).toEqual(['a', 'b']);
    expect(names([{ ...A, flags: 8, behind: Buffer.alloc(length) }])).toEqual(['a']);
  });

  it('may leave checksum and sizes before the data empty when they follow it', () => {
    const local = (header: Buffer) => header.fill(0, 14, 26);
    expect(names([{ ...A, flags: 8, local, behind: Buffer.alloc(12) }])).toEqual(['a']);
    expect(faults([{ ...A, local }])).toEqual(damaged('a'));
  });

  test.each([2, 4, 8, 0x800, 0x80e])('may have the flags %i', (flags) => {
    expect(names([{ ...A, flags }])).toEqual(['a']);
  });

  it('may have folders, which are left out', () => {
    expect(names([{ name: 'word/', content: '' }, A])).toEqual(['a']);
    expect(faults([{ name: 'word/', content: 'x' }])).toEqual(unsafe('word/'));
  });
});

describe('a damaged container', () => {
  test.each<[string, Buffer]>([
    ['is too short', Buffer.alloc(21)],
    ['is nothing', Buffer.alloc(0)],
    ['has another end', Buffer.alloc(22)],
    ['counts entries differently', rawZip([A], { end: (end) => end.writeUInt16LE(2, 8) })],
    ['is on the second disk', rawZip([A], { end: (end) => end.writeUInt16LE(1, 4) })],
    ['begins on the second disk', rawZip([A], { end: (end) => end.writeUInt16LE(1, 6) })],
    ['has a comment', rawZip([A], { end: (end) => end.writeUInt16LE(1, 20) })],
    ['has a longer directory', rawZip([A], { end: (end) => end.writeUInt32LE(48, 12) })],
    ['has more in its directory than entries', rawZip([A], { directoryEnd: Buffer.alloc(1) })],
    ['has another record in its directory', rawZip([A], { directoryEnd: Buffer.alloc(46) })],
    ['lacks an entry', rawZip([A], { end: (end) => end.fill(2, 8, 9).fill(2, 10, 11) })],
    ['has no signature in its directory', rawZip([{ ...A, central: (header) => header.writeUInt8(0, 0) }])],
    [
      'has a directory too short for its entry',
      rawZip([{ ...A, central: (header) => header.writeUInt16LE(2, 28) }]),
    ],
    [
      'has extra fields beyond its directory',
      rawZip([{ ...A, central: (header) => header.writeUInt16LE(1, 30) }]),
    ],
    [
      'has a comment beyond its directory',
      rawZip([{ ...A, central: (header) => header.writeUInt16LE(1, 32) }]),
    ],
    ['refers to a place behind it', rawZip([{ ...A, offset: 0xffff_ff00 }])],
    ['refers to a place in its directory', rawZip([{ ...A, offset: 34 }])],
    ['refers to what is no entry', rawZip([{ name: 'a', content: 'x'.repeat(40), offset: 31 }])],
    [
      'has half an entry in its directory',
      rawZip([A], {
        directoryEnd: Buffer.from('PK\x01\x02'),
        end: (end) => end.fill(2, 8, 9).fill(2, 10, 11),
      }),
    ],
    ['refers to half an entry', rawZip([{ name: 'a', content: 'PK\x03\x04', offset: 31 }])],
    [
      'refers to an entry without its name',
      rawZip([{ name: 'a', content: `PK\x03\x04${'x'.repeat(26)}`, offset: 31 }]),
    ],
    ['has bytes before its first entry', rawZip([A], { before: Buffer.alloc(1) })],
    ['has bytes before no entries', rawZip([], { before: Buffer.alloc(1) })],
    ['has bytes between entries', rawZip([{ ...A, behind: Buffer.alloc(12) }, B])],
    ['has bytes behind its last entry', rawZip([{ ...A, behind: Buffer.alloc(1) }])],
    ['has too many bytes between entries', rawZip([{ ...A, flags: 8, behind: Buffer.alloc(13) }, B])],
    ['has overlapping entries', rawZip([{ ...A, packedSize: 4 }, B])],
  ])('%s', (_, bytes) => {
    expect(faultsOf(() => readContainer(bytes))).toEqual(damaged());
  });

  test.each<[string, RawEntry]>([
    ['data beyond its directory', { ...A, packedSize: 100 }],
    ['an unknown flag', { ...A, flags: 0x10 }],
    ['encryption of the directory', { ...A, flags: 0x2000 }],
    ['other flags before the data', { ...A, local: (header) => header.writeUInt16LE(2, 6) }],
    ['another method before the data', { ...A, local: (header) => header.writeUInt16LE(8, 8) }],
    ['another checksum before the data', { ...A, local: (header) => header.writeUInt8(0, 14) }],
    ['another size before the data', { ...A, local: (header) => header.writeUInt8(9, 22) }],
    ['a shorter name before the data', { ...A, local: (header) => header.writeUInt16LE(0, 26) }],
    ['a longer name before the data', { ...A, local: (header) => header.writeUInt16LE(2, 26) }],
    [
      'an unknown method',
      {
        ...A,
        local: (header) => header.writeUInt16LE(9, 8),
        central: (header) => header.writeUInt16LE(9, 10),
      },
    ],
  ])('has an entry with %s', (_, entry) => {
    expect(faults([entry])).toEqual(damaged('a'));
  });

  it('has a checksum right before the data, but only in part', () => {
    expect(faults([{ ...A, local: (header) => header.writeUInt8(header.readUInt8(25) + 1, 25) }])).toEqual(
      damaged('a'),
    );
  });
});

describe('a container that is not damaged, but refused', () => {
  it('may not be encrypted', () => {
    expect(faults([{ ...A, flags: 1 }])).toEqual([
      {
        code: 'password-protected',
        message: 'The file is protected by a password. Remove the password and upload it again.',
        where: { around: 'a' },
      },
    ]);
  });

  it('may not hold links, as Unix writes them', () => {
    const link = (0o120777 << 16) >>> 0;
    expect(faults([{ ...A, host: 3, attributes: link }])).toEqual([
      {
        code: 'unsafe-part-name',
        message: 'The file holds a link. Save it again in Word.',
        where: { around: 'a' },
      },
    ]);
    expect(names([{ ...A, host: 0, attributes: link }])).toEqual(['a']);
    expect(names([{ ...A, host: 3, attributes: (0o100644 << 16) >>> 0 }])).toEqual(['a']);
    expect(names([{ ...A, host: 3, attributes: 0o120777 }])).toEqual(['a']);
  });

  test.each<[string, Buffer]>([
    ['alone', extra(SECOND_NAME)],
    ['with a content', extra(SECOND_NAME, 9)],
    ['behind others', Buffer.concat([extra(1), extra(2, 5), extra(SECOND_NAME, 1)])],
  ])('may not hold a second name for an entry, %s', (_, field) => {
    expect(faults([{ ...A, extra: field }])).toEqual(unsafe('a'));
    expect(faults([{ ...A, localExtra: field }])).toEqual(unsafe('a'));
  });

  it('may hold the bytes of such a field elsewhere', () => {
    const inside = Buffer.concat([extra(1, 4).fill(extra(SECOND_NAME), 4)]);
    expect(names([{ ...A, extra: inside, localExtra: inside }])).toEqual(['a']);
  });

  it('may not have more than 2,000 entries', () => {
    const counted = (count: number) =>
      faults([], { end: (end) => end.writeUInt16LE(count, 8) && end.writeUInt16LE(count, 10) });
    expect(counted(2000)).toEqual(damaged());
    expect(counted(2001)).toEqual([
      { code: 'too-many-parts', message: 'The file consists of 2001 parts; 2000 are the most.' },
    ]);
  });

  test.each([
    ['a', 'a'],
    ['a', 'A'],
    ['\u00e9', 'e\u0301'],
    ['é', 'É'],
    ['a b', 'a%20b'],
    ['a', '%61'],
  ])('may not hold both %j and %j', (one, other) => {
    expect(faults([{ name: one }, { name: other }])).toEqual([
      {
        code: 'duplicate-part',
        message: 'The file holds the same part twice. Save it again in Word.',
        where: { around: other },
      },
    ]);
  });

  test.each([
    ['ß', 'SS'],
    ['100%', '100'],
  ])('may hold both %j and %j', (one, other) => {
    expect(names([{ name: one }, { name: other }])).toEqual([one, other]);
  });
});

describe('names of entries', () => {
  test.each([
    '',
    '/',
    '/a',
    'a//b',
    'a//',
    '.',
    '..',
    'a/../b',
    'a/./b',
    'a.',
    'a /b',
    'C:a',
    'z:',
    'a\\b',
    'a\u0000b',
    'a\u007fb',
    'a\u202eb',
    'a\u200bb',
    'a%2Eb',
    'a%2fb',
    'a%5Cb',
    'a%00b',
  ])('may not be %j', (name) => {
    expect(faults([{ name, content: '' }])).toEqual(unsafe(name.replace(/\s+/g, ' ')));
  });

  test.each(['a', 'a.b', '.a', 'a b', ' a', 'word/c:d', '1:a', '100%', 'a%20b', 'Ọ̀rọ̀.xml', 'x'.repeat(255)])(
    'may be %j',
    (name) => {
      expect(names([{ name }])).toEqual([name]);
    },
  );

  it('may not have more than 255 bytes, nor bytes that are no UTF-8', () => {
    expect(codesOf(() => names([{ name: 'x'.repeat(256) }]))).toEqual(['unsafe-part-name']);
    expect(codesOf(() => names([{ name: 'é'.repeat(128) }]))).toEqual(['unsafe-part-name']);
    expect(faults([{ name: 'x'.repeat(256) }])).toEqual(unsafe(`${'x'.repeat(79)}…`));
    expect(codesOf(() => names([{ name: Buffer.from([0x61, 0xe9]) }]))).toEqual(['unsafe-part-name']);
  });
});

describe('unpacking', () => {
  const TOO_LARGE = [
    {
      code: 'unpacks-too-large',
      message:
        'The file unpacks to more than 20 MB in one part or 80 MB in all. Make its pictures smaller or split it.',
      where: { around: 'a' },
    },
  ];
  /** An entry of that many letters. */
  function entry(length: number, method: 0 | 8, changed: Partial<ContainerEntry> = {}): ContainerEntry {
    const content = Buffer.alloc(length, 'x');
    const packed = method === 0 ? content : deflateRawSync(content);
    return { name: 'a', method, crc: crc32(content), packed, statedSize: length, ...changed };
  }

  test.each([0, 8] as const)('gives the content of method %i up to the limit', (method) => {
    expect(unpack(entry(1000, method), 1000)).toEqual(Buffer.alloc(1000, 'x'));
    expect(unpack(entry(1, method), 1000)).toEqual(Buffer.from('x'));
    expect(faultsOf(() => unpack(entry(1000, method), 999))).toEqual(TOO_LARGE);
  });

  it('refuses by the stated size, before unpacking', () => {
    expect(faultsOf(() => unpack(entry(5, 8, { statedSize: 20 * MB + 1 }), 80 * MB))).toEqual(TOO_LARGE);
    expect(faultsOf(() => unpack(entry(5, 8, { statedSize: 20 * MB }), 80 * MB))).toEqual(damaged('a'));
    expect(faultsOf(() => unpack(entry(5, 8, { statedSize: 101 }), 100))).toEqual(TOO_LARGE);
  });

  it('refuses by the packed size', () => {
    expect(faultsOf(() => unpack(entry(101, 0, { statedSize: 5 }), 100))).toEqual(TOO_LARGE);
    expect(faultsOf(() => unpack(entry(100, 0, { statedSize: 5 }), 100))).toEqual(damaged('a'));
  });

  it('stops as soon as there is more than stated', () => {
    expect(faultsOf(() => unpack(entry(5000, 8, { statedSize: 100 }), 200))).toEqual(damaged('a'));
    expect(faultsOf(() => unpack(entry(5000, 8, { statedSize: 200 }), 200))).toEqual(TOO_LARGE);
    expect(faultsOf(() => unpack(entry(5000, 8, { statedSize: 199 }), 200))).toEqual(TOO_LARGE);
    expect(faultsOf(() => unpack(entry(101, 8, { statedSize: 100 }), 200))).toEqual(damaged('a'));
  });

  it('refuses another size, another checksum and what cannot be unpacked', () => {
    expect(faultsOf(() => unpack(entry(5, 8, { statedSize: 6 }), 100))).toEqual(damaged('a'));
    expect(faultsOf(() => unpack(entry(5, 8, { crc: 1 }), 100))).toEqual(damaged('a'));
    expect(faultsOf(() => unpack(entry(5, 0, { crc: 1 }), 100))).toEqual(damaged('a'));
    expect(faultsOf(() => unpack(entry(5, 8, { packed: Buffer.from('?') }), 100))).toEqual(damaged('a'));
  });
});
