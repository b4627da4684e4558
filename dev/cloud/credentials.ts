import { createHmac } from 'node:crypto';

/** Who may sign requests to the local cloud: every function with a key of its own, and the laptop's owner. */
export interface Credentials {
  keysOf(functionName: string): { accessKeyId: string; secretAccessKey: string };
  operator: { accessKeyId: string; secretAccessKey: string };
  secretOf(accessKeyId: string): string | undefined;
  callerOf(accessKeyId: string): string | undefined;
}

/** Name of the laptop's owner as a caller. */
const operatorName = 'operator';

/** Keys are derived from one secret per data folder, so that links signed before a restart keep working. */
export function credentialsFrom(secret: string, functionNames: readonly string[]): Credentials {
  const derive = (kind: string, name: string): string =>
    createHmac('sha256', secret).update(`${kind}:${name}`).digest('base64url');
  const pairOf = (name: string) => ({
    accessKeyId: `LOCAL${createHmac('sha256', secret).update(name).digest('hex').slice(0, 15).toUpperCase()}`,
    secretAccessKey: derive('secret', name),
  });
  const byKey = new Map(
    [operatorName, ...functionNames].map((name) => [pairOf(name).accessKeyId, { name, ...pairOf(name) }]),
  );
  return {
    keysOf: pairOf,
    operator: pairOf(operatorName),
    callerOf: (accessKeyId) => byKey.get(accessKeyId)?.name,
    secretOf: (accessKeyId) => byKey.get(accessKeyId)?.secretAccessKey,
  };
}
