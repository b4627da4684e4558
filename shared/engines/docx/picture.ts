import type { PictureFormat } from '../../domain/asset.ts';
import type { PictureBox } from '../../domain/picture-box.ts';
import { type OfficeNames, TRANSITIONAL } from './office-names.ts';
import { readPictureHeader } from './picture-header.ts';
import { escapeXml } from './print-value.ts';

/** A picture to put into a document; its bytes are taken as they are. */
export interface Picture {
  bytes: Buffer;
  format: PictureFormat;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

/** The size a picture has on paper, in EMU: 914,400 to the inch. */
export interface Extent {
  cx: number;
  cy: number;
}

/** EMU of a pixel at 96 dpi. */
export const EMU_PER_PIXEL = 9525;
/** EMU: 22 inches, the longest side Word gives a page or a picture. */
const LONGEST_SIDE = 22 * 914_400;

/** Reads size and format from the first bytes; null when they are not a PNG's or JPEG's, or the picture is empty. */
export function readPicture(bytes: Buffer): Picture | null {
  const header = readPictureHeader(bytes);
  if (!header || header.format === 'GIF' || header.width === 0 || header.height === 0) return null;
  return {
    bytes,
    format: header.format === 'PNG' ? 'png' : 'jpeg',
    width: header.width,
    height: header.height,
  };
}

/**
 * The size to show a picture in, keeping its ratio: as large as fits the box, or its own size at 96 dpi, made smaller
 * when it is larger than `most`.
 *
 * @param most EMU, the text area of the page
 */
export function fitBox(
  picture: Pick<Picture, 'width' | 'height'>,
  box: PictureBox | undefined,
  most: { width: number; height: number },
): Extent {
  if (box?.width === undefined && box?.height === undefined) {
    const scale = Math.min(EMU_PER_PIXEL, most.width / picture.width, most.height / picture.height);
    return scaled(picture, scale);
  }
  const { width = Number.POSITIVE_INFINITY, height = Number.POSITIVE_INFINITY } = box;
  return fitInto(picture, { cx: width * EMU_PER_PIXEL, cy: height * EMU_PER_PIXEL });
}

/** As large as fits, keeping the ratio. */
export const fitInto = (picture: Pick<Picture, 'width' | 'height'>, room: Extent): Extent =>
  scaled(picture, Math.min(room.cx / picture.width, room.cy / picture.height));

function scaled({ width, height }: Pick<Picture, 'width' | 'height'>, scale: number): Extent {
  const allowed = Math.min(scale, LONGEST_SIDE / Math.max(width, height));
  return { cx: side(width * allowed), cy: side(height * allowed) };
}

const side = (length: number): number => Math.max(1, Math.round(length));

/** What a picture in a line of text needs to be written. */
export interface InlineDrawing extends Extent {
  relationshipId: string;
  /** A number that no other picture or shape of the part has. */
  id: number;
  name: string;
  altText: string;
}

/** A `w:drawing` for a run. It declares what it uses, because the part may not. */
export function inlineDrawing(drawing: InlineDrawing, names: OfficeNames = TRANSITIONAL): string {
  const { id, cx, cy } = drawing;
  const name = escapeXml(drawing.name);
  const altText = escapeXml(drawing.altText);
  const size = `cx="${cx}" cy="${cy}"`;
  return [
    `<w:drawing><wp:inline xmlns:wp="${names.wordDrawing}" distT="0" distB="0" distL="0" distR="0">`,
    `<wp:extent ${size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>`,
    `<wp:docPr id="${id}" name="${name}" descr="${altText}"/>`,
    `<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="${names.drawing}" noChangeAspect="1"/></wp:cNvGraphicFramePr>`,
    `<a:graphic xmlns:a="${names.drawing}"><a:graphicData uri="${names.picture}">`,
    `<pic:pic xmlns:pic="${names.picture}">`,
    `<pic:nvPicPr><pic:cNvPr id="${id}" name="${name}" descr="${altText}"/><pic:cNvPicPr/></pic:nvPicPr>`,
    `<pic:blipFill><a:blip xmlns:r="${names.relationships}" r:embed="${drawing.relationshipId}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`,
    `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`,
    '</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>',
  ].join('');
}
