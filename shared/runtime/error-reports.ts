/**
 * Sends defects to Sentry where a DSN is set. Sentry is loaded only there, because it doubles the time a
 * function takes to start. It must be called from an error handler: middy answers errors itself, so a wrapper
 * around the function would see nothing.
 */
const sentry = process.env.SENTRY_DSN ? await import('./sentry.ts') : undefined;

/** Resolves when the report has left, or after two seconds. */
export async function reportError(error: unknown, keys: Record<string, string>): Promise<void> {
  await sentry?.report(error, keys);
}
