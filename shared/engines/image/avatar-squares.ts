import sharp, { type Sharp } from 'sharp';
import { type AvatarFormat, type AvatarSize, avatarFormats, avatarSizes } from '../../domain/avatar.ts';
import { openPicture } from './open-picture.ts';
import { damaged } from './picture-header.ts';

/** One of the files of a picture of a user. */
export interface AvatarSquare {
  size: AvatarSize;
  format: AvatarFormat;
  bytes: Buffer;
}

/** 0 to 100: a face in a circle; below this, edges begin to show. */
const quality = 82;

/**
 * The middle of a picture as a square in every size and format, written from nothing but its pixels as
 * `reencodeImage` does. JPEG has no transparency and gets white instead. Equal input gives equal output.
 *
 * @throws PictureRefused for anything but a whole PNG or JPEG of at most 10 MB and 40 megapixels
 */
export async function avatarSquares(bytes: Buffer): Promise<AvatarSquare[]> {
  const largest = await middleOf(openPicture(bytes).image);
  return Promise.all(
    avatarSizes.flatMap((size) =>
      avatarFormats.map(async (format) => ({ size, format, bytes: await encode(largest, size, format) })),
    ),
  );
}

/** Pixels of the largest square. */
const largestSide = Math.max(...avatarSizes);

/** The square in the middle, cut out before it is scaled: a strip of pixels would grow beyond all bounds otherwise. */
async function middleOf(image: Sharp): Promise<Sharp> {
  try {
    const { width, height } = (await image.metadata()).autoOrient;
    const side = Math.min(width, height);
    const { data, info } = await image
      .extract({
        left: Math.floor((width - side) / 2),
        top: Math.floor((height - side) / 2),
        width: side,
        height: side,
      })
      .resize(largestSide, largestSide, { fit: 'fill' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  } catch (error) {
    throw damaged(error);
  }
}

function encode(largest: Sharp, size: AvatarSize, format: AvatarFormat): Promise<Buffer> {
  const sized = largest.clone().resize(size, size);
  return format === 'webp'
    ? sized.webp({ quality }).toBuffer()
    : sized.flatten({ background: 'white' }).jpeg({ quality }).toBuffer();
}
