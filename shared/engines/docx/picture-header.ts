/** What the first bytes of a picture say; sizes in pixels, not yet judged. */
export interface PictureHeader {
  format: 'PNG' | 'JPEG' | 'GIF';
  width: number;
  height: number;
}

const PNG_START = '89504e470d0a1a0a0000000d49484452';

/** Reads format and size from the bytes, whatever the file is called; null when it is no PNG, JPEG or GIF. */
export function readPictureHeader(bytes: Buffer): PictureHeader | null {
  const start = bytes.toString('latin1', 0, 6);
  if (bytes.toString('hex', 0, 16) === PNG_START && bytes.length >= 33) {
    return { format: 'PNG', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if ((start === 'GIF87a' || start === 'GIF89a') && bytes.length >= 13) {
    return { format: 'GIF', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  return start.startsWith('\xff\xd8\xff') ? readJpeg(bytes) : null;
}

/** Goes from segment to segment up to the frame header, which states the size. */
function readJpeg(bytes: Buffer): PictureHeader | null {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker)) {
      return { format: 'JPEG', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
    const length = bytes.readUInt16BE(at + 2);
    // The scan (DA) before any frame, or the end (D9). Lengths below two lead to a byte that begins no segment.
    if (marker === 0xda || marker === 0xd9) return null;
    at += 2 + length;
  }
  return null;
}

/** SOF0 to SOF15 except DHT (C4), JPG (C8) and DAC (CC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
