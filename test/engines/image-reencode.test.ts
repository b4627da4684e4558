import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { PictureRefused } from '../../shared/domain/picture-fault.ts';
import { reencodeImage } from '../../shared/engines/image/reencode-image.ts';
import {
  gradient,
  jpeg,
  png,
  pngChunk,
  pngHeader,
  pngSignature,
  withChunks,
  withJpegSize,
} from '../support/pictures.ts';

let wholePng: Buffer;
let wholeJpeg: Buffer;
beforeAll(async () => {
  [wholePng, wholeJpeg] = await Promise.all([png(), jpeg()]);
});

/** The refusal of a picture. Throws when it is taken. */
async function refusalOf(bytes: Buffer): Promise<PictureRefused> {
  const outcome = await reencodeImage(bytes).catch((error: unknown) => error);
  if (outcome instanceof PictureRefused) return outcome;
  throw new Error('the picture was taken', { cause: outcome });
}

async function expectRefused(bytes: Buffer, code: PictureRefused['code'], says: RegExp): Promise<void> {
  const refusal = await refusalOf(bytes);
  expect({ code: refusal.code, message: refusal.message }).toEqual({
    code,
    message: expect.stringMatching(says),
  });
}

/** Colours of the pixel in the left upper and in the right lower corner. */
async function cornersOf(bytes: Buffer): Promise<{ first: number[]; last: number[] }> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { first: [...data.subarray(0, info.channels)], last: [...data.subarray(-info.channels)] };
}

describe('a picture that is taken', () => {
  test('stays what it is: PNG to PNG without loss, JPEG to JPEG', async () => {
    const made = await reencodeImage(wholePng);
    expect(made).toMatchObject({ format: 'png', width: 30, height: 20 });
    expect(await sharp(made.bytes).raw().toBuffer()).toEqual(await sharp(wholePng).raw().toBuffer());
    const other = await reencodeImage(wholeJpeg);
    expect(other).toMatchObject({ format: 'jpeg', width: 30, height: 20 });
    expect(await sharp(other.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 30, height: 20 });
  });

  test('gives the same bytes each time, and the same again when it is written anew', async () => {
    const [one, other] = await Promise.all([reencodeImage(wholePng), reencodeImage(wholePng)]);
    expect(other.bytes.equals(one.bytes)).toBe(true);
    expect((await reencodeImage(one.bytes)).bytes.equals(one.bytes)).toBe(true);
    const pictures = await Promise.all([reencodeImage(wholeJpeg), reencodeImage(wholeJpeg)]);
    expect(pictures[0]?.bytes.equals(pictures[1]?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  test('keeps its transparency', async () => {
    const clear = await sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 9, g: 8, b: 7, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const { first } = await cornersOf((await reencodeImage(clear)).bytes);
    expect(first).toEqual([9, 8, 7, 128]);
  });

  test('is turned as its orientation says, and says so no more', async () => {
    const lying = await gradient(30, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const made = await reencodeImage(lying);
    expect(made).toMatchObject({ width: 20, height: 30 });
    expect((await sharp(made.bytes).metadata()).orientation).toBeUndefined();
  });

  test('has at most 4,000 pixels a side, in proportion', async () => {
    expect(await reencodeImage(await png(8000, 1000))).toMatchObject({ width: 4000, height: 500 });
    expect(await reencodeImage(await jpeg(1000, 4001))).toMatchObject({ width: 1000, height: 4000 });
    expect(await reencodeImage(await png(4000, 10))).toMatchObject({ width: 4000, height: 10 });
  });

  test('may be as small as one pixel', async () => {
    expect(await reencodeImage(await png(1, 1))).toMatchObject({ width: 1, height: 1 });
  });

  test.each<[string, () => Promise<Buffer>]>([
    ['with a palette', () => gradient(30, 20).png({ palette: true }).toBuffer()],
    ['of 16 bits', () => gradient(30, 20).toColourspace('rgb16').png().toBuffer()],
    ['that is interlaced', () => gradient(30, 20).png({ progressive: true }).toBuffer()],
    ['in grey', () => gradient(30, 20).greyscale().png().toBuffer()],
    ['of four printing colours', () => gradient(30, 20).toColourspace('cmyk').jpeg().toBuffer()],
    ['that is progressive', () => gradient(30, 20).jpeg({ progressive: true }).toBuffer()],
  ])('may be one %s; it comes out with plain colours of 8 bits', async (_, make) => {
    const { bytes } = await reencodeImage(await make());
    expect(await sharp(bytes).metadata()).toMatchObject({
      width: 30,
      height: 20,
      depth: 'uchar',
      isProgressive: false,
      isPalette: false,
      space: expect.stringMatching(/^(?:srgb|b-w)$/),
    });
  });
});

describe('nothing of the file gets through but its pixels', () => {
  test('I03: not the place and the device of EXIF, nor a colour profile or XMP', async () => {
    const told = await gradient(30, 20)
      .withExif({
        IFD0: { Make: 'Camera of Ada Obi' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '6/1 27/1 0/1' },
      })
      .withIccProfile('p3')
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">secret-xmp</x:xmpmeta>')
      .jpeg()
      .toBuffer();
    const before = await sharp(told).metadata();
    expect([before.exif, before.icc, before.xmp].every(Boolean)).toBe(true);
    const { bytes } = await reencodeImage(told);
    const after = await sharp(bytes).metadata();
    expect([after.exif, after.icc, after.xmp, after.iptc, after.comments]).toEqual(Array(5).fill(undefined));
    expect(bytes.toString('latin1')).not.toMatch(/Camera|GPS|Exif|secret-xmp|ICC_PROFILE/);
  });

  test('not the texts of a PNG', async () => {
    const told = withChunks(
      wholePng,
      pngChunk('tEXt', Buffer.from('Author\0Ada Obi')),
      pngChunk('iTXt', Buffer.from('XML:com.adobe.xmp\0\0\0\0\0<secret-xmp/>')),
    );
    const { bytes } = await reencodeImage(told);
    expect(bytes.toString('latin1')).not.toMatch(/Ada Obi|secret-xmp|tEXt|iTXt|eXIf/);
  });

  test('I07: not the further frames of an animated PNG, however many it has', async () => {
    const frames = Buffer.alloc(8);
    frames.writeUInt32BE(10_000);
    const control = (sequence: number): Buffer => {
      const data = Buffer.alloc(26);
      data.writeUInt32BE(sequence, 0);
      data.writeUInt32BE(30, 4);
      data.writeUInt32BE(20, 8);
      return pngChunk('fcTL', data);
    };
    const animated = withChunks(wholePng, pngChunk('acTL', frames), control(0));
    const further = Array.from({ length: 10_000 }, (_, index) => control(index + 1));
    const ending = animated.subarray(-12);
    const { bytes } = await reencodeImage(Buffer.concat([animated.subarray(0, -12), ...further, ending]));
    expect(bytes.equals((await reencodeImage(wholePng)).bytes)).toBe(true);
    expect(bytes.toString('latin1')).not.toMatch(/acTL|fcTL/);
  });

  test('not what hangs on behind its end', async () => {
    for (const whole of [wholePng, wholeJpeg]) {
      const { bytes } = await reencodeImage(Buffer.concat([whole, Buffer.from('<script>alert(1)</script>')]));
      expect(bytes.equals((await reencodeImage(whole)).bytes)).toBe(true);
    }
  });
});

describe('a bomb of pixels (I01) is refused from its header, before anything is decoded', () => {
  test('as a PNG', async () => {
    const bomb = Buffer.concat([
      pngSignature,
      pngHeader(50_000, 50_000),
      pngChunk('IDAT', Buffer.alloc(10)),
      pngChunk('IEND', Buffer.alloc(0)),
    ]);
    await expectRefused(bomb, 'too-many-pixels', /50000 × 50000 pixels.*40 million/);
  });

  test('as a JPEG', async () => {
    await expectRefused(withJpegSize(wholeJpeg, 65_535, 65_535), 'too-many-pixels', /40 million/);
  });

  test('one pixel over 40 million is too many, and 40 million are not', async () => {
    const flat = (width: number): Promise<Buffer> =>
      sharp({ create: { width, height: 5000, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
    await expectRefused(await flat(8001), 'too-many-pixels', /8001 × 5000/);
    expect(await reencodeImage(await flat(8000))).toMatchObject({ width: 4000, height: 2500 });
  });
});

describe('a damaged picture is refused', () => {
  const says = /damaged or incomplete.*save it again/;

  test.each([0.2, 0.5, 0.9, 0.99])('I02: a PNG of which %d came', async (part) => {
    const whole = await png(300, 200);
    await expectRefused(whole.subarray(0, Math.floor(whole.length * part)), 'damaged-picture', says);
  });

  test.each([0.2, 0.5, 0.9, 0.99])('I02: a JPEG of which %d came', async (part) => {
    const whole = await jpeg(300, 200);
    await expectRefused(whole.subarray(0, Math.floor(whole.length * part)), 'damaged-picture', says);
  });

  test.each([
    [0, 20],
    [30, 0],
    [0, 0],
    [0x80000000, 1],
    [0xffffffff, 0xffffffff],
  ])('I06: a PNG that says it has %d × %d pixels', async (width, height) => {
    const lying = Buffer.concat([pngSignature, pngHeader(width, height), wholePng.subarray(33)]);
    await expectRefused(lying, 'damaged-picture', says);
  });

  test.each([
    [0, 20],
    [30, 0],
  ])('I06: a JPEG that says it has %d × %d pixels', async (width, height) => {
    await expectRefused(withJpegSize(wholeJpeg, width, height), 'damaged-picture', says);
  });

  test('that has more pixels in its header than in its data', async () => {
    const lying = Buffer.concat([pngSignature, pngHeader(300, 2000), wholePng.subarray(33)]);
    await expectRefused(lying, 'damaged-picture', says);
  });

  test('whose data are noise', async () => {
    const noise = Buffer.concat([
      pngSignature,
      pngHeader(30, 20),
      pngChunk('IDAT', Buffer.alloc(500, 0xa5)),
      pngChunk('IEND', Buffer.alloc(0)),
    ]);
    await expectRefused(noise, 'damaged-picture', says);
  });

  test.each([
    ['nothing but the signature of a PNG', pngSignature],
    [
      'a PNG whose header comes second',
      Buffer.concat([pngSignature, pngChunk('tEXt', Buffer.from('a\0b')), pngHeader(3, 2)]),
    ],
    ['nothing but the start of a JPEG', Buffer.from('ffd8ffe0', 'hex')],
    ['a JPEG that ends before its frame', Buffer.from('ffd8ffe00004ffffffd90000', 'hex')],
    ['a JPEG whose data come before its frame', Buffer.from('ffd8ffda0004ffffffc00011', 'hex')],
    ['a JPEG whose segment has no length', Buffer.from('ffd8ffe00000ffc00011', 'hex')],
    ['a JPEG whose segment goes on behind the end', Buffer.from('ffd8ffe0ffff0000ffc0', 'hex')],
    ['a JPEG whose frame is cut off', Buffer.from('ffd8ffc0001108', 'hex')],
    ['a JPEG of fill bytes alone', Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(100_000, 0xff)])],
  ])('%s', async (_, bytes) => {
    await expectRefused(bytes, 'damaged-picture', says);
  });
});

describe('what is no PNG or JPEG is refused by its content', () => {
  const text = (content: string): Buffer => Buffer.from(content, 'latin1');

  test.each([
    [
      'I04: an SVG',
      text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      'SVG',
    ],
    ['I05: a GIF that is also a script', text('GIF89a/*\0\0\0\0*/=1;alert(1)//'), 'GIF'],
    ['I09: an icon', text('\0\0\u0001\0\u0001\0\u0010\u0010'), 'icon'],
    ['I09: a BMP', text('BM\0\0\0\0\0\0\0\0'), 'BMP'],
    ['I09: a TIFF', text('II*\0\b\0\0\0'), 'TIFF'],
    ['I09: a TIFF of the other byte order', text('MM\0*\0\0\0\b'), 'TIFF'],
    ['a WebP', text('RIFF\0\0\0\0WEBPVP8 '), 'WebP'],
    ['a picture of a phone', text('\0\0\0\u0018ftypheic'), 'HEIC or AVIF'],
  ])('%s', async (_, bytes, name) => {
    await expectRefused(bytes, 'unsupported-picture', new RegExp(`kind ${name} .*PNG or JPEG`));
  });

  test.each([
    [
      'I10: an MVG that is named png',
      text('push graphic-context\nimage over 0,0 0,0 "https://example.com/x.png"'),
    ],
    ['I10: an MSL', text('<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>')],
    ['a web page', text('<!doctype html><p>Hello')],
    ['a PDF', text('%PDF-1.7\n')],
    ['a zip', text('PK\u0003\u0004')],
    ['I08: a data URL', text('data:image/png;base64,iVBORw0KGgo=')],
    ['a single byte', text('\u0089')],
  ])('%s', async (_, bytes) => {
    await expectRefused(bytes, 'not-a-picture', /whatever its name says.*PNG or JPEG/);
  });

  test('a real WebP, TIFF and GIF too', async () => {
    const others = [gradient(30, 20).webp(), gradient(30, 20).tiff(), gradient(30, 20).gif()];
    for (const other of others)
      await expectRefused(await other.toBuffer(), 'unsupported-picture', /PNG or JPEG/);
  });

  test('an empty file', async () => {
    await expectRefused(Buffer.alloc(0), 'empty-file', /empty/);
  });
});

describe('10 MB (I08)', () => {
  const limit = 10 * 1024 * 1024;

  test('are the most that are read', async () => {
    const padded = (size: number): Buffer => Buffer.concat([wholePng, Buffer.alloc(size - wholePng.length)]);
    expect(await reencodeImage(padded(limit))).toMatchObject({ width: 30, height: 20 });
    await expectRefused(padded(limit + 1), 'file-too-large', /larger than 10 MB/);
  });

  test('are the most that are written, however small the file was', async () => {
    // With a palette a pixel takes one byte; written plainly it takes more, however well it is packed.
    const small = noiseWithPalette(3200, 3200);
    expect(small.length).toBeLessThan(limit + 1);
    await expectRefused(small, 'file-too-large', /plain picture.*larger than 10 MB.*fewer pixels/);
  });
});

/** A PNG of 256 colours in no order, the same in every run. */
function noiseWithPalette(width: number, height: number): Buffer {
  const noise = xorshift();
  const rows = Buffer.alloc(height * (width + 1));
  for (let at = 0; at < rows.length; at++) rows[at] = at % (width + 1) === 0 ? 0 : noise();
  const header = Buffer.from(pngHeader(width, height).subarray(8, 21));
  // Colour type 3: pixels are numbers of palette entries.
  header[9] = 3;
  return Buffer.concat([
    pngSignature,
    pngChunk('IHDR', header),
    pngChunk('PLTE', Buffer.from(Array.from({ length: 256 * 3 }, noise))),
    pngChunk('IDAT', deflateSync(rows, { level: 1 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Bytes without order: xorshift32 (Marsaglia, 2003). */
function xorshift(): () => number {
  let state = 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
}
