import * as documents from '../../shared/data/documents.ts';
import * as leftovers from '../../shared/data/leftovers.ts';
import * as wallets from '../../shared/data/wallets.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  failDocument,
  givenUp,
  isFinished,
  outOfTime,
} from '../../shared/domain/document.ts';
import { openKobo } from '../../shared/domain/ledger/hold.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import { documentFolder } from '../../shared/files/keys.ts';
import { insertCharged } from '../../shared/pipeline/charging.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { randomFrom } from '../measure/random.ts';
import { topUp, tried } from './customers.ts';
import { type Dice, diceOf, doOne } from './dice.ts';
import { accountOf, price, queuedFor } from './document-crashes.ts';
import type { Findings } from './ledger-check.ts';

/** Histories of the documents of one account: ordered with too little money and enough, made, failed, told of twice, removed and given up. */

/** Steps of a history, and documents of one order at most. */
const [steps, mostOrdered] = [40, 5];

const files = { docx: { key: 'soak', sha256: '0'.repeat(64), size: 1 } };

interface History {
  name: string;
  accountId: string;
  dice: Dice;
  /** Documents that were stored, and the holds of their money. */
  ids: Set<string>;
  holdIds: Set<string>;
  /** Kobo that came in, and of documents that were delivered. */
  fundedKobo: number;
  earnedKobo: number;
  findings: Findings;
}

/** Plays one; what is found wrong names its seed. Resolves to how many operations there were. */
export async function playDocuments(seed: number, findings: Findings): Promise<number> {
  const history: History = {
    name: `documents, seed ${seed}`,
    accountId: newId('acc'),
    dice: diceOf(randomFrom(seed)),
    ...{ ids: new Set(), holdIds: new Set(), fundedKobo: 0, earnedKobo: 0, findings },
  };
  const before = findings.violations.length;
  for (let step = 1; step <= steps; step++) {
    await act(history);
    await prove(history, `after step ${step}`);
    if (findings.violations.length > before) return step;
  }
  for (const document of await unfinishedOf(history)) await end(document, history);
  await prove(history, 'in the end');
  const holds = await Promise.all([...history.holdIds].map((id) => wallets.findHold(history.accountId, id)));
  findings.expect(
    holds.every((hold) => hold && openKobo(hold) === 0 && hold.dueAt === undefined),
    `${history.name}: a hold did not end`,
  );
  await findings.ledgerOf(history.accountId);
  return steps;
}

async function act(history: History): Promise<void> {
  const { accountId, dice } = history;
  await doOne(
    [
      [
        3,
        async () => {
          const kobo = Math.ceil(dice.random() * 4) * price;
          await topUp(accountId, kobo, new Date());
          history.fundedKobo += kobo;
        },
      ],
      [5, () => order(history)],
      [4, () => withOne(history, begin)],
      [6, () => withOne(history, end)],
      [1, () => withOne(history, remove)],
    ],
    dice,
  );
}

async function order({ accountId, dice, ids, holdIds }: History): Promise<void> {
  const at = new Date();
  const account = accountOf(accountId);
  const count = Math.ceil(dice.random() * mostOrdered);
  const queued = Array.from({ length: count }, () => queuedFor(account, newId('doc'), at));
  await tried(async () => {
    for (const { documentId } of await insertCharged(account, queued, at)) ids.add(documentId);
    const stored = await documents.findMany(
      accountId,
      queued.map(({ documentId }) => documentId),
    );
    for (const { charge } of stored) if (charge?.holdId !== undefined) holdIds.add(charge.holdId);
  });
}

const unfinishedOf = async ({ accountId, ids }: History): Promise<Document[]> =>
  (await documents.findMany(accountId, [...ids])).filter((document) => !isFinished(document));

async function withOne(
  history: History,
  act: (document: Document, history: History) => Promise<void>,
): Promise<void> {
  const unfinished = await unfinishedOf(history);
  // The oldest, so that the order of ids does not matter.
  if (unfinished.length > 0) await act(history.dice.one(unfinished.toSorted(byId)), history);
}

const byId = (left: Document, right: Document): number => left.documentId.localeCompare(right.documentId);

async function begin(document: Document): Promise<void> {
  const next = beginRendering(document, new Date());
  if (next) await documents.replace(document, next);
}

/** It becomes ready or fails, or the clock gives it up; now and then two workers say so at the same moment. */
async function end(document: Document, history: History): Promise<void> {
  const { dice } = history;
  await begin(document);
  const { accountId, documentId } = document;
  const rendering = await documents.get(accountId, documentId);
  if (isFinished(rendering)) return;
  const at = new Date();
  const ended = (): Document | undefined =>
    dice.happens(0.5)
      ? concludeRendering(rendering, files, at)
      : failDocument(rendering, dice.one([outOfTime, givenUp]), at);
  const all = [ended(), ...(dice.happens(0.2) ? [ended()] : [])].flatMap((each) => each ?? []);
  const won = await Promise.all(all.map((each) => documents.replace(rendering, each)));
  history.findings.expect(
    won.filter(Boolean).length === 1,
    `${history.name}: a document ended ${won.filter(Boolean).length} times`,
  );
  const { state, charge } = await documents.get(accountId, documentId);
  if (state === 'ready') history.earnedKobo += charge?.kobo ?? 0;
}

async function remove(document: Document, { ids }: History): Promise<void> {
  const { accountId, documentId } = document;
  const folder = documentFolder(accountId, documentId);
  const left = leftoverOf(document, documentId, { folder }, new Date());
  if (!(await documents.remove(document, left))) return;
  ids.delete(documentId);
  // There are no files.
  await leftovers.remove(left);
}

/** What holds at any time: what is set aside is for documents that are being made, and what is earned for those that were delivered. */
async function prove(history: History, when: string): Promise<void> {
  const { accountId, fundedKobo, earnedKobo, findings, name } = history;
  const { availableKobo, heldKobo } = await wallets.read(accountId);
  const expectedKobo = (await unfinishedOf(history)).reduce(
    (sum, { charge }) => sum + (charge?.kobo ?? 0),
    0,
  );
  findings.expect(
    availableKobo >= 0 && heldKobo === expectedKobo && availableKobo + heldKobo + earnedKobo === fundedKobo,
    `${name}, ${when}: ${fundedKobo} kobo came, ${earnedKobo} were earned, ${availableKobo} are available, ${heldKobo} held, of ${expectedKobo} for documents`,
  );
}
