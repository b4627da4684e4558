import { jobFunction, routeFunction } from '../../lib/names.ts';
import { allJobs, allRoutes } from '../../shared/contract/all-routes.ts';

/** Names of all functions that answer routes, and of those that do jobs. */
export const apiFunctions = allRoutes.map(routeFunction);
export const jobFunctions = allJobs.map(jobFunction);

/** Functions whose bundle holds a text that they only hand out, such as a page's script: their size says nothing. */
export const textFunctions: ReadonlySet<string> = new Set(
  allRoutes.filter(({ route }) => 'contentType' in route.reply).map(routeFunction),
);
