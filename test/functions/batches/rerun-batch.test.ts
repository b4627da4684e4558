import { describe, expect, test } from 'vitest';
import { rerunBatch } from '../../../shared/contract/batches.ts';
import { testsOfTheTransition } from './transition-tests.ts';

describe('running failed rows again', () => {
  test('answers 202', () => expect(rerunBatch.reply.status).toBe(202));
  testsOfTheTransition(rerunBatch, {
    from: ['finished'],
    to: 'running',
    refusedIn: ['checked', 'paused', 'cancelled', 'rejected'],
  });
});
