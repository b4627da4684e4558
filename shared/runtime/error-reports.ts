import { log } from './log.ts';

/**
 * Sends defects to Sentry where a DSN is set. Sentry is loaded with the first defect and not before: it would
 * nearly double what every function reads at its start, and most containers never meet a defect. It must be called
 * from an error handler: middy answers errors itself, so a wrapper around the function would see nothing.
 * Resolves when the report has left, or after two seconds; never throws, because the reply matters more.
 */
export async function reportError(error: unknown, keys: Record<string, string>): Promise<void> {
  if (!process.env.SENTRY_DSN) return;
  try {
    const { report } = await import('./sentry.ts');
    await report(error, keys);
  } catch (failure) {
    log.error('report.lost', { error: failure });
  }
}
