import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';
import { RenderFault } from '../../domain/render-fault.ts';
import type { Picture } from './picture.ts';

/** Modules of white around the code; ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;
/** Pixels of a module's side. At one bit for a pixel a module is one byte of a row. */
const MODULE = 8;
const DARK = 0x00;
const LIGHT = 0xff;
const PNG_START = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * A QR code as a black and white PNG: error correction M (15 %), 8 pixels to a module. Equal texts give equal bytes.
 *
 * @throws RenderFault when the text is empty, or longer than a QR code holds (2,331 bytes)
 */
export function qrPicture(text: string): Picture {
  if (text === '') throw new RenderFault('invalid-value', 'A QR code needs a text.');
  const modules = modulesOf(text);
  const side = modules.length * MODULE;
  return { bytes: png(modules), format: 'png', width: side, height: side };
}

function modulesOf(text: string): boolean[][] {
  try {
    return encode(text, { ecc: 'M', border: QUIET_ZONE }).data;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof URIError)) throw error;
    throw new RenderFault('invalid-value', 'The text of a QR code may have 2,331 bytes; make it shorter.');
  }
}

function png(modules: readonly (readonly boolean[])[]): Buffer {
  const side = modules.length * MODULE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit for each pixel; the other four stay 0: grey, deflate, no filter, not interlaced.
  header.writeUInt8(1, 8);
  const rows = modules.map((row) => Buffer.from([0, ...row.map((dark) => (dark ? DARK : LIGHT))]));
  const pixels = Buffer.concat(rows.flatMap((row) => Array.from({ length: MODULE }, () => row)));
  return Buffer.concat([
    PNG_START,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
