import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../shared/domain/fault.ts';
import { LedgerAuditor } from '../../../shared/domain/ledger/audit-ledger.ts';
import { entryKinds, hashLedgerEntry, type LedgerEntry } from '../../../shared/domain/ledger/entry.ts';
import { captureOf, openHold, openKobo, releaseOf } from '../../../shared/domain/ledger/hold.ts';
import { linesOf, type Movement, mostKobo, post } from '../../../shared/domain/ledger/posting.ts';
import { emptyWallet, type Wallet } from '../../../shared/domain/ledger/wallet.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const accountId = 'acc_0123456789abcdef0123456789abcdef';

let causes = 0;
const occasion = (at = '2026-03-01T09:00:00.000Z') => ({
  at,
  cause: `test#${++causes}`,
  about: { kind: 'document', id: 'doc_1' },
});

const wallet = (balance: Partial<Wallet> = {}): Wallet => ({ ...emptyWallet(accountId), ...balance });

const after = (before: Wallet, movement: Movement) => post(before, movement, occasion(), digest);

const balanceOf = ({ availableKobo, heldKobo, owedKobo }: Wallet) => [availableKobo, heldKobo, owedKobo];

describe('what each movement does to available, held and owed money', () => {
  const rich = { availableKobo: 1000, heldKobo: 300 };
  test.each<[string, Partial<Wallet>, Movement, number[], string]>([
    ['a top-up', {}, { kind: 'top-up', kobo: 500 }, [500, 0, 0], 'available 500, provider -500'],
    [
      'a top-up of which a part is spent at once',
      {},
      { kind: 'top-up', kobo: 500, spent: { kobo: 400, source: 'plan' } },
      [100, 0, 0],
      'available 100, revenue 400, provider -500',
    ],
    [
      'a top-up that is spent whole',
      {},
      { kind: 'top-up', kobo: 500, spent: { kobo: 500, source: 'book' } },
      [0, 0, 0],
      'revenue 500, provider -500',
    ],
    [
      'a top-up with debts',
      { owedKobo: 200 },
      { kind: 'top-up', kobo: 500 },
      [300, 0, 0],
      'owed 200, available 300, provider -500',
    ],
    [
      'a top-up smaller than the debts',
      { owedKobo: 800 },
      { kind: 'top-up', kobo: 500 },
      [0, 0, 300],
      'owed 500, provider -500',
    ],
    ['a hold', rich, { kind: 'hold', kobo: 1000 }, [0, 1300, 0], 'available -1000, held 1000'],
    [
      'a capture',
      rich,
      { kind: 'capture', kobo: 300, source: 'documents' },
      [1000, 0, 0],
      'held -300, revenue 300',
    ],
    ['a release', rich, { kind: 'release', kobo: 200 }, [1200, 100, 0], 'held -200, available 200'],
    [
      'a release with debts',
      { heldKobo: 300, owedKobo: 50 },
      { kind: 'release', kobo: 300 },
      [250, 0, 0],
      'held -300, owed 50, available 250',
    ],
    [
      'a charge',
      rich,
      { kind: 'charge', kobo: 10, source: 'plan' },
      [990, 300, 0],
      'available -10, revenue 10',
    ],
    [
      'a refund',
      rich,
      { kind: 'refund', kobo: 10, source: 'plan' },
      [1010, 300, 0],
      'available 10, revenue -10',
    ],
    ['a payout', rich, { kind: 'payout', kobo: 300 }, [1000, 0, 0], 'held -300, provider 300'],
    ['a chargeback', rich, { kind: 'chargeback', kobo: 400 }, [600, 300, 0], 'available -400, provider 400'],
    [
      'a chargeback of more than there is',
      rich,
      { kind: 'chargeback', kobo: 1500 },
      [0, 300, 500],
      'available -1000, owed -500, provider 1500',
    ],
    [
      'a chargeback won',
      { owedKobo: 500 },
      { kind: 'chargeback-won', kobo: 1500 },
      [1000, 0, 0],
      'owed 500, available 1000, provider -1500',
    ],
    [
      'an adjustment up',
      rich,
      { kind: 'adjustment', kobo: 5 },
      [1005, 300, 0],
      'available 5, adjustments -5',
    ],
    [
      'an adjustment down',
      rich,
      { kind: 'adjustment', kobo: -5 },
      [995, 300, 0],
      'available -5, adjustments 5',
    ],
  ])('%s', (_, before, movement, balance, lines) => {
    const { wallet: next, entry } = after(wallet(before), movement);
    expect(balanceOf(next)).toEqual(balance);
    expect(entry.content.lines.map(({ account, kobo }) => `${account} ${kobo}`).join(', ')).toBe(lines);
  });
});

describe('what there is not enough for', () => {
  test.each<[string, Movement]>([
    ['a hold', { kind: 'hold', kobo: 101 }],
    ['a charge', { kind: 'charge', kobo: 101, source: 'documents' }],
    ['an adjustment down', { kind: 'adjustment', kobo: -101 }],
  ])('%s is refused with both amounts', (_, movement) => {
    expect(() => linesOf(wallet({ availableKobo: 100, heldKobo: 500 }), movement)).toThrow(
      expect.objectContaining({
        code: 'insufficient-funds',
        message: 'This takes ₦1.01, and the wallet has ₦1.00. Top it up.',
      }),
    );
  });

  test.each<[string, Movement]>([
    ['a capture', { kind: 'capture', kobo: 101, source: 'documents' }],
    ['a release', { kind: 'release', kobo: 101 }],
    ['a payout', { kind: 'payout', kobo: 101 }],
  ])('%s of more than is held is a defect, not a refusal', (_, movement) => {
    const attempt = () => linesOf(wallet({ availableKobo: 500, heldKobo: 100 }), movement);
    expect(attempt).toThrow('101 kobo cannot leave holds of 100');
    expect(attempt).not.toThrow(Fault);
  });

  test('nobody spends more of a payment than came in', () => {
    const movement: Movement = { kind: 'top-up', kobo: 5, spent: { kobo: 6, source: 'plan' } };
    expect(() => linesOf(wallet(), movement)).toThrow('6 kobo cannot be spent of 5');
  });
});

test.each([0, -1, 0.5, 0.1 + 0.2, Number.NaN, Number.POSITIVE_INFINITY, 1e21, 2 ** 53, mostKobo + 1])(
  '%s is no amount',
  (kobo) => {
    expect(() => linesOf(wallet({ availableKobo: 1e12 }), { kind: 'top-up', kobo })).toThrow('no amount');
    expect(() => linesOf(wallet({ availableKobo: 1e12 }), { kind: 'hold', kobo })).toThrow('no amount');
  },
);

describe('a hold', () => {
  const hold = openHold({
    accountId,
    holdId: 'doc_1',
    kobo: 100,
    about: { kind: 'document', id: 'doc_1' },
    createdAt: '2026-03-01T09:00:00.000Z',
    dueAt: '2026-03-01T10:00:00.000Z',
  });

  test('ends when everything of it was captured or released, and the clock forgets it then', () => {
    const part = captureOf(hold, 60);
    expect(part).toMatchObject({ capturedKobo: 60, releasedKobo: 0, dueAt: hold.dueAt, revision: 2 });
    const ended = part && releaseOf(part, 40);
    expect(ended).toMatchObject({ capturedKobo: 60, releasedKobo: 40, dueAt: undefined, revision: 3 });
    expect(ended && openKobo(ended)).toBe(0);
  });

  test('gives nothing that it has not', () => {
    expect(captureOf(hold, 101)).toBeUndefined();
    expect(releaseOf(hold, 101)).toBeUndefined();
    const all = releaseOf(hold, 100);
    expect(all && captureOf(all, 1)).toBeUndefined();
  });
});

/** Movements of any kind, most of them of amounts that are often there. */
const amounts = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 1_000_000 }));
const movements: fc.Arbitrary<Movement> = fc.oneof(
  amounts.map((kobo): Movement => ({ kind: 'top-up', kobo })),
  amounts.map((kobo): Movement => ({ kind: 'top-up', kobo: 2 * kobo, spent: { kobo, source: 'plan' } })),
  amounts.map((kobo): Movement => ({ kind: 'hold', kobo })),
  amounts.map((kobo): Movement => ({ kind: 'capture', kobo, source: 'documents' })),
  amounts.map((kobo): Movement => ({ kind: 'release', kobo })),
  amounts.map((kobo): Movement => ({ kind: 'charge', kobo, source: 'card' })),
  amounts.map((kobo): Movement => ({ kind: 'refund', kobo, source: 'documents' })),
  amounts.map((kobo): Movement => ({ kind: 'payout', kobo })),
  amounts.map((kobo): Movement => ({ kind: 'chargeback', kobo })),
  amounts.map((kobo): Movement => ({ kind: 'chargeback-won', kobo })),
  amounts.map((kobo): Movement => ({ kind: 'adjustment', kobo })),
  amounts.map((kobo): Movement => ({ kind: 'adjustment', kobo: -kobo })),
);

/** Whether a wallet has what a movement takes: told by its balance alone, so that no refusal is believed that is none. */
function isCovered({ availableKobo, heldKobo }: Wallet, { kind, kobo }: Movement): boolean {
  if (kind === 'hold' || kind === 'charge') return kobo <= availableKobo;
  if (kind === 'capture' || kind === 'release' || kind === 'payout') return kobo <= heldKobo;
  return kind !== 'adjustment' || -kobo <= availableKobo;
}

const lacking = /^This takes ₦.* Top it up\.$|^\d+ kobo cannot leave holds of \d+$/;

/** Each movement of each kind has to be made as often at least, of about 37,000 that are tried. */
const leastOfEach = 500;

test('entries of any history sum to zero, never leave less than nothing, and make the wallet', () => {
  const made = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(movements, { minLength: 1, maxLength: 100, size: 'max' }), (history) => {
      const auditor = new LedgerAuditor(accountId, digest);
      let current = emptyWallet(accountId);
      const totals = new Map<string, number>();
      for (const movement of history) {
        if (!isCovered(current, movement)) {
          expect(() => after(current, movement)).toThrow(lacking);
          continue;
        }
        const { wallet: next, entry } = after(current, movement);
        made.set(movement.kind, (made.get(movement.kind) ?? 0) + 1);
        current = next;
        for (const { account, kobo } of entry.content.lines)
          totals.set(account, (totals.get(account) ?? 0) + kobo);
        expect(auditor.take(entry)).toBeUndefined();
        expect(Math.min(...balanceOf(next))).toBeGreaterThanOrEqual(0);
      }
      expect(auditor.finish(current)).toBeUndefined();
      expect([...totals.values()].reduce((sum, kobo) => sum + kobo, 0)).toBe(0);
      const ours = ['provider', 'revenue', 'adjustments'].reduce(
        (sum, name) => sum + (totals.get(name) ?? 0),
        0,
      );
      expect(current.availableKobo + current.heldKobo - current.owedKobo + ours).toBe(0);
    }),
    { numRuns: 750 },
  );
  expect(made.size).toBe(entryKinds.length);
  for (const [kind, count] of made) expect(count, kind).toBeGreaterThan(leastOfEach);
  expect([...made.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20_000);
});

describe('the auditor', () => {
  const history: Movement[] = [
    { kind: 'top-up', kobo: 1000 },
    { kind: 'hold', kobo: 600 },
    { kind: 'capture', kobo: 400, source: 'documents' },
    { kind: 'release', kobo: 200 },
  ];
  const ledger = () => {
    const entries: LedgerEntry[] = [];
    let current = emptyWallet(accountId);
    for (const movement of history) {
      const posted = after(current, movement);
      entries.push(posted.entry);
      current = posted.wallet;
    }
    return { entries, current };
  };

  /** The number of the first entry that is not in order; 0 when it is the wallet. */
  function firstFault(entries: readonly LedgerEntry[], current: Wallet): number | undefined {
    const auditor = new LedgerAuditor(accountId, digest);
    for (const entry of entries) {
      const fault = auditor.take(entry);
      if (fault) return fault.seq;
    }
    return auditor.finish(current) && 0;
  }

  test('finds nothing in a ledger that is as it was written', () => {
    const { entries, current } = ledger();
    expect(firstFault(entries, current)).toBeUndefined();
  });

  test.each<[string, (entries: LedgerEntry[]) => LedgerEntry[], number]>([
    ['left out', (entries) => entries.toSpliced(1, 1), 2],
    ['repeated', (entries) => entries.toSpliced(2, 0, ...entries.slice(1, 2)), 3],
    [
      'put elsewhere',
      ([first, second, third, ...rest]) => [first, third, second, ...rest].flatMap((each) => each ?? []),
      2,
    ],
    ['cut off', (entries) => entries.slice(0, 3), 0],
    [
      'changed in its reason',
      (entries) =>
        entries.map((entry) => (entry.seq === 3 ? withContent(entry, { reason: 'because' }) : entry)),
      3,
    ],
    [
      'changed in its amount, with a hash to match',
      (entries) =>
        entries.map((entry) =>
          entry.seq === 2
            ? rehashed(withContent(entry, { balance: { availableKobo: 0, heldKobo: 600, owedKobo: 0 } }))
            : entry,
        ),
      2,
    ],
    [
      'given lines that do not sum to zero, with a hash to match',
      (entries) =>
        entries.map((entry) =>
          entry.seq === 4
            ? rehashed(
                withContent(entry, {
                  lines: [{ account: 'available', kobo: 1 }],
                  balance: { ...entry.content.balance, availableKobo: 401, heldKobo: 200 },
                }),
              )
            : entry,
        ),
      4,
    ],
    [
      'moved to another account',
      (entries) => entries.map((entry) => rehashed(withContent(entry, { accountId: 'acc_other' }))),
      1,
    ],
  ])('finds an entry that was %s', (_, tamper, seq) => {
    const { entries, current } = ledger();
    expect(firstFault(tamper(entries), current)).toBe(seq);
  });

  test('finds a wallet that was changed without an entry', () => {
    const { entries, current } = ledger();
    expect(firstFault(entries, { ...current, availableKobo: current.availableKobo + 1 })).toBe(0);
  });
});

const withContent = (entry: LedgerEntry, change: Partial<LedgerEntry['content']>): LedgerEntry => ({
  ...entry,
  content: { ...entry.content, ...change },
});

function rehashed(entry: LedgerEntry): LedgerEntry {
  const { seq, prev, content } = entry;
  return { ...entry, hash: hashLedgerEntry({ seq, prev, content }, digest) };
}

test('time in a ledger never goes back', () => {
  const first = post(wallet(), { kind: 'top-up', kobo: 5 }, occasion('2026-03-01T10:00:00.000Z'), digest);
  const second = post(
    first.wallet,
    { kind: 'top-up', kobo: 5 },
    occasion('2026-03-01T09:59:00.000Z'),
    digest,
  );
  expect(second.entry.content.at).toBe('2026-03-01T10:00:00.000Z');
});
