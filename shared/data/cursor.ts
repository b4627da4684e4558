import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { fail } from '../domain/fault.ts';
import { variable } from '../environment/variable.ts';
import type { Position } from './entity.ts';

/** Bytes of the signature kept: 128 bits cannot be guessed. */
const signatureBytes = 16;

const PositionSchema = z.record(z.string(), z.unknown());

/**
 * Turns the end of a page into an opaque, signed text. `scope` names the list with everything that narrows it
 * (account, filters): a cursor is good for that list only.
 */
export function toCursor(scope: string, end: Position | undefined): string | undefined {
  if (!end) return undefined;
  const position = Buffer.from(JSON.stringify(end));
  return Buffer.concat([sign(scope, position), position]).toString('base64url');
}

/** The position a cursor stands for. Throws `invalid-request` for one that was altered or made for another list. */
export function fromCursor(scope: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  const signature = bytes.subarray(0, signatureBytes);
  const position = bytes.subarray(signatureBytes);
  if (signature.length < signatureBytes || !timingSafeEqual(signature, sign(scope, position))) {
    return fail('invalid-request', 'The cursor does not belong to this list. Start again without it.', [
      { field: 'cursor', message: 'Send nextCursor exactly as you got it, with the same filters.' },
    ]);
  }
  return PositionSchema.parse(JSON.parse(position.toString()));
}

const sign = (scope: string, position: Buffer): Buffer =>
  createHmac('sha256', variable('CURSOR_KEY'))
    .update(scope)
    .update('\n')
    .update(position)
    .digest()
    .subarray(0, signatureBytes);
