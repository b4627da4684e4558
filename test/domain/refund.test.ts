import { describe, expect, test } from 'vitest';
import {
  askFor,
  comparedSince,
  confirmed,
  endRefund,
  foundAmong,
  isContradictedBy,
  isLate,
  isSilenceCertain,
  type ListedRefund,
  lookLater,
  placeOfUnconfirmed,
  promisedAs,
  queueRefund,
  type Refund,
  refundedOf,
  refusedBy,
} from '../../shared/domain/refund.ts';

const at = new Date('2026-11-20T10:00:00.000Z');
const minutesOn = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

const queued = (change: Partial<Refund> = {}): Refund => ({
  ...queueRefund(
    {
      ...{ refundId: 'ref_1', accountId: 'acc_1', paymentId: 'pay_1', transactionId: '7' },
      ...{ kobo: 1000, reason: 'asked', holdId: 'ref_1' },
    },
    at,
  ),
  ...change,
});

const listed = (id: string, change: Partial<ListedRefund> = {}): ListedRefund => ({
  ...{ id, amountKobo: 1000, status: 'in-flight' },
  ...change,
});

describe('a refund', () => {
  test('goes from state to state, each with its revision and its next look', () => {
    const asking = askFor(queued(), ['1'], at);
    expect(asking).toMatchObject({ state: 'asking', known: ['1'], looks: 1, revision: 2 });
    const promised = promisedAs(asking, '9', minutesOn(1));
    expect(promised).toMatchObject({ state: 'in-flight', providerRefundId: '9', revision: 3 });
    const done = endRefund(promised, 'done', '9');
    expect(done).toMatchObject({ state: 'done', lookAt: undefined, revision: 4 });
  });

  test('keeps what was known before it was asked for the first time', () => {
    const asked = askFor(queued(), ['1'], at);
    expect(askFor(asked, ['1', '2'], minutesOn(30)).known).toEqual(['1']);
  });

  test.each([
    [0, 10],
    [59, 10],
    [60, 60],
    [24 * 60 - 1, 60],
    [24 * 60, 6 * 60],
    [14 * 24 * 60, 24 * 60],
  ])('of the age of %d minutes is looked at again in %d', (age, pause) => {
    expect(lookLater(queued(), minutesOn(age)).lookAt).toBe(minutesOn(age + pause).toISOString());
  });

  test('is late after two weeks, unless it has ended', () => {
    const [inTime, late] = [minutesOn(14 * 24 * 60), minutesOn(14 * 24 * 60 + 1)];
    expect([inTime, late].map((time) => isLate(queued(), time))).toEqual([false, true]);
    expect(isLate(queued({ state: 'done' }), late)).toBe(false);
    expect(isLate(queued({ state: 'failed' }), late)).toBe(false);
  });

  test('that was promised is late two weeks after that, under whatever id it was promised last', () => {
    const promised = promisedAs(askFor(queued(), [], at), '9', minutesOn(60));
    const [inTime, late] = [minutesOn(14 * 24 * 60 + 60), minutesOn(14 * 24 * 60 + 61)];
    expect([inTime, late].map((time) => isLate(promised, time))).toEqual([false, true]);
    expect(promisedAs(promised, '9', late).promisedAt).toBe(promised.promisedAt);
    expect(isLate(promisedAs(promised, '10', late), late)).toBe(false);
    // From before promises were noted.
    const old = { ...promised, promisedAt: undefined };
    expect(promisedAs(old, '9', late).promisedAt).toBeUndefined();
    expect([14 * 24 * 60, 14 * 24 * 60 + 1].map((time) => isLate(old, minutesOn(time)))).toEqual([
      false,
      true,
    ]);
  });

  test('that has arrived by somebody’s word is asked about for 90 days after its promise', () => {
    const day = 24 * 60;
    expect(comparedSince(minutesOn(90 * day))).toBe(at.toISOString());
    const promised = promisedAs(queued(), '9', minutesOn(day));
    expect([placeOfUnconfirmed(promised), placeOfUnconfirmed(queued())]).toEqual([
      `${minutesOn(day).toISOString()}#ref_1`,
      `${at.toISOString()}#ref_1`,
    ]);
  });

  test('that has arrived is contradicted by its own failure alone', () => {
    const done = endRefund(promisedAs(queued(), '9', at), 'done', '9');
    expect(isContradictedBy(done, listed('9', { status: 'failed' }))).toBe(true);
    expect(isContradictedBy(done, listed('8', { status: 'failed' }))).toBe(false);
    for (const status of ['in-flight', 'done'] as const)
      expect(isContradictedBy(done, listed('9', { status }))).toBe(false);
    const failed = endRefund(promisedAs(queued(), '9', at), 'failed', '9');
    expect(isContradictedBy(failed, listed('9', { status: 'failed' }))).toBe(false);
    expect(confirmed({ ...done, unconfirmed: true })).toEqual({
      ...done,
      unconfirmed: undefined,
      revision: done.revision + 1,
    });
  });

  test('that was asked for, or refused, waits until silence is certain', () => {
    const asked = askFor(queued(), [], at);
    expect(asked.lookAt).toBe(minutesOn(30).toISOString());
    expect([29, 30].map((minutes) => isSilenceCertain(asked, minutesOn(minutes)))).toEqual([false, true]);
    expect(refusedBy(asked, minutesOn(1))).toMatchObject({
      refused: true,
      lookAt: minutesOn(31).toISOString(),
    });
  });
});

describe('of what the provider lists', () => {
  const asked = queued({ known: ['1'] });

  test.each<[string, ListedRefund[], Refund[], string | undefined]>([
    ['nothing is ours where there is nothing', [], [], undefined],
    ['what was there before is not', [listed('1')], [], undefined],
    ['what is new is', [listed('1'), listed('2')], [], '2'],
    ['what has another amount is not', [listed('2', { amountKobo: 999 })], [], undefined],
    ['what is another’s is not', [listed('2')], [queued({ providerRefundId: '2' })], undefined],
    ['what moved money goes before what failed', [listed('2', { status: 'failed' }), listed('3')], [], '3'],
    ['what is done goes before all', [listed('2'), listed('3', { status: 'done' })], [], '3'],
    ['what has failed is, when there is nothing else', [listed('2', { status: 'failed' })], [], '2'],
  ])('%s', (_, list, others, id) => {
    expect(foundAmong(list, asked, others)?.id).toBe(id);
  });
});

test('what is given back of a transaction leaves out what failed, and what is another’s', () => {
  const all = [
    queued(),
    queued({ state: 'done', kobo: 20 }),
    queued({ state: 'failed' }),
    queued({ transactionId: '8' }),
  ];
  expect(refundedOf(all, '7')).toBe(1020);
  expect(refundedOf([], '7')).toBe(0);
});
