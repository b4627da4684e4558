import { expect, test } from 'vitest';
import type { Transaction } from '../../shared/payments/provider.ts';
import { contradicts, saysPaid } from '../../shared/payments/webhook-claim.ts';

const transaction: Transaction = {
  id: '7',
  txRef: 'pay_1',
  providerRef: undefined,
  status: 'paid',
  amountKobo: 250_050,
  currency: 'NGN',
  chargedKobo: undefined,
  feeKobo: undefined,
  settledKobo: undefined,
  method: 'card',
  email: undefined,
  card: undefined,
  createdAt: undefined,
};

test.each<[object, Partial<Transaction>, boolean]>([
  [{}, {}, false],
  [{ txRef: 'pay_1', amount: '2500.5', currency: 'NGN', status: 'successful' }, {}, false],
  [{ amount: '2500.50' }, {}, false],
  [{ amount: '2500.51' }, {}, true],
  [{ amount: '25.01e2' }, {}, true],
  [{ amount: 'much' }, {}, true],
  [{ txRef: 'pay_2' }, {}, true],
  [{ currency: 'USD' }, {}, true],
  [{ status: 'successful' }, { status: 'failed' }, true],
  [{ status: 'successful' }, { status: 'pending' }, false],
  [{ status: 'failed' }, {}, false],
])('%j of a transaction with %j: a contradiction is %s', (claim, change, isContradiction) => {
  expect(contradicts(claim, { ...transaction, ...change })).toBe(isContradiction);
});

test.each<[string | undefined, boolean]>([
  ['successful', true],
  ['failed', false],
  ['pending', false],
  [undefined, false],
])('the status %s says that somebody has paid: %s', (status, isSo) => {
  expect(saysPaid({ status })).toBe(isSo);
});
