import { describe, expect, it, test } from 'vitest';
import { readPictureHeader } from '../../../shared/engines/docx/picture-header.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const PNG = hex('89504e470d0a1a0a 0000000d 49484452 00000102 00000304 08020000 00 00000000');
const GIF = Buffer.concat([Buffer.from('GIF89a'), hex('0201 0403 000000')]);
/** Start of a frame: marker, length, precision, height 3, width 2. */
const frame = (marker = 'c0'): string => `ff${marker} 0008 08 0003 0002`;
const jpeg = (...segments: string[]): Buffer => hex(`ffd8${segments.join('')}`);
const SIZE = { format: 'JPEG', width: 2, height: 3 };

describe('PNG', () => {
  it('says its size', () => {
    expect(readPictureHeader(PNG)).toEqual({ format: 'PNG', width: 0x102, height: 0x304 });
  });

  test.each<[string, Buffer]>([
    ['that is cut short', PNG.subarray(0, 32)],
    ['whose first chunk is another', hex(`${PNG.toString('hex').replace('49484452', '49484453')}`)],
  ])('is none %s', (_, bytes) => {
    expect(readPictureHeader(bytes)).toBeNull();
  });
});

describe('GIF', () => {
  test.each(['GIF87a', 'GIF89a'])('says its size as %s', (start) => {
    const bytes = Buffer.concat([Buffer.from(start), GIF.subarray(6)]);
    expect(readPictureHeader(bytes)).toEqual({ format: 'GIF', width: 0x102, height: 0x304 });
  });

  it('is none of another version, or cut short', () => {
    expect(readPictureHeader(Buffer.concat([Buffer.from('GIF88a'), GIF.subarray(6)]))).toBeNull();
    expect(readPictureHeader(GIF.subarray(0, 12))).toBeNull();
  });
});

describe('JPEG', () => {
  test.each('c0 c1 c2 c3 c5 c6 c7 c9 ca cb cd ce cf'.split(' '))('reads the size from frame %s', (marker) => {
    expect(readPictureHeader(jpeg(frame(marker)))).toEqual(SIZE);
  });

  test.each('bf c4 c8 cc d0 e0'.split(' '))('reads no size from segment %s', (marker) => {
    expect(readPictureHeader(jpeg(frame(marker)))).toBeNull();
  });

  test.each<[string, string]>([
    ['a segment', 'ffe0 0004 ffc0'],
    ['an empty segment', 'ffe0 0002'],
    ['fill bytes', 'ff ff'],
    ['two segments', 'ffe0 0003 00 ffdb 0005 010203'],
  ])('finds the frame behind %s', (_, before) => {
    expect(readPictureHeader(jpeg(before, frame()))).toEqual(SIZE);
  });

  test.each<[string, Buffer]>([
    ['nothing behind its start', jpeg('ff')],
    ['a frame that is cut short', jpeg(frame()).subarray(0, -1)],
    ['the scan first', jpeg('ffda 0002', frame())],
    ['its end first', jpeg('ffd9 0002', frame())],
    ['a segment of no length', jpeg('ffe0 0000', frame())],
    ['a segment shorter than its length', jpeg('ffe0 0001 00', frame())],
    ['something else between its segments', jpeg('ffe0 0002 00c0 0008 08 0003 0002', frame())],
    ['a segment up to its end', jpeg('ffe0 000a 0000000000000000')],
  ])('has no size with %s', (_, bytes) => {
    expect(readPictureHeader(bytes)).toBeNull();
  });
});

test.each([
  '',
  'ff',
  'ffd8',
  'ffd900c0 0008 08 0003 0002',
  '00ffd8ffc0 0008 08 0003 0002',
  '0000ffc0 0008 08 0003 0002',
  '424d',
])('takes %s for no picture', (bytes) => {
  expect(readPictureHeader(hex(bytes))).toBeNull();
});
