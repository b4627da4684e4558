import { inflateSync } from 'node:zlib';
import { PdfFault } from '../../domain/pdf-fault.ts';
import { damagedPdf, type PdfDictionary, type PdfValue, wholeNumberOf } from './pdf-syntax.ts';

/**
 * Unpacks the stream of a table or of objects: stored, or Flate with the predictors of PNG, which is what programs
 * write there.
 *
 * @throws PdfFault `damaged-pdf`, `pdf-too-complex` for more than `most` bytes
 */
export function inflateStream(dictionary: PdfDictionary, data: Buffer, most: number): Buffer {
  const filter = single(dictionary.get('/Filter'));
  if (filter === undefined) return data;
  if (filter !== '/FlateDecode') throw damagedPdf();
  const unpacked = inflate(data, most);
  const parameters = single(dictionary.get('/DecodeParms'));
  if (!(parameters instanceof Map)) return unpacked;
  const predictor = wholeNumberOf(parameters.get('/Predictor') ?? '1');
  if (predictor < 2) return unpacked;
  if (predictor < 10) throw damagedPdf();
  return withoutPredictor(unpacked, wholeNumberOf(parameters.get('/Columns') ?? '1'));
}

/** One filter may stand alone or in a list. */
function single(value: PdfValue | undefined): PdfValue | undefined {
  if (!Array.isArray(value)) return value;
  if (value.length > 1) throw damagedPdf();
  return value[0];
}

function inflate(data: Buffer, most: number): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: Math.max(most, 1) });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new PdfFault(
        'pdf-too-complex',
        'The PDF unpacks to far more than its pages need. Save it again with another program.',
        error,
      );
    }
    throw damagedPdf(error);
  }
}

/** Rows of one byte that tells the predictor and `columns` bytes, each of which adds to the bytes around it. */
function withoutPredictor(rows: Buffer, columns: number): Buffer {
  if (columns < 1 || rows.length % (columns + 1) !== 0) throw damagedPdf();
  const count = rows.length / (columns + 1);
  const plain = Buffer.alloc(count * columns);
  for (let row = 0; row < count; row++) {
    const kind = rows[row * (columns + 1)] ?? 0;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const left = column > 0 ? (plain[at - 1] ?? 0) : 0;
      const above = row > 0 ? (plain[at - columns] ?? 0) : 0;
      const corner = row > 0 && column > 0 ? (plain[at - columns - 1] ?? 0) : 0;
      const stored = rows[row * (columns + 1) + 1 + column] ?? 0;
      plain[at] = stored + predicted(kind, left, above, corner);
    }
  }
  return plain;
}

/** PNG's five filters: none, sub, up, average, Paeth. */
function predicted(kind: number, left: number, above: number, corner: number): number {
  if (kind === 0) return 0;
  if (kind === 1) return left;
  if (kind === 2) return above;
  if (kind === 3) return (left + above) >> 1;
  if (kind !== 4) throw damagedPdf();
  const guess = left + above - corner;
  const [byLeft, byAbove, byCorner] = [left, above, corner].map((near) => Math.abs(guess - near));
  if ((byLeft ?? 0) <= (byAbove ?? 0) && (byLeft ?? 0) <= (byCorner ?? 0)) return left;
  return (byAbove ?? 0) <= (byCorner ?? 0) ? above : corner;
}
