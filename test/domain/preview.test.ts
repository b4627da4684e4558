import { describe, expect, test } from 'vitest';
import {
  beginPreview,
  blockOf,
  concludePreview,
  failPreview,
  type Preview,
  pagesOfBlock,
  previewGivenUp,
  restartPreview,
} from '../../shared/domain/preview.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const minutesLater = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
const days = (count: number): number => count * 24 * 60;

const begun = (): Preview => beginPreview({ accountId: 'acc_1', shown: 'doc_1/abc', block: 0, at });
const size = { width: 400, height: 566 };
const made = { pages: 1, pictures: [{ page: 1, small: size, large: size }] };

/** What must be there. */
function sure(preview: Preview | undefined): Preview {
  if (!preview) throw new Error('the step was not allowed');
  return preview;
}

describe('pages', () => {
  test.each([
    [1, 0],
    [10, 0],
    [11, 1],
    [20, 1],
    [21, 2],
    [200, 19],
  ])('number %i is in block %i', (page, block) => {
    expect(blockOf(page)).toBe(block);
    expect(pagesOfBlock(block, 200)).toContain(page);
  });

  test.each<[block: number, pages: number, first: number, count: number]>([
    [0, 1, 1, 1],
    [0, 25, 1, 10],
    [1, 12, 11, 2],
    [2, 25, 21, 5],
    [19, 1000, 191, 10],
  ])('block %i of %i pages begins at %i and has %i', (block, pages, first, count) => {
    const found = pagesOfBlock(block, pages);
    expect(found[0]).toBe(first);
    expect(found).toHaveLength(count);
  });

  test('a block behind the last page, or behind those with pictures, has none', () => {
    expect(pagesOfBlock(1, 10)).toEqual([]);
    expect(pagesOfBlock(5, 3)).toEqual([]);
    expect(pagesOfBlock(20, 1000)).toEqual([]);
  });
});

describe('a preview', () => {
  test('is kept for thirty days', () => {
    expect(begun().expiresAt * 1000).toBe(minutesLater(days(30)).getTime());
  });

  test('ends with its pictures, once', () => {
    const ready = sure(concludePreview(begun(), made, minutesLater(1)));
    expect(ready).toMatchObject({
      state: 'ready',
      ...made,
      revision: 2,
      updatedAt: minutesLater(1).toISOString(),
    });
    expect(concludePreview(ready, made, minutesLater(2))).toBeUndefined();
    expect(failPreview(ready, 1, previewGivenUp, minutesLater(2))).toBeUndefined();
  });

  test('ends with a reason, once', () => {
    const failed = sure(failPreview(begun(), 1, previewGivenUp, minutesLater(1)));
    expect(failed).toMatchObject({ state: 'failed', failure: previewGivenUp, revision: 2 });
    expect(failPreview(failed, 1, previewGivenUp, minutesLater(2))).toBeUndefined();
    expect(concludePreview(failed, made, minutesLater(2))).toBeUndefined();
  });
});

describe('what is asked for again', () => {
  test('is left alone while it is being made, and begun anew when that takes too long', () => {
    expect(restartPreview(begun(), minutesLater(9.9))).toBeUndefined();
    const anew = sure(restartPreview(begun(), minutesLater(10)));
    expect(anew).toMatchObject({
      state: 'in-progress',
      attempt: 2,
      revision: 2,
      createdAt: at.toISOString(),
    });
    expect(restartPreview(anew, minutesLater(19))).toBeUndefined();
  });

  test('stays failed for ten minutes, and then has no trace of it', () => {
    const failed = sure(
      failPreview(begun(), 1, { code: 'text-lost', message: 'Text is lost.' }, minutesLater(1)),
    );
    expect(restartPreview(failed, minutesLater(10.9))).toBeUndefined();
    const anew = sure(restartPreview(failed, minutesLater(11)));
    expect(anew.state).toBe('in-progress');
    expect(anew).not.toHaveProperty('failure');
  });

  test('is tried a minute later when only the converter was not there', () => {
    const failure = { code: 'converter-unavailable', message: 'Try again in a minute.' };
    const failed = sure(failPreview(begun(), 1, failure, at));
    expect(restartPreview(failed, minutesLater(0.9))).toBeUndefined();
    expect(restartPreview(failed, minutesLater(1))?.attempt).toBe(2);
  });

  test('is good as long as it is kept, and made anew when DynamoDB has not removed it yet', () => {
    const ready = sure(concludePreview(begun(), made, minutesLater(1)));
    expect(restartPreview(ready, minutesLater(days(30) - 1))).toBeUndefined();
    const anew = sure(restartPreview(ready, minutesLater(days(30))));
    expect(anew).toMatchObject({ state: 'in-progress', pictures: [], attempt: 2 });
    expect(anew).not.toHaveProperty('pages');
    expect(anew.expiresAt * 1000).toBe(minutesLater(days(60)).getTime());
  });
});

test('an old attempt that is given up does not end a new one, but its pictures are as good', () => {
  const anew = sure(restartPreview(begun(), minutesLater(10)));
  expect(failPreview(anew, 1, previewGivenUp, minutesLater(11))).toBeUndefined();
  expect(failPreview(anew, 2, previewGivenUp, minutesLater(11))?.state).toBe('failed');
  expect(concludePreview(anew, made, minutesLater(11))?.state).toBe('ready');
});
