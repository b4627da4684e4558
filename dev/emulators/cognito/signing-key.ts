/** The RSA key that signs this data folder's tokens. It never leaves the folder; its public half is the JWKS. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

interface PublicJwk {
  kid: string;
  alg: 'RS256';
  use: 'sig';
  kty: 'RSA';
  n: string;
  e: string;
}

export interface SigningKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
  kid: string;
  jwk: PublicJwk;
}

const RsaJwk = z.object({ n: z.string(), e: z.string() });

/** Reads the folder's key, or makes one on the first start. The file is readable by its owner only. */
export function loadSigningKey(folder: string): SigningKey {
  const file = join(folder, 'signing-key.pem');
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // Written beside and renamed, so that a crash leaves no half of a key behind.
    const unfinished = `${file}.${process.pid}.tmp`;
    writeFileSync(unfinished, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(unfinished, file);
  }
  chmodSync(file, 0o600);
  const privateKey = createPrivateKey(readFileSync(file));
  const publicKey = createPublicKey(privateKey);
  const { n, e } = RsaJwk.parse(publicKey.export({ format: 'jwk' }));
  const kid = createHash('sha256').update(n).digest('base64');
  return { privateKey, publicKey, kid, jwk: { kid, alg: 'RS256', use: 'sig', kty: 'RSA', n, e } };
}
