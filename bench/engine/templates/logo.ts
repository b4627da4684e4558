import { crc32, deflateSync } from 'node:zlib';

const width = 400;
const height = 120;

/** A picture of about 20 kB, as a logo has: bars over a shade with a little grain. The same bytes every time. */
export function logoPng(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits of a channel
  header[9] = 2; // red, green, blue
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels())),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function pixels(): Buffer {
  const stride = width * 3 + 1;
  const raw = Buffer.alloc(stride * height);
  let grain = 12345;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      grain = (Math.imul(grain, 1103515245) + 12345) & 0x7fffffff;
      const isBar = ((x >> 5) * 37) % height > height - y;
      const at = y * stride + 1 + x * 3;
      raw[at] = isBar ? 31 : 200 + ((grain >> 20) & 3);
      raw[at + 1] = isBar ? 78 : 150 + Math.floor(y / 2);
      raw[at + 2] = isBar ? 120 : 90 + Math.floor(x / 4);
    }
  }
  return raw;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
