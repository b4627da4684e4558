import { expect, test } from 'vitest';
import { type Chargeback, endAsIs, takeBack, takenOf, winBack } from '../../shared/domain/chargeback.ts';
import {
  requireMayEnd,
  requireMoney,
  requireNotEnded,
  wonUntaken,
} from '../../shared/domain/chargeback-ending.ts';
import type { PaymentAttempt } from '../../shared/domain/payment-attempt.ts';

const at = new Date('2026-11-20T10:00:00.000Z');

const attempt: PaymentAttempt = {
  ...{ paymentId: 'pay_1', accountId: 'acc_1', transactionId: '7', amountKobo: 250_000, currency: 'NGN' },
  ...{ method: 'card', verdict: 'pays', paidAt: at.toISOString(), revision: 1 },
};
const by = { endedAs: 'won', endedBy: 'usr_1', endNote: 'They said so' } as const;
const taken = takeBack(attempt, { chargebackId: 'c1', kobo: 100_000 }, at);

const refusalOf = (act: () => void): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
};

test('what was taken may be said to be won or lost, and what came back that it was won', () => {
  for (const [known, outcome] of [
    [taken, 'won'],
    [taken, 'lost'],
    [winBack(taken, at), 'won'],
  ] as const)
    expect(refusalOf(() => requireMayEnd(known, outcome))).toBeUndefined();
  const again = refusalOf(() => requireMayEnd(winBack(taken, at), 'lost'));
  expect(again).toMatchObject({ code: 'already-decided', message: expect.stringContaining('adjustment') });
});

test('nobody says it a second time, and nothing else', () => {
  const ended: Chargeback[] = [winBack(taken, at, by), endAsIs(taken, { ...by, endedAs: 'lost' }, at)];
  for (const known of ended) {
    const refusal = { code: 'already-decided', message: expect.stringContaining(`was ${known.endedAs}`) };
    expect(refusalOf(() => requireNotEnded(known))).toMatchObject(refusal);
    for (const outcome of ['won', 'lost'] as const)
      expect(refusalOf(() => requireMayEnd(known, outcome))).toMatchObject(refusal);
  }
  for (const open of [taken, winBack(taken, at), undefined])
    expect(refusalOf(() => requireNotEnded(open))).toBeUndefined();
});

test('what takes nothing can be neither won nor lost', () => {
  expect(refusalOf(() => requireMoney(0))).toMatchObject({ code: 'not-found' });
  expect(refusalOf(() => requireMoney(1))).toBeUndefined();
});

test('one that ends as it is keeps its state and money, and one that was won untaken takes none', () => {
  expect(endAsIs(taken, { ...by, endedAs: 'lost' }, at)).toEqual({
    ...taken,
    ...by,
    endedAs: 'lost',
    revision: 2,
  });
  const won = wonUntaken(attempt, { chargebackId: 'c2', kobo: 900_000 }, by, at);
  expect(won).toMatchObject({ ...by, state: 'won', kobo: 250_000, transactionId: '7', revision: 1 });
  expect(takenOf([taken, won], '7')).toBe(100_000);
});
