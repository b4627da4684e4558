import { randomBytes } from 'node:crypto';
import * as blocks from '../../../shared/data/blocks.ts';
import { insertionOf } from '../../../shared/data/security-events.ts';
import { commit } from '../../../shared/data/write.ts';
import { eventForgottenAt, nextBlock, type SecurityEvent } from '../../../shared/domain/abuse.ts';
import type { Block, Subject } from '../../../shared/domain/block.ts';

/** Abuse as it lies in the table once it was found; take `useTable()`. */

const id = (prefix: string): string => `${prefix}_${randomBytes(16).toString('hex')}`;

/** A network that nobody has. */
export const unusedNetwork = (): string =>
  `2001:db8:${randomBytes(2).readUInt16BE().toString(16)}:${randomBytes(2).readUInt16BE().toString(16)}::/64`;

export async function storedEvent(change: Partial<SecurityEvent> = {}): Promise<SecurityEvent> {
  const event: SecurityEvent = {
    eventId: id('sev'),
    kind: 'token-guessing',
    at: new Date().toISOString(),
    network: unusedNetwork(),
    attempts: 60,
    different: 50,
    route: 'GET /api/v1/documents',
    requestId: '0b9a3f2e-1c4d-4e5f-8a6b-7c8d9e0f1a2b',
    expiresAt: eventForgottenAt(new Date()),
    revision: 1,
    ...change,
  };
  await commit([insertionOf(event)]);
  return event;
}

/** Somebody who is kept out since a moment. */
export async function storedBlock(subject: Subject, at = new Date()): Promise<Block> {
  const cause = { blockId: blocks.blockIdOf(subject), subject, reason: 'id-scanning' as const };
  const block = nextBlock(undefined, { ...cause, eventId: id('sev') }, at);
  await commit([blocks.putting(undefined, block)]);
  return block;
}
