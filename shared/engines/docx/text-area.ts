import { readAttributes } from './xml-scan.ts';

/** Room for text on a page, in EMU. */
export interface TextArea {
  width: number;
  height: number;
}

/** A twentieth of a point, in which Word measures pages, in EMU. */
const EMU_PER_TWIP = 635;
/** Twips: A4, what most printers in Nigeria hold, with Word's margins of one inch. */
const A4 = { width: 11_906, height: 16_838 };
const INCH = 1440;

/** The text area of the first page layout a part states; that of A4 where it states none. */
export function textAreaOf(xml: string): TextArea {
  const size = attributesOf(/<w:pgSz\b[^>]*>/.exec(xml)?.[0]);
  const margins = attributesOf(/<w:pgMar\b[^>]*>/.exec(xml)?.[0]);
  const width = size('w:w', A4.width) - margins('w:left', INCH) - margins('w:right', INCH);
  const height = size('w:h', A4.height) - margins('w:top', INCH) - margins('w:bottom', INCH);
  return { width: Math.max(width, INCH) * EMU_PER_TWIP, height: Math.max(height, INCH) * EMU_PER_TWIP };
}

/** Reads whole numbers of a tag; a value that is none counts as not stated. */
function attributesOf(tag: string | undefined): (name: string, otherwise: number) => number {
  const attributes = readAttributes(tag ?? '');
  return (name, otherwise) => {
    const value = Number(attributes.get(name) ?? otherwise);
    return Number.isFinite(value) ? Math.abs(value) : otherwise;
  };
}
