import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { fail } from '../domain/fault.ts';
import { variable } from '../environment/variable.ts';
import type { Position } from './entity.ts';

/** AES-GCM, which signs what it hides. Bytes of key, nonce and tag. */
const cipherName = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

const PositionSchema = z.record(z.string(), z.unknown());

/**
 * Turns the end of a page into a sealed text. `scope` names the list with everything that narrows it (account, filters): a
 * cursor is good for that list only. Nobody can read it, because a page may end at something that its reader may not see.
 */
export function toCursor(scope: string, end: Position | undefined): string | undefined {
  if (!end) return undefined;
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, keyOf(scope), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(end)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The position a cursor stands for. Throws `invalid-request` for one that was altered or made for another list. */
export function fromCursor(scope: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const position = opened(scope, Buffer.from(cursor, 'base64url'));
  if (position === undefined) {
    return fail('invalid-request', 'The cursor does not belong to this list. Start again without it.', [
      { field: 'cursor', message: 'Send nextCursor exactly as you got it, with the same filters.' },
    ]);
  }
  return PositionSchema.parse(JSON.parse(position));
}

/** Undefined for what was not sealed for this list. */
function opened(scope: string, bytes: Buffer): string | undefined {
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv(cipherName, keyOf(scope), nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const position = decipher.update(bytes.subarray(nonceBytes + tagBytes));
  try {
    return Buffer.concat([position, decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

/** Each list has a key of its own. A scope may be longer than what HKDF takes, so its hash stands for it. */
const keyOf = (scope: string): Buffer =>
  Buffer.from(hkdfSync('sha256', variable('CURSOR_KEY'), hash('sha256', scope), 'cursor', keyBytes));
