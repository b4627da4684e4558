import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { PictureRefused } from '../../shared/domain/picture-fault.ts';
import { type AvatarSquare, avatarSquares } from '../../shared/engines/image/avatar-squares.ts';
import { gradient, jpeg, png, pngChunk, pngHeader, pngSignature } from '../support/pictures.ts';

// The engine lets this process read nothing but what it takes; we want to look at what it makes.
beforeAll(() => sharp.unblock({ operation: ['VipsForeignLoadWebp'] }));

const bytesOf = (squares: readonly AvatarSquare[], size: number, format: string): Buffer => {
  const found = squares.find((each) => each.size === size && each.format === format);
  if (!found) throw new Error(`no ${format} of ${size}`);
  return found.bytes;
};

/** The colour of one pixel. */
async function pixelAt(bytes: Buffer, left: number, top: number): Promise<number[]> {
  const { data } = await sharp(bytes)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data];
}

/** A picture in three stripes, red, green and blue, side by side. */
const stripes = (width: number, height: number) =>
  sharp({ create: { width: 3 * width, height, channels: 3, background: 'red' } }).composite([
    { input: { create: { width, height, channels: 3, background: '#00ff00' } }, left: width, top: 0 },
    { input: { create: { width, height, channels: 3, background: 'blue' } }, left: 2 * width, top: 0 },
  ]);

const isGreen = ([red = 0, green = 0, blue = 0]: number[]): boolean => green > 200 && red < 60 && blue < 60;

describe('the squares', () => {
  test.each<[string, () => Promise<Buffer>]>([
    ['a wide PNG', () => png(400, 100)],
    ['a high JPEG', () => jpeg(90, 700)],
    ['a picture smaller than the smallest square', () => png(10, 20)],
    ['a single pixel', () => png(1, 1)],
    ['one in grey', () => gradient(300, 300).greyscale().png().toBuffer()],
    ['one of 16 bits', () => gradient(300, 300).toColourspace('rgb16').png().toBuffer()],
    ['one of four printing colours', () => gradient(300, 300).toColourspace('cmyk').jpeg().toBuffer()],
    ['one with a palette', () => gradient(300, 300).png({ palette: true }).toBuffer()],
  ])('of %s come in all sizes and formats', async (_, make) => {
    const squares = await avatarSquares(await make());
    expect(squares.map(({ size, format }) => `${size} ${format}`)).toEqual([
      '64 webp',
      '64 jpeg',
      '128 webp',
      '128 jpeg',
      '256 webp',
      '256 jpeg',
    ]);
    for (const { size, format, bytes } of squares) {
      const about = await sharp(bytes).metadata();
      expect(about).toMatchObject({ width: size, height: size, format, space: 'srgb', depth: 'uchar' });
      expect([about.exif, about.icc, about.xmp, about.iptc]).toEqual(Array(4).fill(undefined));
    }
  });

  test('show the middle', async () => {
    const squares = await avatarSquares(await stripes(100, 100).png().toBuffer());
    for (const [left, top] of [
      [2, 2],
      [61, 61],
    ] as const)
      expect(isGreen(await pixelAt(bytesOf(squares, 64, 'jpeg'), left, top))).toBe(true);
  });

  test('show the middle also of a picture that lies on its side', async () => {
    const lying = await stripes(100, 100).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const squares = await avatarSquares(lying);
    expect(isGreen(await pixelAt(bytesOf(squares, 256, 'webp'), 128, 5))).toBe(true);
    expect(isGreen(await pixelAt(bytesOf(squares, 256, 'webp'), 128, 250))).toBe(true);
  });

  test('keep transparency in WebP and have white for it in JPEG', async () => {
    const clear = await sharp({
      create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const squares = await avatarSquares(clear);
    expect((await pixelAt(bytesOf(squares, 128, 'webp'), 60, 60)).at(3)).toBe(0);
    expect(await pixelAt(bytesOf(squares, 128, 'jpeg'), 60, 60)).toEqual([255, 255, 255]);
  });

  test('are the same each time, and without what hangs on behind the picture', async () => {
    const whole = await png(300, 200);
    const [one, other] = await Promise.all([
      avatarSquares(whole),
      avatarSquares(Buffer.concat([whole, Buffer.from('<script>alert(1)</script>')])),
    ]);
    for (const { size, format, bytes } of one)
      expect(bytesOf(other, size, format).equals(bytes), `${size} ${format}`).toBe(true);
  });

  test.each([
    [1, 1_000_000],
    [1_000_000, 1],
  ])('of a strip of %d × %d pixels do not grow beyond all bounds', async (width, height) => {
    const strip = await sharp({ create: { width, height, channels: 3, background: '#123456' } })
      .png()
      .toBuffer();
    const squares = await avatarSquares(strip);
    expect(squares).toHaveLength(6);
    for (const { bytes } of squares) expect(bytes.length).toBeLessThan(10_000);
  });
});

describe('a picture that is not taken', () => {
  const refused = async (bytes: Buffer): Promise<string> => {
    const outcome = await avatarSquares(bytes).catch((error: unknown) => error);
    if (outcome instanceof PictureRefused) return outcome.code;
    throw new Error('the picture was taken', { cause: outcome });
  };

  test.each<[string, string, () => Promise<Buffer> | Buffer]>([
    ['an empty file', 'empty-file', () => Buffer.alloc(0)],
    ['a drawing', 'unsupported-picture', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a GIF that is also a script', 'unsupported-picture', () => Buffer.from('GIF89a/*\0*/=1;alert(1)//')],
    ['a web page', 'not-a-picture', () => Buffer.from('<!doctype html><p>Hello')],
    ['half a JPEG', 'damaged-picture', async () => (await jpeg(300, 200)).subarray(0, 2000)],
    ['half a PNG', 'damaged-picture', async () => (await png(300, 200)).subarray(0, 2000)],
    ['a file over 10 MB', 'file-too-large', () => Buffer.alloc(10 * 1024 * 1024 + 1)],
    [
      'a bomb of pixels',
      'too-many-pixels',
      () =>
        Buffer.concat([
          pngSignature,
          pngHeader(50_000, 50_000),
          pngChunk('IDAT', Buffer.alloc(10)),
          pngChunk('IEND', Buffer.alloc(0)),
        ]),
    ],
  ])('%s: %s', async (_, code, make) => {
    expect(await refused(await make())).toBe(code);
  });
});
