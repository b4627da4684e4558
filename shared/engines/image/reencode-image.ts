import sharp from 'sharp';
import { maxAssetBytes, type PictureFormat } from '../../domain/asset.ts';
import { PictureRefused } from '../../domain/picture-fault.ts';
import { damaged, readPictureHeader } from './picture-header.ts';

/** A picture that we wrote ourselves, from nothing but the pixels of another one. */
export interface ReencodedImage {
  bytes: Buffer;
  format: PictureFormat;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

/** 40 megapixels, research/security.md V5.2.6: more than phones take, and 160 MB once decoded. */
const mostPixels = 40_000_000;

/** Pixels of the longer side: a whole page of A4 at 300 dpi has 3,508. */
const longestSide = 4000;

/** 0 to 100; below this, edges of lettering begin to show. */
const jpegQuality = 85;

/** Seconds of decoding and encoding. The worst that may be sent, noise of 40 megapixels, takes about five on one core. */
const mostSeconds = 20;

// libvips knows dozens of formats. What is not read is no way in, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg'] });
// Pictures come once each: libvips' memory of earlier operations would only take space.
sharp.cache(false);

/**
 * Decodes a picture and writes it anew, so that nothing of the file gets through but its pixels: no EXIF, ICC, XMP
 * or comments, no further frames, no bytes behind the end. An EXIF orientation and a colour profile are applied first.
 * PNG stays PNG, JPEG stays JPEG; a side over 4,000 pixels is scaled down. Equal input gives equal output.
 *
 * @throws PictureRefused for anything but a whole PNG or JPEG of at most 10 MB and 40 megapixels
 */
export async function reencodeImage(bytes: Buffer): Promise<ReencodedImage> {
  if (bytes.length === 0)
    throw new PictureRefused('empty-file', 'The file is empty. Upload the picture again.');
  if (bytes.length > maxAssetBytes) {
    throw tooLarge('The file is larger than 10 MB.');
  }
  const { format, width, height } = readPictureHeader(bytes);
  if (width * height > mostPixels) {
    throw new PictureRefused(
      'too-many-pixels',
      `The picture has ${width} × ${height} pixels; at most 40 million are allowed. Save a smaller one.`,
    );
  }
  const made = await write(bytes, format);
  if (made.bytes.length > maxAssetBytes) {
    throw tooLarge('Written as a plain picture, the file is larger than 10 MB.');
  }
  return made;
}

async function write(bytes: Buffer, format: PictureFormat): Promise<ReencodedImage> {
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels, sequentialRead: true })
    .timeout({ seconds: mostSeconds })
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true });
  const encoded =
    format === 'png' ? image.png({ compressionLevel: 9 }) : image.jpeg({ quality: jpegQuality });
  try {
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    return { bytes: data, format, width: info.width, height: info.height };
  } catch (error) {
    throw damaged(error);
  }
}

const tooLarge = (what: string): PictureRefused =>
  new PictureRefused('file-too-large', `${what} Save it with fewer pixels, or as JPEG, and upload that.`);
