import {
  beginText,
  concatTransformationMatrix,
  endText,
  type PDFDocument,
  PDFName,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
  setFillingRgbColor,
  setFontAndSize,
  setGraphicsState,
  setTextMatrix,
  showText,
} from 'pdf-lib';
import type { PdfFonts } from './find-fonts.ts';
import { openForChange } from './open-for-change.ts';
import { frameOf, type PageFrame } from './page-frame.ts';
import { PrintableFont } from './printable-font.ts';

export interface StampOptions {
  /** Set large and pale across each page, from below left to above right. At most 60 characters. */
  watermark?: string;
  /** "Page 1 of 3" at the foot of each page, in the middle. */
  pageNumbers?: boolean | PageNumbering;
}

/** For a file that is a part of something longer. */
export interface PageNumbering {
  /** Number of the first page; 1 when it is left out. */
  first?: number;
  /** Pages there are in all; as many as the numbers reach when it is left out. */
  total?: number;
}

/** Characters. More would be too small to be read across a page. */
const longestWatermark = 60;

/** Share of the page's diagonal that a watermark takes, and of its shorter side that its letters may be high. */
const watermarkShare = { length: 0.75, height: 0.2 };

/** 0 to 1. Black text below stays readable, and grey tables do not hide it. */
const watermarkOpacity = 0.16;

/** Points. Footers of Word stand 36 from the edge, most printers reach 12. */
const numbering = { size: 8, aboveEdge: 18 };

/**
 * Stamps all pages of a PDF. The font is embedded with the letters it needs; metadata, output intent and attachments
 * stay, so what was PDF/A-2b still keeps its rules: it allows transparency. Stamps are marked as artefacts, which
 * readers for the blind pass over. Equal input gives equal output.
 *
 * @throws PdfFault `empty-text`, `text-too-long`, `unprintable-characters`; `damaged-pdf`, `locked-pdf`,
 *   `pdf-too-complex`
 */
export async function stampPdf(pdf: Buffer, options: StampOptions, fonts: PdfFonts): Promise<Buffer> {
  const document = await openForChange(pdf);
  const font = await PrintableFont.embed(document, fonts.regular, 'MTSTMP');
  const pages = document.getPages();
  const stamps = stampsOf(options, font, pages.length);
  const names = resourceNames(document, pages);
  for (const [index, page] of pages.entries()) {
    const frame = frameOf(page);
    page.node.setFontDictionary(names.font, font.font.ref);
    page.node.setExtGState(names.pale, names.paleRef);
    for (const stamp of stamps) draw(page, frame, font, names, stamp(frame, index));
  }
  return Buffer.from(await document.save({ updateFieldAppearances: false, addDefaultPage: false }));
}

/** One line of text: where its left end stands, how it is turned. */
interface Line {
  text: string;
  /** Points. */
  size: number;
  x: number;
  y: number;
  /** Radians, anticlockwise. */
  angle: number;
  isPale: boolean;
}

type Stamp = (frame: PageFrame, pageIndex: number) => Line;

function stampsOf({ watermark, pageNumbers }: StampOptions, font: PrintableFont, pageCount: number): Stamp[] {
  const stamps: Stamp[] = [];
  if (watermark !== undefined) {
    const text = font.printable(watermark, 'The watermark', longestWatermark);
    stamps.push((frame) => watermarkLine(text, frame, font));
  }
  if (pageNumbers) {
    const { first = 1, total = first + pageCount - 1 } = pageNumbers === true ? {} : pageNumbers;
    stamps.push((frame, index) => numberLine(`Page ${first + index} of ${total}`, frame, font));
  }
  return stamps;
}

function watermarkLine(text: string, { width, height }: PageFrame, font: PrintableFont): Line {
  const angle = Math.atan2(height, width);
  const fitting = (watermarkShare.length * Math.hypot(width, height)) / font.widthOf(text, 1);
  const size = Math.min(fitting, watermarkShare.height * Math.min(width, height));
  // Capitals are 0.73 of the size high: half of that below the middle, half above.
  const [back, down] = [font.widthOf(text, size) / 2, 0.365 * size];
  const x = width / 2 - back * Math.cos(angle) + down * Math.sin(angle);
  const y = height / 2 - back * Math.sin(angle) - down * Math.cos(angle);
  return { text, size, x, y, angle, isPale: true };
}

/** On paper smaller than a playing card the line shrinks with it. */
function numberLine(text: string, { width, height }: PageFrame, font: PrintableFont): Line {
  const size = Math.min(numbering.size, (0.5 * width) / font.widthOf(text, 1), height / 20);
  const y = numbering.aboveEdge * (size / numbering.size);
  return { text, size, x: (width - font.widthOf(text, size)) / 2, y, angle: 0, isPale: false };
}

interface ResourceNames {
  font: PDFName;
  pale: PDFName;
  paleRef: ReturnType<PDFDocument['context']['register']>;
}

/** Pages often share their resources, and a file may be stamped twice: the names must be free on all of them. */
function resourceNames(document: PDFDocument, pages: readonly PDFPage[]): ResourceNames {
  const isTaken = (name: PDFName): boolean =>
    pages.some(({ node }) => {
      const { Font, ExtGState } = node.normalizedEntries();
      return Font.has(name) || ExtGState.has(name);
    });
  let number = 1;
  while (isTaken(PDFName.of(`Stamp${number}`))) number++;
  const name = PDFName.of(`Stamp${number}`);
  const pale = document.context.obj({ Type: 'ExtGState', ca: watermarkOpacity, CA: watermarkOpacity });
  return { font: name, pale: name, paleRef: document.context.register(pale) };
}

function draw(page: PDFPage, frame: PageFrame, font: PrintableFont, names: ResourceNames, line: Line): void {
  const { text, size, x, y, angle, isPale } = line;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const shade = isPale ? 0.2 : 0.35;
  page.pushOperators(
    PDFOperator.of(PDFOperatorNames.BeginMarkedContent, [PDFName.of('Artifact')]),
    pushGraphicsState(),
    frame.enter,
    concatTransformationMatrix(cos, sin, -sin, cos, x, y),
    ...(isPale ? [setGraphicsState(names.pale)] : []),
    setFillingRgbColor(shade, shade, shade),
    beginText(),
    setFontAndSize(names.font, size),
    setTextMatrix(1, 0, 0, 1, 0, 0),
    showText(font.font.encodeText(text)),
    endText(),
    popGraphicsState(),
    PDFOperator.of(PDFOperatorNames.EndMarkedContent),
  );
}
