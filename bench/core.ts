import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readSamples, type Sample } from '../dev/samples.ts';
import { measureApi } from './core/api-figures.ts';
import { coreBars } from './core/bars.ts';
import { measureColdBoot, measureReadyBoot } from './core/boot-figures.ts';
import { measureBuild } from './core/build-figures.ts';
import { measureEngine } from './core/engine-figures.ts';
import { measureSizes } from './core/size-figures.ts';
import { measureStarts } from './core/start-figures.ts';
import { measureWarm } from './core/warm-figures.ts';
import { startRuntimeApi } from './lambda/runtime-api.ts';
import { type Report, runBench } from './measure/run-bench.ts';

/** What the product costs: to build, to boot on a laptop, per request, per document, per cold start in Lambda. */

async function measure(folder: string, report: Report): Promise<void> {
  const sample = await offerLetter();
  report(await measureEngine(sample));
  const build = await measureBuild(folder);
  report(build.figures);
  const { figures: coldBoot, cloud, folders } = await measureColdBoot(folder);
  report(coldBoot);
  try {
    report(await measureApi(cloud.url, sample));
  } finally {
    await cloud.stop();
  }
  report(await measureReadyBoot(folders));
  const runtime = await startRuntimeApi();
  try {
    // The assembly's copy of the bundle: others may build theirs meanwhile.
    const bundle = await bundleIn(folders.assembly);
    report(await measureSizes(build.metafile, runtime, bundle));
    report(await measureWarm(bundle));
    report(await measureStarts(runtime, bundle));
  } finally {
    runtime.close();
  }
}

async function offerLetter(): Promise<Sample> {
  const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
  if (!sample) throw new Error('samples/offer-letter.docx is missing');
  return sample;
}

/** The folder with the code of the functions in an assembly. */
async function bundleIn(assembly: string): Promise<string> {
  for (const entry of await readdir(assembly)) {
    const folder = join(assembly, entry);
    if (entry.startsWith('asset.') && (await readdir(folder)).includes('documents-get-document.mjs'))
      return folder;
  }
  throw new Error(`${assembly} holds no code of functions`);
}

await runBench('core', coreBars, measure);
