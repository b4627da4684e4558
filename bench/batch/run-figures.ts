// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import { addBatch, until } from '../../dev/journey.ts';
import { letterTable } from '../../dev/letter-table.ts';
import { getBatch, runBatch } from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { generateDocuments } from '../../shared/contract/documents.ts';
import { type Figure, figure } from '../measure/figure.ts';

/** What a batch is made of. */
export interface Order {
  templateId: string;
  values: Record<string, unknown>;
  rows: number;
  formats: ('docx' | 'pdf')[];
}

/** Milliseconds a batch may take before the benchmark gives up. */
const patience = 20 * 60_000;

/** Uploads, checks and runs a batch. Seconds of the dry run, and from the order to the end of the run. */
export async function timeBatch(
  api: ApiClient,
  order: Order,
  whileRunning: () => Promise<void> = async () => {},
): Promise<{ checkSeconds: number; runSeconds: number }> {
  const { templateId, formats, rows } = order;
  const uploaded = performance.now();
  const { batchId, dryRun } = await addBatch(
    api,
    { templateId, formats, namePattern: '${candidate_name}' },
    letterTable(order.values, rows),
  );
  const checkSeconds = (performance.now() - uploaded) / 1000;
  if (dryRun?.good !== rows) throw new Error(`${dryRun?.good} of ${rows} rows fit`);
  const started = performance.now();
  await api.call(runBatch, { params: { batchId }, body: { totalKobo: dryRun.quote.totalKobo } });
  await whileRunning();
  const { progress } = await until(
    'the end of the batch',
    async () => {
      const { body } = await api.call(getBatch, { params: { batchId } });
      return body.state === 'finished' ? body : undefined;
    },
    patience,
  );
  if (progress?.ready !== rows) throw new Error(`${progress?.ready} of ${rows} documents were made`);
  return { checkSeconds, runSeconds: (performance.now() - started) / 1000 };
}

/** A batch of PDFs, one of Word files, and how long somebody waits for one document while a large batch runs. */
export async function measureRuns(
  api: ApiClient,
  other: { api: ApiClient; templateId: string },
  order: Omit<Order, 'rows' | 'formats'>,
  peakBytes: () => number,
): Promise<Figure[]> {
  // First, so that its functions are in both peaks.
  const pdf = await timeBatch(api, { ...order, rows: 200, formats: ['pdf'] });
  const word = await timeBatch(api, { ...order, rows: 1000, formats: ['docx'] });
  const smallPeak = peakBytes();
  let waited = 0;
  const large = await timeBatch(api, { ...order, rows: 10_000, formats: ['docx'] }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const asked = performance.now();
    const { status } = await other.api.call(generateDocuments, {
      body: { templateId: other.templateId, values: order.values },
      headers: { prefer: 'wait=20' },
    });
    if (status !== 200) throw new Error('the single document was not ready within 20 s');
    waited = (performance.now() - asked) / 1000;
  });
  return [
    figure('batch_1000_docx_s', word.runSeconds, 's', 1),
    figure('batch_1000_check_s', word.checkSeconds, 's', 1),
    figure('batch_200_pdf_s', pdf.runSeconds, 's', 1),
    figure('batch_10000_docx_s', large.runSeconds, 's', 1),
    figure('batch_10000_check_s', large.checkSeconds, 's', 1),
    figure('single_document_during_batch_s', waited, 's', 1),
    // The whole local cloud. No bar: all of its functions, those that start meanwhile, and the emulators' garbage.
    figure('batch_cloud_peak_mb_1000', smallPeak / 1024 / 1024, 'MB', 1),
    figure('batch_cloud_peak_mb_10000', peakBytes() / 1024 / 1024, 'MB', 1),
  ];
}
