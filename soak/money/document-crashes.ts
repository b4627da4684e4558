import * as documents from '../../shared/data/documents.ts';
import { move } from '../../shared/data/ledger.ts';
import { repeatMaking } from '../../shared/data/repeated-making.ts';
import * as wallets from '../../shared/data/wallets.ts';
import type { Account } from '../../shared/domain/account.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  failDocument,
  outOfTime,
  queueDocument,
} from '../../shared/domain/document.ts';
import { openKobo } from '../../shared/domain/ledger/hold.ts';
import { insertCharged } from '../../shared/pipeline/charging.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { Crasher } from './crasher.ts';
import type { Findings } from './ledger-check.ts';

/** A document that is paid for, from the wish to its end, with a crash at each call of the table on the way. */

/** Kobo for one document. */
export const price = 5000;

const files = { docx: { key: 'soak', sha256: '0'.repeat(64), size: 1 } };

type Ending = 'ready' | 'failed';

/** Money is set aside with the document; work begins; it ends. Each step may have been done before. */
function stepsOf(account: Account, documentId: string, ending: Ending): (() => Promise<unknown>)[] {
  const { accountId } = account;
  const at = new Date();
  const read = (): Promise<Document> => documents.get(accountId, documentId);
  const queued = queuedFor(account, documentId, at);
  return [
    () => repeatMaking(new Set([documentId]), () => insertCharged(account, [queued], at)),
    async () => {
      const document = await read();
      const next = beginRendering(document, at);
      if (document.state === 'queued' && next) await documents.replace(document, next);
    },
    async () => {
      const document = await read();
      if (document.state !== 'rendering') return;
      const ended =
        ending === 'ready' ? concludeRendering(document, files, at) : failDocument(document, outOfTime, at);
      if (ended) await documents.replace(document, ended);
    },
  ];
}

export const queuedFor = ({ accountId, ownerId }: Account, documentId: string, at: Date): Document =>
  queueDocument({
    accountId,
    documentId,
    templateId: newId('tpl'),
    version: 1,
    name: 'Soak',
    values: {},
    createdBy: ownerId,
    at,
  });

/** Resolves to how many points there were to crash at. */
export async function crashDocuments(findings: Findings): Promise<number> {
  const crasher = new Crasher();
  let points = 0;
  try {
    for (const ending of ['ready', 'failed'] as const) {
      const calls = await played(ending, { crasher, call: 0, isAfter: false }, findings);
      for (let call = 1; call <= calls; call++)
        for (const isAfter of [false, true]) {
          await played(ending, { crasher, call, isAfter }, findings);
          points += 1;
        }
    }
  } finally {
    crasher.disarm();
  }
  return points;
}

/** Plays it once with a fresh account; resolves to how many calls it took. */
async function played(
  ending: Ending,
  { crasher, call, isAfter }: { crasher: Crasher; call: number; isAfter: boolean },
  findings: Findings,
): Promise<number> {
  const account = accountOf(newId('acc'));
  const { accountId } = account;
  const documentId = newId('doc');
  crasher.arm(0, false);
  await fund(accountId, 2 * price);
  crasher.arm(call, isAfter);
  for (const step of stepsOf(account, documentId, ending)) await crasher.delivered(step);
  const { calls } = crasher;
  crasher.arm(0, false);
  const { availableKobo, heldKobo } = await wallets.read(accountId);
  const kinds = (await findings.ledgerOf(accountId)).map(({ content }) => content.kind).join(' ');
  const { state, charge } = await documents.get(accountId, documentId);
  const hold = await wallets.findHold(accountId, charge?.holdId ?? 'none');
  findings.expect(
    state === ending &&
      heldKobo === 0 &&
      availableKobo === (ending === 'ready' ? price : 2 * price) &&
      kinds === `top-up hold ${ending === 'ready' ? 'capture' : 'release'}` &&
      hold !== undefined &&
      openKobo(hold) === 0,
    `a crash ${isAfter ? 'after' : 'before'} call ${call} of a document that ends ${ending}: ${state}, ${kinds}, ${availableKobo} available, ${heldKobo} held`,
  );
  return calls;
}

/** Tops the wallet of an account up, once. */
export async function fund(accountId: string, kobo: number): Promise<void> {
  const cause = `soak#${accountId}`;
  const movement = { kind: 'top-up', kobo } as const;
  await move(accountId, [{ movement, cause, about: { kind: 'payment', id: 'soak' } }], new Date());
}

/** An account that no month includes anything for. */
export const accountOf = (accountId: string): Account => ({
  accountId,
  name: 'Soak',
  kind: 'organisation',
  ownerId: `usr_${'0'.repeat(32)}`,
  plan: 'free',
  createdAt: new Date().toISOString(),
  revision: 1,
});
