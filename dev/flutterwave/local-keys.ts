/** Payments with test money: the context of the stage on a laptop. The secrets are names, as everywhere. */
export const localPayments = {
  flutterwaveMode: 'test',
  flutterwaveSecretKey: 'mytypist-local/flutterwave-key',
  flutterwaveSecretHash: 'mytypist-local/flutterwave-hash',
};

/** What the sandbox and the functions of a local cloud share. */
export interface LocalKeys {
  secretKey: string;
  secretHash: string;
  /** Undefined for a secret that is none of the two. */
  byName(name: string): string | undefined;
}

/** @param secretFor makes a secret up for a name, and always the same one */
export function localKeys(secretFor: (name: string, length: number) => string): LocalKeys {
  const { flutterwaveSecretKey, flutterwaveSecretHash } = localPayments;
  // The form of a test key, so that the guard of the product lets it pass (study, 6.1).
  const secretKey = `FLWSECK_TEST-${secretFor(flutterwaveSecretKey, 32)}-X`;
  const secretHash = secretFor(flutterwaveSecretHash, 43);
  const values = new Map([
    [flutterwaveSecretKey, secretKey],
    [flutterwaveSecretHash, secretHash],
  ]);
  return { secretKey, secretHash, byName: (name) => values.get(name) };
}
