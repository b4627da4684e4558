import type { App } from 'aws-cdk-lib';
import { allRoutes } from '../shared/contract/all-routes.ts';
import { acknowledgeFindings } from './acknowledged-findings.ts';
import { AreaStack } from './area-stack.ts';
import { DataStack } from './data-stack.ts';
import { EdgeStack } from './edge-stack.ts';
import { JobsStack } from './jobs-stack.ts';
import { pascal } from './names.ts';
import { readSettings } from './settings.ts';

/**
 * The one place where stacks meet: Data, Edge, one stack per area, Jobs.
 *
 * @param codeFolder holds every function's bundled file
 * @param imageFolder the build context of the converter image; a stage without a converter does without
 */
export function buildStage(app: App, codeFolder: string, imageFolder?: string): void {
  const settings = readSettings(app.node);
  const name = (part: string): string => `MyTypist-${settings.stage}-${part}`;
  const { resources } = new DataStack(app, name('Data'), settings);
  const { api } = new EdgeStack(app, name('Edge'), settings);
  for (const [area, routes] of Map.groupBy(allRoutes, (named) => named.area)) {
    new AreaStack(app, name(pascal(area)), { api, resources, routes, settings, codeFolder });
  }
  new JobsStack(app, name('Jobs'), { resources, settings, codeFolder, imageFolder });
  acknowledgeFindings(app, resources);
}
