import { randomInt } from 'node:crypto';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { Outcome, PaymentProvider, Refund, Transaction } from '../../shared/payments/provider.ts';
import type { Dice } from './dice.ts';

/** A transaction whose bank decides later. */
interface Decided extends Transaction {
  decidedAt: number;
  decision: Transaction['status'];
}

/**
 * A provider that has no network and remembers nothing for longer than a history: its banks fail, take their time, and keep their
 * answers to themselves, by the dice.
 */
export interface ImaginedProvider {
  provider: PaymentProvider;
  transactions: Transaction[];
  refunds: Refund[];
  /** Somebody pays with a reference. */
  pay(txRef: string, amountKobo: number, currency?: string): Transaction;
  /** It answers nothing for so many hours from now on. */
  fallSilent(hours: number): void;
  /** From now on it does what it is asked for. */
  isKind: boolean;
}

const hour = 3_600_000;
const unanswered = { kind: 'unavailable', reason: 'no-answer', says: '' } as const;
const notFound = { kind: 'not-found', says: '' } as const;
const refused = { kind: 'refused', says: '' } as const;

/** Hours until a bank decides about a charge of a card. */
const bankHours = [0, 0, 5, 30, 60, 120, 200, 400];

export function imaginedProvider(dice: Dice, now: () => Date): ImaginedProvider {
  const all: Decided[] = [];
  const refunds: Refund[] = [];
  let silentUntil = 0;
  const newId = (): string => String(randomInt(10 ** 11, 10 ** 12));

  const made = (txRef: string, amountKobo: number, currency: string): Decided => {
    const transaction: Decided = {
      ...{ id: newId(), providerRef: undefined, txRef, amountKobo, currency, method: 'card' },
      ...{ chargedKobo: amountKobo, feeKobo: 0, settledKobo: amountKobo, email: undefined },
      card: { lastDigits: '2950', brand: 'MASTERCARD', expiry: '09/42', token: 'flw-t1nf-imagined' },
      ...{ status: 'paid', createdAt: now().toISOString(), decidedAt: 0, decision: 'paid' },
    };
    all.push(transaction);
    return transaction;
  };
  const answer = <T>(value: T | undefined): Outcome<T> => {
    for (const each of all) if (now().getTime() >= each.decidedAt) each.status = each.decision;
    if (now().getTime() < silentUntil) return unanswered;
    return value === undefined ? notFound : { kind: 'found', value };
  };
  const withReference = (txRef: string): Transaction[] | undefined => {
    const found = all.filter((each) => each.txRef === txRef);
    return found.length > 0 ? found : undefined;
  };

  const imagined: ImaginedProvider = {
    transactions: all,
    refunds,
    fallSilent: (hours) => {
      silentUntil = now().getTime() + hours * hour;
    },
    isKind: false,
    pay: (txRef, amountKobo, currency = 'NGN') => made(txRef, amountKobo, currency),
    provider: {
      ...flutterwave(askingNobody),
      findTransactions: async (txRef) => answer(withReference(txRef)),
      findTransaction: async (id) => answer(all.find((each) => each.id === id)),
      findRefunds: async (id) => answer(refunds.filter(({ transactionId }) => transactionId === id)),
      findRefund: async (id) => answer(refunds.find((each) => each.id === id)),
      findSubscriptions: async () => answer([]),
      // It gives back whatever it is asked for: what is too much is for the history to find.
      async refund({ transactionId, amountKobo }) {
        const isRefused = dice.happens(0.1) && !imagined.isKind;
        if (isRefused) return refused;
        const status = imagined.isKind
          ? 'done'
          : dice.one(['in-flight', 'in-flight', 'done', 'failed'] as const);
        const refund: Refund = { id: newId(), transactionId, amountKobo, status };
        refunds.push(refund);
        return dice.happens(0.3) && !imagined.isKind ? unanswered : answer(refund);
      },
      async chargeToken({ txRef, amountKobo, currency }) {
        if (dice.happens(0.15)) return refused;
        if (dice.happens(0.1)) return unanswered;
        const transaction = made(txRef, amountKobo, currency);
        transaction.status = 'pending';
        transaction.decision = dice.one(['paid', 'paid', 'failed', 'pending'] as const);
        transaction.decidedAt = now().getTime() + dice.one(bankHours) * hour;
        if (dice.happens(0.4)) return unanswered;
        return dice.happens(0.2) ? refused : answer({ transaction, agreeAt: undefined });
      },
    },
  };
  return imagined;
}
