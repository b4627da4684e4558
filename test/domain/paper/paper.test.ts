import { describe, expect, test } from 'vitest';
import {
  concludePaper,
  failPaper,
  orderPaper,
  type Paper,
  paperGivenUp,
  reorderPaper,
  requirePaperFile,
  statementId,
  statementsOf,
} from '../../../shared/domain/paper/paper.ts';
import { digest } from './histories.ts';

const at = new Date('2026-11-27T09:00:00.000Z');
const past = (milliseconds: number): Date => new Date(at.getTime() + milliseconds);
const accountId = `acc_${'1'.repeat(32)}`;
const order = { accountId, month: '2026-11', through: 12, isOver: false };
const paper = orderPaper(
  {
    accountId,
    paperId: statementId(order, digest),
    kind: 'statement',
    subject: '2026-11',
    through: 12,
    createdBy: 'usr_1',
  },
  at,
);
const file = { sha256: 'a'.repeat(64), size: 5, pages: 1 };
const ready = concludePaper(paper, file, at) ?? paper;
const failed = failPaper(paper, paperGivenUp, at) ?? paper;

describe('the id of a statement', () => {
  test('is the same for whoever asks, and says its month', () => {
    expect(statementId(order, digest)).toBe(paper.paperId);
    expect(paper.paperId).toMatch(/^stm_202611000000000012[0-9a-f]{14}$/);
    expect(paper.paperId.startsWith(statementsOf('2026-11'))).toBe(true);
  });

  test.each([
    { ...order, accountId: `acc_${'2'.repeat(32)}` },
    { ...order, month: '2026-12' },
    { ...order, through: 13 },
    { ...order, isOver: true },
  ])('is another one for %j', (other) => {
    expect(statementId(other, digest)).not.toBe(paper.paperId);
  });

  test('sorts by how far it goes', () => {
    const ids = [9, 10, 100, 100_000].map((through) => statementId({ ...order, through }, digest));
    expect(ids.toSorted()).toEqual(ids);
  });
});

describe('a paper that is asked for again', () => {
  test('stays as it is when it is ready, or was queued just now', () => {
    expect(reorderPaper(ready, past(1e9))).toBeUndefined();
    expect(reorderPaper(paper, past(9999))).toBeUndefined();
  });

  test('is queued again when its message may be lost, or when it failed', () => {
    expect(reorderPaper(paper, past(10_000))).toMatchObject({ state: 'queued', revision: 2 });
    expect(reorderPaper(failed, at)).toMatchObject({ state: 'queued', createdAt: paper.createdAt });
    expect(reorderPaper(failed, at)?.failure).toBeUndefined();
  });
});

test.each<[string, Paper]>([
  ['ready', ready],
  ['failed', failed],
])('a paper that is %s ends no second time', (_, ended) => {
  expect(concludePaper(ended, file, at)).toBeUndefined();
  expect(failPaper(ended, paperGivenUp, at)).toBeUndefined();
});

test('there is a file once it is ready, and until then a sentence why not', () => {
  expect(requirePaperFile(ready)).toEqual(file);
  expect(() => requirePaperFile(paper)).toThrow('still being made');
  expect(() => requirePaperFile(failed)).toThrow('Ask for it again');
});
