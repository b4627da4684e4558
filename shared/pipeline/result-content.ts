import * as documents from '../data/documents.ts';
import { type BatchResult, nothingToExport } from '../domain/batch-result.ts';
import type { StartedBatch } from '../domain/batch-run.ts';
import { type Document, type DocumentFormat, fileOf } from '../domain/document.ts';
import { ExportFault } from '../domain/export-fault.ts';
import { FreeNames } from '../domain/table/free-names.ts';
import { safeStem } from '../domain/table/safe-stem.ts';
import { type MergePart, mergePdfs } from '../engines/pdf/merge-pdfs.ts';
import { writeZip, type ZipFile } from '../engines/zip/write-zip.ts';
import { readArtefact } from '../files/artefacts.ts';
import { documentKey } from '../files/keys.ts';
import { type ExportedRow, exportedRows } from './exported-rows.ts';
import { mergedCover } from './merged-cover.ts';
import { readAhead } from './read-ahead.ts';
import { listedRow, resultList } from './result-list.ts';

/** Rows whose files are read before their turn: enough to hide S3's 20 ms, few enough to hold. */
const rowsAhead = 8;

/** Counts the documents that went in; read it when the content has ended. */
export interface Tally {
  documents: number;
}

/** The file of a result, piece by piece. Throws {@link ExportFault} when no document is left, PdfFault as merging does. */
export function resultContent(
  batch: StartedBatch,
  result: BatchResult,
  tally: Tally,
  at: Date,
): AsyncGenerator<Buffer> {
  if (result.kind === 'zip') return writeZip(archived(batch, result, tally, at));
  if (result.kind === 'pdf') return mergedFile(batch, result, tally);
  return resultList(listed(batch, tally, at));
}

async function* listed(batch: StartedBatch, tally: Tally, at: Date): AsyncGenerator<string[]> {
  for await (const exported of exportedRows(batch)) {
    if (exported.document) tally.documents++;
    yield listedRow(batch, exported, at);
  }
}

/** All files, named as the batch names them, and at the end the list of all rows. */
async function* archived(
  batch: StartedBatch,
  result: BatchResult,
  tally: Tally,
  at: Date,
): AsyncGenerator<ZipFile> {
  const names = { docx: new FreeNames('.docx'), pdf: new FreeNames('.pdf') };
  const lines: string[][] = [];
  const rows = readAhead(exportedRows(batch), rowsAhead, (row) => withFiles(row, batch.formats));
  for await (const { files, ...exported } of rows) {
    lines.push(listedRow(batch, exported, at));
    if (!exported.document) continue;
    tally.documents++;
    const date = new Date(exported.document.createdAt);
    const stem = safeStem(exported.row.name);
    for (const { format, content } of files) yield { name: names[format].take(stem), content, date };
  }
  requireSome(tally);
  const pieces: Buffer[] = [];
  for await (const piece of resultList(lines)) pieces.push(piece);
  yield { name: 'results.csv', content: Buffer.concat(pieces), date: new Date(result.createdAt) };
}

async function* mergedFile(
  batch: StartedBatch,
  { cover }: BatchResult,
  tally: Tally,
): AsyncGenerator<Buffer> {
  yield* mergePdfs(merged(batch, tally), { title: batch.name, ...(await mergedCover(cover)) });
}

async function* merged(batch: StartedBatch, tally: Tally): AsyncGenerator<MergePart> {
  for await (const { row, files } of readAhead(exportedRows(batch), rowsAhead, (each) =>
    withFiles(each, ['pdf']),
  )) {
    const [file] = files;
    if (!file) continue;
    tally.documents++;
    yield { name: row.name, pdf: file.content };
  }
  requireSome(tally);
}

function requireSome({ documents: count }: Tally): void {
  if (count === 0) throw new ExportFault(nothingToExport);
}

interface FiledRow extends ExportedRow {
  files: { format: DocumentFormat; content: Buffer }[];
}

/** A row with its files; as one without a document when that was deleted while we read. */
async function withFiles(exported: ExportedRow, formats: readonly DocumentFormat[]): Promise<FiledRow> {
  const { row, document } = exported;
  if (!document) return { row, files: [] };
  try {
    return { row, document, files: await filesOf(document, formats) };
  } catch (error) {
    // S3 does not say more than "no" of a file that is gone, so the table decides.
    if (await documents.find(document.accountId, document.documentId)) throw error;
    return { row, files: [] };
  }
}

async function filesOf(document: Document, formats: readonly DocumentFormat[]): Promise<FiledRow['files']> {
  const { accountId, documentId } = document;
  const present = formats.flatMap((format) => {
    const file = fileOf(document, format);
    return file ? [{ format, key: documentKey(accountId, documentId, file.sha256, format) }] : [];
  });
  return Promise.all(present.map(async ({ format, key }) => ({ format, content: await readArtefact(key) })));
}
