import { describe, expect, test } from 'vitest';
import { resumeBatch } from '../../../shared/contract/batches.ts';
import { testsOfTheTransition } from './transition-tests.ts';

describe('resuming', () => {
  test('answers 202', () => expect(resumeBatch.reply.status).toBe(202));
  testsOfTheTransition(resumeBatch, {
    from: ['paused'],
    to: 'running',
    refusedIn: ['checked', 'finished', 'cancelled', 'checking'],
  });
});
