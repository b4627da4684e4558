import { randomUUID } from 'node:crypto';
import { digest } from '../../shared/data/audit-append.ts';
import { move } from '../../shared/data/ledger.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { Fault } from '../../shared/domain/fault.ts';
import { LedgerAuditor } from '../../shared/domain/ledger/audit-ledger.ts';
import type { LedgerAccount } from '../../shared/domain/ledger/entry.ts';
import { openKobo } from '../../shared/domain/ledger/hold.ts';
import { post } from '../../shared/domain/ledger/posting.ts';
import { emptyWallet } from '../../shared/domain/ledger/wallet.ts';
import { type Attempt, holdsAfter, nextAttempt, type OpenHold } from './generated-movements.ts';
import type { Findings } from './ledger-check.ts';

/** Histories of one wallet each, made up at random. */

/** Whether a movement was refused because of what is not there, as it should be; what else is thrown goes on. */
function isRefusal(error: unknown): boolean {
  if (error instanceof Fault && error.code === 'insufficient-funds') return true;
  throw error;
}

/** What accounts hold by adding up lines, knowing nothing of wallets. */
class Sums {
  readonly #kobo = new Map<LedgerAccount, number>();

  add(account: LedgerAccount, kobo: number): void {
    this.#kobo.set(account, this.of(account) + kobo);
  }

  of(account: LedgerAccount): number {
    return this.#kobo.get(account) ?? 0;
  }

  get total(): number {
    return [...this.#kobo.values()].reduce((sum, kobo) => sum + kobo, 0);
  }
}

/** Plays histories by the rules alone, without a table. Resolves to how many operations there were. */
export function playRules(
  histories: number,
  length: number,
  { findings, random }: { findings: Findings; random: () => number },
): number {
  for (let history = 0; history < histories; history++) {
    const auditor = new LedgerAuditor('acc_soak', digest);
    const sums = new Sums();
    let wallet = emptyWallet('acc_soak');
    let open: OpenHold[] = [];
    for (let operation = 0; operation < length; operation++) {
      const attempt = nextAttempt(open, randomUUID, random);
      const before = wallet;
      try {
        const occasion = { at: '2026-03-01T09:00:00.000Z', cause: randomUUID(), about };
        const posted = post(wallet, attempt.movement, occasion, digest);
        wallet = posted.wallet;
        open = holdsAfter(open, attempt);
        for (const { account, kobo } of posted.entry.content.lines) sums.add(account, kobo);
        const fault = auditor.take(posted.entry);
        findings.expect(!fault, `history ${history}, operation ${operation}: ${fault?.message}`);
      } catch (error) {
        findings.expect(
          isRefusal(error) && mayBeRefused(before.availableKobo, attempt),
          `history ${history}: refused`,
        );
      }
      const { availableKobo, heldKobo, owedKobo } = wallet;
      const inHolds = open.reduce((sum, { left }) => sum + left, 0);
      findings.expect(
        availableKobo >= 0 &&
          owedKobo >= 0 &&
          heldKobo === inHolds &&
          sums.total === 0 &&
          sums.of('available') === availableKobo &&
          sums.of('held') === heldKobo &&
          sums.of('owed') === -owedKobo,
        `history ${history}, operation ${operation}: the balance is not that of its entries`,
      );
    }
    findings.expect(!auditor.finish(wallet), `history ${history}: the wallet is not what its entries make`);
  }
  return histories * length;
}

const about = { kind: 'payment', id: 'soak' };

const mayBeRefused = (availableKobo: number, { movement: { kind, kobo } }: Attempt): boolean =>
  kind === 'adjustment'
    ? availableKobo + kobo < 0
    : ['hold', 'charge'].includes(kind) && availableKobo < kobo;

/** How often what was done is delivered once more, as by a queue that did not hear of it. */
const deliveredAgain = 0.15;

/**
 * Plays a history of one account on the table by movements alone, some of it several at a time and some delivered twice. Resolves to how many
 * operations there were.
 */
export async function playOnTable(
  accountId: string,
  length: number,
  { findings, random }: { findings: Findings; random: () => number },
): Promise<number> {
  const holdIds: string[] = [];
  let open: OpenHold[] = [];
  let operations = 0;
  while (operations < length) {
    // What leaves one hold goes one after the other: whether it fits depends on what went before.
    const first = nextAttempt(open, newHoldId, random);
    const others = Array.from({ length: Math.floor(random() * 3) }, () => nextAttempt([], newHoldId, random));
    const attempts = [first, ...others];
    const made = await Promise.all(attempts.map((attempt) => deliver(accountId, attempt, random)));
    operations += attempts.length;
    for (const [index, attempt] of attempts.entries()) {
      if (!made[index]) continue;
      if (attempt.movement.kind === 'hold' && attempt.hold) holdIds.push(attempt.hold.holdId);
      open = holdsAfter(open, attempt);
    }
  }
  const holds = await Promise.all(holdIds.map((holdId) => wallets.findHold(accountId, holdId)));
  const left = new Map(open.map((hold) => [hold.holdId, hold.left]));
  findings.expect(
    holds.every(
      (hold) =>
        hold &&
        openKobo(hold) === (left.get(hold.holdId) ?? 0) &&
        openKobo(hold) > 0 === (hold.dueAt !== undefined),
    ),
    `${accountId}: a hold has not what was left in it`,
  );
  const inHolds = open.reduce((sum, hold) => sum + hold.left, 0);
  findings.expect(
    (await wallets.read(accountId)).heldKobo === inHolds,
    `${accountId}: money is held for nothing`,
  );
  await findings.ledgerOf(accountId);
  return operations;
}

const newHoldId = (): string => randomUUID().replaceAll('-', '');

/** One movement, now and then delivered twice at the same moment or later. Resolves to whether it was made. */
async function deliver(
  accountId: string,
  { movement, hold }: Attempt,
  random: () => number,
): Promise<boolean> {
  const at = new Date();
  const one = {
    movement,
    cause: `soak#${randomUUID()}`,
    about,
    ...(hold ? { holdId: hold.holdId } : {}),
    ...(movement.kind === 'hold'
      ? { opening: { dueAt: new Date(at.getTime() + 3_600_000).toISOString() } }
      : {}),
  };
  const attempt = (): Promise<string> =>
    move(accountId, [one], at).then(
      ({ outcome }) => outcome,
      (error) => (isRefusal(error) ? 'refused' : 'never'),
    );
  const outcomes = random() < deliveredAgain ? await Promise.all([attempt(), attempt()]) : [await attempt()];
  return outcomes.includes('moved');
}
