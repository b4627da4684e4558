import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** Pictures for tests, whole and hostile, made from numbers so that they are the same in every run. */

/** A picture with a gradient, so that no two places are alike; `shade` makes it another one. */
export const gradient = (width: number, height: number, shade = 0): ReturnType<typeof sharp> => {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    pixels[at * 3] = (at % width) % 256;
    pixels[at * 3 + 1] = Math.floor(at / width) % 256;
    pixels[at * 3 + 2] = shade;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
};

export const png = (width = 30, height = 20, shade = 0): Promise<Buffer> =>
  gradient(width, height, shade).png().toBuffer();

export const jpeg = (width = 30, height = 20): Promise<Buffer> => gradient(width, height).jpeg().toBuffer();

export const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/** A chunk of a PNG: length, type, data, check sum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

/** The first chunk of a PNG of 8-bit colours. */
export function pngHeader(width: number, height: number): Buffer {
  const data = Buffer.from('00000000000000000802000000', 'hex');
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return pngChunk('IHDR', data);
}

/** A whole PNG with chunks put in behind its header. */
export const withChunks = (picture: Buffer, ...chunks: Buffer[]): Buffer =>
  Buffer.concat([picture.subarray(0, 33), ...chunks, picture.subarray(33)]);

/** A JPEG with another size in its frame header, which then lies. */
export function withJpegSize(picture: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(picture);
  const frame = changed.indexOf(Buffer.from('ffc0', 'hex'));
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}
