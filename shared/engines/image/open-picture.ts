import sharp, { type Sharp } from 'sharp';
import type { PictureFormat } from '../../domain/asset.ts';
import { PictureRefused } from '../../domain/picture-fault.ts';
import { maxPictureBytes } from '../../domain/picture-upload.ts';
import { readPictureHeader } from './picture-header.ts';

/** 40 megapixels, research/security.md V5.2.6: more than phones take, and 160 MB once decoded. */
const mostPixels = 40_000_000;

/** Seconds of decoding and encoding. The worst that may be sent, noise of 40 megapixels, takes about five on one core. */
const mostSeconds = 20;

// libvips knows dozens of formats. What is not read is no way in, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg'] });
// Pictures come once each: libvips' memory of earlier operations would only take space.
sharp.cache(false);

/** A picture that may be decoded: nothing but its first bytes was looked at yet. */
export interface OpenedPicture {
  /** Turned as its orientation says. What is wrong with the rest of the file shows when it is decoded. */
  image: Sharp;
  format: PictureFormat;
}

/** @throws PictureRefused for anything but a PNG or JPEG of at most 10 MB and 40 megapixels */
export function openPicture(bytes: Buffer): OpenedPicture {
  if (bytes.length === 0)
    throw new PictureRefused('empty-file', 'The file is empty. Upload the picture again.');
  if (bytes.length > maxPictureBytes) throw pictureTooLarge('The file is larger than 10 MB.');
  const { format, width, height } = readPictureHeader(bytes);
  if (width * height > mostPixels) {
    throw new PictureRefused(
      'too-many-pixels',
      `The picture has ${width} × ${height} pixels; at most 40 million are allowed. Save a smaller one.`,
    );
  }
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels, sequentialRead: true })
    .timeout({ seconds: mostSeconds })
    .autoOrient();
  return { image, format };
}

export const pictureTooLarge = (what: string): PictureRefused =>
  new PictureRefused('file-too-large', `${what} Save it with fewer pixels, or as JPEG, and upload that.`);
