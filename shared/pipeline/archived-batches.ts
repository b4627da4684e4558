import * as batches from '../data/batches.ts';
import { archivedName } from '../domain/archive-names.ts';
import type { User } from '../domain/user.ts';
import { type ArchiveStep, jsonFile } from './archive-step.ts';

/** What batches were, without their rows: these became documents, or were never kept. */
export async function* archivedBatches({ accountId }: User, after?: string): AsyncGenerator<ArchiveStep> {
  for await (const batch of batches.all(accountId, after)) {
    const { batchId, name, templateId, version, state, formats, table, mapping, run } = batch;
    const { problem, namePattern, createdAt, updatedAt } = batch;
    const { ready, failed } = run?.counts ?? {};
    const shown = {
      ...{ batchId, name, templateId, version, state, formats, namePattern, problem, mapping },
      table: table && {
        format: table.format,
        sheet: table.sheet,
        headings: table.headings,
        rows: table.rows,
      },
      run: run && {
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
        counts: run.counts,
        chargedKobo: run.chargedKobo,
      },
      ...{ createdAt, updatedAt },
    };
    yield {
      files: [jsonFile(`batches/${archivedName(name, batchId)}.json`, shown, updatedAt)],
      lines: [
        {
          list: 'batches',
          cells: { batchId, name, templateId, version, state, rows: table?.rows, ready, failed, createdAt },
        },
      ],
      after: batchId,
    };
  }
}
