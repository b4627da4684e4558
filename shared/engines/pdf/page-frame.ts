import { concatTransformationMatrix, type PDFOperator, type PDFPage } from 'pdf-lib';

/** A page as it is seen; the origin is its lower left corner. */
export interface PageFrame {
  /** Points. */
  width: number;
  /** Points. */
  height: number;
  /** Makes what follows be drawn in this frame, however the page is turned and cut. */
  enter: PDFOperator;
}

/** The frame of a page: its crop box, turned clockwise by its rotation. */
export function frameOf(page: PDFPage): PageFrame {
  const { left, bottom, right, top } = visibleBox(page);
  const width = right - left;
  const height = top - bottom;
  const turned = (((Math.round(page.getRotation().angle / 90) * 90) % 360) + 360) % 360;
  switch (turned) {
    case 90:
      return { width: height, height: width, enter: concatTransformationMatrix(0, 1, -1, 0, right, bottom) };
    case 180:
      return { width, height, enter: concatTransformationMatrix(-1, 0, 0, -1, right, top) };
    case 270:
      return { width: height, height: width, enter: concatTransformationMatrix(0, -1, 1, 0, left, top) };
    default:
      return { width, height, enter: concatTransformationMatrix(1, 0, 0, 1, left, bottom) };
  }
}

interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** What of the crop box lies on the page. Either may name its corners in any order. */
function visibleBox(page: PDFPage): Box {
  const paper = boxOf(page.getMediaBox());
  const cut = boxOf(page.getCropBox());
  const seen = {
    left: Math.max(paper.left, cut.left),
    bottom: Math.max(paper.bottom, cut.bottom),
    right: Math.min(paper.right, cut.right),
    top: Math.min(paper.top, cut.top),
  };
  return seen.right > seen.left && seen.top > seen.bottom ? seen : paper;
}

const boxOf = ({ x, y, width, height }: ReturnType<PDFPage['getMediaBox']>): Box => ({
  left: Math.min(x, x + width),
  bottom: Math.min(y, y + height),
  right: Math.max(x, x + width),
  top: Math.max(y, y + height),
});
