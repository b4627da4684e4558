// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import { addBatch } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import type { ApiClient } from '../../../shared/contract/client.ts';
import * as batches from '../../../shared/data/batches.ts';
import type { Batch, BatchState } from '../../../shared/domain/batch.ts';
import { endedRun, newBatch } from '../../support/batches.ts';
import { useTable } from '../../support/table.ts';

/** A spreadsheet for the letter of the fixtures: a row for each name. */
export const letterTable = (names: readonly string[]): Buffer =>
  Buffer.from(['name,amount,items,urgent', ...names.map((name) => `${name},1500,"[]",yes`), ''].join('\r\n'));

/** A batch of letters that may run. */
export async function checkedLetters(
  api: ApiClient,
  templateId: string,
  names: readonly string[],
  formats: ('docx' | 'pdf')[] = ['docx'],
) {
  const batch = await addBatch(
    api,
    { templateId, formats, namePattern: 'To ${name}' },
    letterTable(names),
    60_000,
  );
  if (batch.state !== 'checked') throw new Error(JSON.stringify(batch.problem));
  return batch;
}

/** A batch of somebody in a state, written straight into the table: nothing works on it. */
export async function batchIn(
  api: ApiClient,
  state: BatchState,
  change: Partial<Batch> = {},
): Promise<Batch> {
  useTable();
  const { accountId } = (await api.call(getMe, {})).body;
  const now = new Date();
  const { finishedAt: _, counts: __, chargedKobo: ___, ...going } = endedRun(now);
  const run = state === 'finished' ? endedRun(now) : going;
  const batch = newBatch({ accountId, state, run: { ...run, chunks: 0 }, ...change }, now);
  if (!(await batches.insert(batch))) throw new Error('there is such a batch');
  return batch;
}
