import { App } from 'aws-cdk-lib';
import { buildStage } from '../../lib/stage.ts';

/** The CDK app as in `bin/mytypist.ts`, with functions bundled before into the folder named as argument. */
const app = new App();
buildStage(app, process.argv[2] ?? '');
app.synth();
