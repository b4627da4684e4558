import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundleFunctions } from '../lib/bundle.ts';
import { buildStage } from '../lib/stage.ts';
import { stageConverterImage } from '../lib/stage-converter-image.ts';

// A folder of its own, so that two runs at once cannot disturb each other; the CDK copies what it needs.
const folder = await mkdtemp(join(tmpdir(), 'mytypist-functions-'));
const code = join(folder, 'code');
const image = join(folder, 'image');
try {
  const metafile = await bundleFunctions(code);
  await stageConverterImage(image, code, metafile);
  const app = new App();
  buildStage(app, code, image);
  app.synth();
} finally {
  await rm(folder, { recursive: true, force: true });
}
