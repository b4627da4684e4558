import { App } from 'aws-cdk-lib';
import { buildStage } from '../../lib/stage.ts';

/** The CDK app as in `bin/mytypist.ts`, with the bundle that is there already. */
const app = new App();
buildStage(app);
app.synth();
