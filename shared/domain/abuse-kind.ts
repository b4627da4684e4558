/** Abuse that is looked for. `abuse.ts` says what each of them is. */
export const abuseKinds = [
  'credential-stuffing',
  'distributed-guessing',
  'token-guessing',
  'id-scanning',
  'forged-webhook',
] as const;
export type AbuseKind = (typeof abuseKinds)[number];
