import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundleFunctions } from '../lib/bundle.ts';
import { buildStage } from '../lib/stage.ts';

// A folder of its own, so that two runs at once cannot disturb each other; the CDK copies what it needs.
const code = await mkdtemp(join(tmpdir(), 'mytypist-functions-'));
try {
  await bundleFunctions(code);
  const app = new App();
  buildStage(app, code);
  app.synth();
} finally {
  await rm(code, { recursive: true, force: true });
}
