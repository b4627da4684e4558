import { join } from 'node:path';
import { addTemplate, signUp } from '../dev/journey.ts';
import { readSamples, type Sample } from '../dev/samples.ts';
import { measureArchive } from './batch/archive-figures.ts';
import { measureMemory } from './batch/memory-figures.ts';
import { measureRuns } from './batch/run-figures.ts';
import { type RunningCloud, runCloud } from './core/run-cloud.ts';
import { type Report, runBench } from './measure/run-bench.ts';

/** Batches over the API of a local cloud: how long they take, what memory they need, who has to wait for them. */

const bars = {
  most: {
    batch_1000_docx_s: 20,
    batch_200_pdf_s: 30,
    single_document_during_batch_s: 3,
    batch_memory_growth_ratio: 1.25,
    archive_10000_rss_mb: 200,
  },
  least: {},
};

async function measureCloud({ url, peakBytes }: RunningCloud, sample: Sample, report: Report): Promise<void> {
  const enter = async (name: string) => {
    const email = `bench-${name}@mytypist.local`;
    const { api } = await signUp(url, { email, password: 'Bench-pass-2026', name });
    const { templateId } = await addTemplate(api, sample.title, sample.file);
    return { api, templateId };
  };
  const [owner, other] = [await enter('owner'), await enter('other')];
  report(
    await measureRuns(owner.api, other, { templateId: owner.templateId, values: sample.values }, peakBytes),
  );
}

async function measure(folder: string, report: Report): Promise<void> {
  const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
  if (!sample) throw new Error('samples/offer-letter.docx is missing');
  const folders = { assembly: join(folder, 'assembly'), data: join(folder, 'data'), synth: true };
  const cloud = await runCloud(folders);
  try {
    await measureCloud(cloud, sample, report);
  } finally {
    await cloud.stop();
  }
  report(await measureMemory(folder, sample));
  report(await measureArchive());
}

await runBench('batch', bars, measure);
