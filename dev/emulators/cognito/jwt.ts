/** RS256 JSON Web Tokens: signing and verifying. */
import { type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import type { SigningKey } from './signing-key.ts';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function signJwt(claims: object, key: SigningKey): string {
  const signed = `${encode({ kid: key.jwk.kid, alg: key.jwk.alg })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** The claims of a token signed with this key; undefined for anything else. Claims are not judged here. */
export function verifyJwt(token: string, key: { publicKey: KeyObject; kid: string }): unknown {
  const [header, claims, signature, ...rest] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) {
    return undefined;
  }
  const genuine = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${claims}`),
    key.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (!genuine) return undefined;
  // Only what this key signed reaches the parser; the header is compared all the same, against a later second use.
  const Header = z.object({ alg: z.literal('RS256'), kid: z.literal(key.kid) });
  return Header.safeParse(decode(header)).success ? decode(claims) : undefined;
}
