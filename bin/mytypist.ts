import { App } from 'aws-cdk-lib';
import { bundleFunctions } from '../lib/bundle.ts';
import { buildStage } from '../lib/stage.ts';

await bundleFunctions();
const app = new App();
buildStage(app);
app.synth();
