// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders

import { addBatch, addTemplate } from '../../dev/journey.ts';
import { letterTable } from '../../dev/letter-table.ts';
import { readSamples } from '../../dev/samples.ts';
import type { ApiClient } from '../../shared/contract/client.ts';

/** The sample letter as a template of somebody, and how to make checked batches of it. */
export interface Letters {
  templateId: string;
  batchOf(rows: number, formats: ('docx' | 'pdf')[]): Promise<{ batchId: string; totalKobo: number }>;
}

/** Milliseconds a dry run may take on a machine that does other things too. */
const patience = 5 * 60_000;

export async function addLetters(api: ApiClient): Promise<Letters> {
  const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
  if (!sample) throw new Error('samples/offer-letter.docx is missing');
  const { templateId } = await addTemplate(api, sample.title, sample.file);
  return {
    templateId,
    async batchOf(rows, formats) {
      const order = { templateId, formats, namePattern: '${candidate_name}' };
      const batch = await addBatch(api, order, letterTable(sample.values, rows), patience);
      if (batch.dryRun?.good !== rows) throw new Error(`${batch.dryRun?.good} of ${rows} rows fit`);
      return { batchId: batch.batchId, totalKobo: batch.dryRun.quote.totalKobo };
    },
  };
}
