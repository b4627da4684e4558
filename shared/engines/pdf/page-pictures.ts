import sharp from 'sharp';
import type { OpenedPdf, RenderedPage } from './read-pdf.ts';

/** A page as WebP. */
export interface PagePicture {
  bytes: Buffer;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

/** A page in the two sizes that lists and viewers show. */
export interface PagePictures {
  small: PagePicture;
  large: PagePicture;
}

/** Pixels across. Text of 10 points can be read in the large one and told apart in the small one. */
const widths = { small: 400, large: 1200 };

/** A page may be this many times higher than wide; A4 is 1.4 times. Beyond it the picture becomes narrower. */
const mostHeight = 4;

/**
 * Bytes per pixel over which a page is taken for a photograph. The pages of our samples need 0.02 to 0.08, and then
 * this way of writing is sharper and a third smaller than quality 80 (67 instead of 116 kB for a page of a contract).
 */
const likePhotograph = 0.15;

// Pictures come once each: libvips' memory of earlier operations would only take space.
sharp.cache(false);

/**
 * Pictures of a page, counted from 1. Equal pages give equal pictures.
 *
 * @throws PdfFault `damaged-pdf`, `pdf-too-complex`
 */
export async function picturesOfPage(pdf: OpenedPdf, page: number): Promise<PagePictures> {
  return {
    small: await encode(pdf.renderPage(page, widthFor(pdf, page, widths.small))),
    large: await encode(pdf.renderPage(page, widthFor(pdf, page, widths.large))),
  };
}

function widthFor(pdf: OpenedPdf, page: number, wanted: number): number {
  const { width, height } = pdf.sizeOf(page);
  return Math.max(1, Math.floor(Math.min(wanted, (mostHeight * wanted * width) / height)));
}

/** Lettering almost without loss, photographs with: each way makes the other kind several times larger. */
async function encode({ rgba, width, height }: RenderedPage): Promise<PagePicture> {
  const image = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
  const sharpest = await image.clone().webp({ nearLossless: true, quality: 60 }).toBuffer();
  if (sharpest.length <= likePhotograph * width * height) return { bytes: sharpest, width, height };
  const lossy = await image.clone().webp({ quality: 80 }).toBuffer();
  return { bytes: lossy.length < sharpest.length ? lossy : sharpest, width, height };
}
