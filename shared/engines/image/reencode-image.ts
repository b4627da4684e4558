import type { PictureFormat } from '../../domain/asset.ts';
import { maxPictureBytes } from '../../domain/picture-upload.ts';
import { type OpenedPicture, openPicture, pictureTooLarge } from './open-picture.ts';
import { damaged } from './picture-header.ts';

/** A picture that we wrote ourselves, from nothing but the pixels of another one. */
export interface ReencodedImage {
  bytes: Buffer;
  format: PictureFormat;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

/** Pixels of the longer side: a whole page of A4 at 300 dpi has 3,508. */
const longestSide = 4000;

/** 0 to 100; below this, edges of lettering begin to show. */
const jpegQuality = 85;

/**
 * Decodes a picture and writes it anew, so that nothing of the file gets through but its pixels: no EXIF, ICC, XMP
 * or comments, no further frames, no bytes behind the end. An EXIF orientation and a colour profile are applied first.
 * PNG stays PNG, JPEG stays JPEG; a side over 4,000 pixels is scaled down. Equal input gives equal output.
 *
 * @throws PictureRefused for anything but a whole PNG or JPEG of at most 10 MB and 40 megapixels
 */
export async function reencodeImage(bytes: Buffer): Promise<ReencodedImage> {
  const made = await write(openPicture(bytes));
  if (made.bytes.length > maxPictureBytes) {
    throw pictureTooLarge('Written as a plain picture, the file is larger than 10 MB.');
  }
  return made;
}

async function write({ image, format }: OpenedPicture): Promise<ReencodedImage> {
  const sized = image.resize({
    width: longestSide,
    height: longestSide,
    fit: 'inside',
    withoutEnlargement: true,
  });
  const encoded =
    format === 'png' ? sized.png({ compressionLevel: 9 }) : sized.jpeg({ quality: jpegQuality });
  try {
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    return { bytes: data, format, width: info.width, height: info.height };
  } catch (error) {
    throw damaged(error);
  }
}
