import sharp from 'sharp';
import type { Picture } from '../docx/picture.ts';

/** Pixels; as wide to high as most logos and photographs are at least. */
const size = { width: 400, height: 300 };

/** Pixels. */
const borderWidth = 4;

const grey = { paper: '#e4e7eb', border: '#aab2bd' };

/** What stands for the pictures of a template that is shown with sample values: a light grey area with a border. */
export async function samplePicture(): Promise<Picture> {
  const { width, height } = size;
  const inside = { width: width - 2 * borderWidth, height: height - 2 * borderWidth };
  const bytes = await sharp({ create: { ...inside, channels: 3, background: grey.paper } })
    .extend({
      top: borderWidth,
      bottom: borderWidth,
      left: borderWidth,
      right: borderWidth,
      background: grey.border,
    })
    .png()
    .toBuffer();
  return { bytes, format: 'png', width, height };
}
