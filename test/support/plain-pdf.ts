/** Writes small PDFs by hand, correct ones and ones that no program would write. */

/** One page; sizes in points. */
export interface PlainPage {
  text: string;
  width?: number;
  height?: number;
  /** Degrees, clockwise. */
  rotate?: number;
  /** Operators drawn before the text. */
  draw?: string;
  /** Entries for the page's dictionary. */
  entries?: string;
}

/** A PDF of pages with one line of Helvetica each. */
export function pdfOf(pages: readonly PlainPage[]): Buffer {
  const kids = pages.map((_, index) => `${4 + 2 * index} 0 R`).join(' ');
  return fileOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((page, index) => [pageObject(page, 5 + 2 * index), stream(drawing(page))]),
  ]);
}

const pageObject = (
  { width = 595, height = 842, rotate = 0, entries = '' }: PlainPage,
  content: number,
): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Rotate ${rotate} /Resources << /Font << /F1 3 0 R >> >> /Contents ${content} 0 R ${entries} >>`;

const drawing = ({ text, draw = '', height = 842 }: PlainPage): string =>
  `${draw}\nBT /F1 12 Tf 20 ${height - 40} Td (${text}) Tj ET`;

/** A stream object; `entries` are for its dictionary. */
export const stream = (content: string | Buffer, entries = ''): string => {
  const bytes = Buffer.from(content);
  return `<< /Length ${bytes.length} ${entries} >>\nstream\n${bytes.toString('latin1')}\nendstream`;
};

/** A file of objects, numbered from 1, with a table of their places; the first is the catalogue. */
export function fileOf(objects: readonly string[], trailer = ''): Buffer {
  let text = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const lines = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}`;
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text + table + end, 'latin1');
}
