import { describe, expect, test } from 'vitest';
import { pauseBatch } from '../../../shared/contract/batches.ts';
import { testsOfTheTransition } from './transition-tests.ts';

describe('pausing', () => {
  test('answers 200', () => expect(pauseBatch.reply.status).toBe(200));
  testsOfTheTransition(pauseBatch, {
    from: ['running'],
    to: 'paused',
    refusedIn: ['checked', 'finished', 'cancelled', 'awaiting-upload'],
  });
});
