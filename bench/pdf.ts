import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOffice, officeMissing } from '../shared/engines/pdf/find-office.ts';
import { runCloud } from './core/run-cloud.ts';
import type { Figure } from './measure/figure.ts';
import { missedBars } from './measure/missed-bars.ts';
import { keepResults } from './measure/results.ts';
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

const figures: Figure[] = [];

function report(found: readonly Figure[]): void {
  for (const each of found) console.log(JSON.stringify(each));
  figures.push(...found);
}

async function run(folder: string): Promise<void> {
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

const folder = await mkdtemp(join(tmpdir(), 'mytypist-bench-'));
try {
  await run(folder);
  keepResults('pdf', figures, new Date());
  const missed = missedBars(figures, bars);
  console.log(JSON.stringify({ name: 'bars', ok: missed.length === 0, missed }));
  if (missed.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();
