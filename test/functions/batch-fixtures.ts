// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type * as z from 'zod';
import { addBatch, until } from '../../dev/journey.ts';
import { listBatchFaults } from '../../shared/contract/batch-outcome.ts';
import { type Batch, type createBatch, getBatch, runBatch } from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { csvOf } from '../support/csv.ts';
import { docx, p } from '../support/docx.ts';
import { readyTemplate } from './fixtures.ts';

export type BatchReply = z.output<typeof Batch>;
type CellFault = z.output<typeof listBatchFaults.reply.body>['items'][number];

/** A template of one value, an amount and an e-mail. */
export const offer = (): Buffer => docx(p('${candidate_name} gets ${salary|naira}, told to ${email}.'));

export const offerHeadings = ['Candidate Name', 'Salary', 'Email'];

/** Rows that fill {@link offer}. */
export const offerRows = (count: number): string[][] =>
  Array.from({ length: count }, (_, index) => [
    `Ada Obi ${index + 1}`,
    String(100_000 + index),
    `ada${index + 1}@example.com`,
  ]);

export const offerTable = (count: number): Buffer => csvOf([offerHeadings, ...offerRows(count)]);

/** A batch of {@link offer} whose dry run has ended. */
export async function checkedOffers(
  api: ApiClient,
  order: Partial<z.input<typeof createBatch.body>> = {},
  file = offerTable(3),
): Promise<BatchReply> {
  const templateId = order.templateId ?? (await readyTemplate(api, 'Offer', offer()));
  return addBatch(api, { ...order, templateId }, file);
}

/** Every fault of a batch's dry run, page by page. */
export async function allFaults(api: ApiClient, batchId: string, limit = 100): Promise<CellFault[]> {
  const found: CellFault[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { body } = await api.call(listBatchFaults, { params: { batchId }, query: { limit, cursor } });
    found.push(...body.items);
    cursor = body.nextCursor;
  }
  return found;
}

/** A batch of {@link offer} that was run to its end. */
export async function finishedOffers(
  api: ApiClient,
  order: Partial<z.input<typeof createBatch.body>> = {},
  file = offerTable(3),
): Promise<BatchReply> {
  const { batchId, dryRun } = await checkedOffers(api, order, file);
  const totalKobo = dryRun?.quote.totalKobo ?? 0;
  await api.call(runBatch, { params: { batchId }, body: { totalKobo, skipBadRows: true } });
  return until(`the end of ${batchId}`, async () => {
    const { body } = await api.call(getBatch, { params: { batchId } });
    return body.state === 'finished' ? body : undefined;
  });
}
