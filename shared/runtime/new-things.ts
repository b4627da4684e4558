import { createHmac, randomBytes } from 'node:crypto';
import type { IdPrefix } from '../contract/ids.ts';
import { newCode } from './new-code.ts';
import { newId } from './new-id.ts';

/** Where ids, codes and secrets of what a request makes come from. */
export interface NewThings {
  newId: (prefix: IdPrefix) => string;
  /** A code to be printed on a document, impossible to guess. */
  newCode: () => string;
  /** 32 bytes that nobody can guess. */
  newSecret: () => Buffer;
}

const secretBytes = 32;

/** Everything new, every time. */
export const newThings: NewThings = { newId, newCode, newSecret: () => randomBytes(secretBytes) };

/** UUIDv7 has 12 bits that we count in, so that ids of one request sort in the order they were made. */
const mostIds = 4096;

/**
 * The same ids, codes and secrets in every attempt at a request, and in no other request: they come from its own random
 * key and from the time it was asked first.
 */
export function repeatableThings(key: Buffer, startedAt: Date): NewThings & { made: ReadonlySet<string> } {
  let counted = 0;
  const made = new Set<string>();
  const noted = (name: string): string => {
    made.add(name);
    return name;
  };
  const bytes = (purpose: string): Buffer =>
    createHmac('sha256', key).update(`${purpose} ${counted}`).digest();
  return {
    made,
    newId: (prefix) => {
      const random = bytes('id');
      if (counted >= mostIds) throw new Error(`a request makes more than ${mostIds} things`);
      const time = startedAt.getTime().toString(16).padStart(12, '0');
      const order = (0x7000 + counted++).toString(16);
      const rest = random.subarray(0, 8);
      rest.writeUInt8(0x80 | ((rest[0] ?? 0) & 0x3f));
      return noted(`${prefix}_${time}${order}${rest.toString('hex')}`);
    },
    newCode: () => {
      const code = newCode(bytes('code'));
      counted++;
      return noted(code);
    },
    newSecret: () => {
      const secret = bytes('secret');
      counted++;
      return secret;
    },
  };
}
