import { describe, expect, test } from 'vitest';
import { cancelBatch } from '../../../shared/contract/batches.ts';
import { testsOfTheTransition } from './transition-tests.ts';

describe('cancelling', () => {
  test('answers 202', () => expect(cancelBatch.reply.status).toBe(202));
  testsOfTheTransition(cancelBatch, {
    from: ['running', 'paused'],
    to: 'cancelled',
    refusedIn: ['checked', 'finished', 'mapped', 'reading'],
  });
});
