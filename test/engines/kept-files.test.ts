import { expect, test } from 'vitest';
import { KeptFiles } from '../../shared/pipeline/kept-files.ts';

const bytes = (count: number): Buffer => Buffer.alloc(count);

test('keeps files up to a number of bytes, those asked for last', () => {
  const kept = new KeptFiles(100);
  kept.set('a', bytes(40));
  kept.set('b', bytes(40));
  expect(kept.get('a')).toHaveLength(40);
  kept.set('c', bytes(40));
  expect(kept.get('b')).toBeUndefined();
  expect(kept.get('a')).toHaveLength(40);
  expect(kept.get('c')).toHaveLength(40);
});

test('counts a file that is kept again once', () => {
  const kept = new KeptFiles(100);
  for (let turn = 0; turn < 5; turn++) kept.set('a', bytes(60));
  kept.set('b', bytes(40));
  expect(kept.get('a')).toHaveLength(60);
  expect(kept.get('b')).toHaveLength(40);
});

test('does not keep a file larger than all of it', () => {
  const kept = new KeptFiles(100);
  kept.set('huge', bytes(101));
  expect(kept.get('huge')).toBeUndefined();
});

test('loses nothing else to a file that is too large', () => {
  const kept = new KeptFiles(100);
  kept.set('a', bytes(10));
  kept.set('huge', bytes(101));
  expect(kept.get('a')).toHaveLength(10);
});
