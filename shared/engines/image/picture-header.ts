import type { PictureFormat } from '../../domain/asset.ts';
import { PictureRefused } from '../../domain/picture-fault.ts';

/** What the first bytes of a picture say of it. */
export interface PictureHeader {
  format: PictureFormat;
  /** Pixels, before an orientation is applied. */
  width: number;
  /** Pixels, before an orientation is applied. */
  height: number;
}

/** 89 50 4E 47 0D 0A 1A 0A: PNG specification, section 5.2. */
const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/** SOI and the first byte of the marker behind it: ITU-T T.81, annex B. */
const jpegSignature = Buffer.from('ffd8ff', 'hex');

/** Formats that people take for usable pictures: the name to call each by, and how its file begins. */
const knownOthers: readonly (readonly [name: string, begins: (bytes: Buffer) => boolean])[] = [
  ['GIF', (bytes) => startsWith(bytes, 'GIF8')],
  ['BMP', (bytes) => startsWith(bytes, 'BM')],
  ['TIFF', (bytes) => startsWith(bytes, 'II*\0') || startsWith(bytes, 'MM\0*')],
  ['icon', (bytes) => startsWith(bytes, '\0\0\u0001\0')],
  ['WebP', (bytes) => startsWith(bytes, 'RIFF') && bytes.toString('latin1', 8, 12) === 'WEBP'],
  ['HEIC or AVIF', (bytes) => bytes.toString('latin1', 4, 8) === 'ftyp'],
  ['SVG', (bytes) => /<svg[\s>]/i.test(bytes.toString('latin1', 0, 4096))],
];

const startsWith = (bytes: Buffer, text: string): boolean =>
  bytes.toString('latin1', 0, text.length) === text;

/**
 * Reads format and size from the first bytes, by content alone: nothing is decoded.
 *
 * @throws PictureRefused for anything but a PNG or JPEG with a believable header
 */
export function readPictureHeader(bytes: Buffer): PictureHeader {
  if (bytes.subarray(0, 8).equals(pngSignature)) return pngHeader(bytes);
  if (bytes.subarray(0, 3).equals(jpegSignature)) return jpegHeader(bytes);
  const other = knownOthers.find(([, begins]) => begins(bytes))?.[0];
  if (other === undefined) {
    throw new PictureRefused(
      'not-a-picture',
      'The file is no picture we can read, whatever its name says. Upload a PNG or JPEG file.',
    );
  }
  throw new PictureRefused(
    'unsupported-picture',
    `Pictures of the kind ${other} cannot be used. Save the picture as PNG or JPEG and upload that.`,
  );
}

/** Length and type of the first chunk, which must be IHDR with its 13 bytes. */
const pngFirstChunk = Buffer.from('0000000d49484452', 'hex');

/** PNG specification, section 11.2.1: signature, length, type, then width and height as 4 bytes each. */
function pngHeader(bytes: Buffer): PictureHeader {
  if (bytes.length < 33 || !bytes.subarray(8, 16).equals(pngFirstChunk)) throw damaged();
  return sized('png', bytes.readUInt32BE(16), bytes.readUInt32BE(20), 2 ** 31 - 1);
}

/** Start of frame: the markers C0 to CF but for DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Markers without a length: TEM and RST0 to RST7. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Walks the segments up to the start of frame, which carries height and width. */
function jpegHeader(bytes: Buffer): PictureHeader {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (standsAlone(marker)) at += 2;
    else if (isFrame(marker)) return jpegFrame(bytes, at);
    // The picture ends, or its data begin, before any frame.
    else if (marker === 0xd9 || marker === 0xda) break;
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  throw damaged();
}

/** ITU-T T.81, B.2.2: marker, length, precision, then height and width as 2 bytes each. */
function jpegFrame(bytes: Buffer, at: number): PictureHeader {
  if (at + 9 > bytes.length) throw damaged();
  return sized('jpeg', bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5), 65_535);
}

function sized(format: PictureFormat, width: number, height: number, largest: number): PictureHeader {
  if (width < 1 || height < 1 || width > largest || height > largest) throw damaged();
  return { format, width, height };
}

/** The refusal of a file that begins as a picture and is none. */
export const damaged = (cause?: unknown): PictureRefused =>
  new PictureRefused(
    'damaged-picture',
    'The picture is damaged or incomplete. Open it in a picture program, save it again as PNG or JPEG and upload that.',
    cause,
  );
