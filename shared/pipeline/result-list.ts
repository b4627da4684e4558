import { linkedFormat } from '../domain/batch-result.ts';
import type { StartedBatch } from '../domain/batch-run.ts';
import { fileOf } from '../domain/document.ts';
import { writeCsv } from '../engines/table/write-csv.ts';
import { variable } from '../environment/variable.ts';
import { linkLife, toLinkToken } from '../files/link-token.ts';
import type { ExportedRow } from './exported-rows.ts';

const headings = ['row', 'name', 'state', 'document id', 'link', 'failure code', 'failure message', 'pages'];

/**
 * The line of a row. A row that was ready and whose document is gone is `removed`. Links are good for {@link linkLife},
 * for anybody who has the list.
 */
export function listedRow(batch: StartedBatch, { row, document }: ExportedRow, at: Date): string[] {
  const { failure } = row;
  const format = linkedFormat(batch);
  const hasFile = document !== undefined && fileOf(document, format) !== undefined;
  return [
    String(row.row),
    row.name,
    row.state === 'ready' && !document ? 'removed' : row.state,
    document?.documentId ?? '',
    hasFile ? linkTo({ ...document, format }, at) : '',
    failure?.code ?? '',
    failure?.message ?? '',
    document?.pdf ? String(document.pdf.pages) : '',
  ];
}

function linkTo(file: Parameters<typeof toLinkToken>[0], at: Date): string {
  return `${variable('PUBLIC_ORIGIN')}/d/${toLinkToken(file, new Date(at.getTime() + linkLife))}`;
}

/** The list of all rows as CSV, safe to open in a spreadsheet. */
export async function* resultList(
  lines: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<Buffer> {
  yield* writeCsv(withHeadings(lines));
}

async function* withHeadings(
  lines: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<readonly string[]> {
  yield headings;
  yield* lines;
}
