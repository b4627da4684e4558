import { join } from 'node:path';
import { findOffice, officeMissing } from '../shared/engines/pdf/find-office.ts';
import { runCloud } from './core/run-cloud.ts';
import { type Report, runBench } from './measure/run-bench.ts';
import { measureFivePdfs } from './pdf/api-figures.ts';
import { measureConverters } from './pdf/converter-figures.ts';
import { makePapers } from './pdf/papers.ts';

/** PDFs: the converter beside LibreOffice's own command and carbone's converter, and five documents over the API. */

/** The most and the least that figures may be. */
const bars = {
  most: { pdf_generate_5_ms_p95: 300 },
  least: {
    pdf_letter_times_faster_than_soffice_each: 10,
    pdf_letter_times_faster_than_soffice_five: 2,
    pdf_letter_times_faster_than_carbone: 1,
  },
};

async function measure(folder: string, report: Report): Promise<void> {
  const office = await findOffice();
  if (!office) throw new Error(officeMissing);
  const papers = await makePapers();
  report(await measureConverters(office, join(folder, 'peers'), papers));
  const folders = { assembly: join(folder, 'assembly'), data: join(folder, 'data'), synth: true };
  const cloud = await runCloud(folders);
  try {
    report(await measureFivePdfs(cloud.url, papers));
  } finally {
    await cloud.stop();
  }
}

await runBench('pdf', bars, measure);
