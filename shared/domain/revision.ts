import { fail } from './fault.ts';

/** Throws `precondition-failed` unless the thing is still as the caller read it; undefined means any state will do. */
export function requireRevision(thing: { revision: number }, expected: number | undefined): void {
  if (expected !== undefined && thing.revision !== expected) {
    fail('precondition-failed', 'It changed since you read it. Read it again and retry.');
  }
}

/** The losing side of two changes at once. */
export function requireWon(won: false): never;
export function requireWon(won: boolean): void;
export function requireWon(won: boolean): void {
  if (!won) fail('conflict', 'Somebody changed this at the same moment. Read it again and retry.');
}
