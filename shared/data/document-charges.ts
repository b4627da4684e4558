import { type Ending, settlementCause } from '../domain/charge.ts';
import { type Document, giveUpAfter } from '../domain/document.ts';
import { Documents, find, insertInGroups, settled } from './documents.ts';
import { type Move, move } from './ledger.ts';
import * as quota from './quota.ts';
import { countingOfDocuments } from './usage-counting.ts';
import { commit, type Write } from './write.ts';

/** How the money of documents moves. */

/**
 * Stores documents with what each costs, all or none; false when one of them exists already, or when the month of a plan has no
 * room for those that it is to include. Money is set aside in the same transaction; throws `insufficient-funds` where it is not there.
 * More than fit into one transaction go in several; the first of them are taken back when a later one is not made.
 *
 * @param room documents that the month includes
 * @param newHoldId an id for each hold that nothing had before. Documents that were taken back may be stored again under their ids:
 *   what makes them once is that they do not exist yet, and their money is another hold each time
 */
export const insertCharged = (
  documents: readonly Document[],
  room: number,
  newHoldId: () => string,
): Promise<boolean> =>
  insertInGroups(documents, perCharge, {
    insert: (group) => insertTogether(group, room, newHoldId),
    takeBack,
  });

/** Items besides: of the ledger four, and the count of the month. */
const perCharge = 5;

async function insertTogether(
  documents: readonly Document[],
  room: number,
  newHoldId: () => string,
): Promise<boolean> {
  const [first] = documents;
  if (!first) return true;
  const paid = documents.filter(({ charge }) => charge && charge.kobo > 0);
  const included = documents.flatMap(({ charge }) => charge?.month ?? []);
  const [month] = included;
  const [firstPaid] = paid;
  const holdId = firstPaid && newHoldId();
  const writes = [
    ...documents.map((document) => Documents.insertion(withHold(document, holdId))),
    ...(month === undefined ? [] : [quota.take(first.accountId, month, included.length, room)]),
    ...countingOfDocuments(documents),
  ];
  if (holdId === undefined) return commit(writes);
  const moved = await move(first.accountId, [holdFor(paid, holdId)], new Date(first.createdAt), writes);
  return moved.outcome === 'moved';
}

const withHold = (document: Document, holdId: string | undefined): Document =>
  document.charge && document.charge.kobo > 0
    ? { ...document, charge: { ...document.charge, holdId } }
    : document;

/** Removes documents that nobody has been told of, and gives back their money. One that moved on already stays, as after a crash. */
async function takeBack(documents: readonly Document[]): Promise<void> {
  for (const { accountId, documentId } of documents) {
    const document = await find(accountId, documentId);
    if (document?.revision === 1)
      await settled(document, undefined, document.createdAt, [Documents.removal(document)]);
  }
}

/** Settles what a document costs that ends, together with other writes; false when one of these does not hold. */
export async function settle(
  document: Document,
  ending: Ending,
  at: Date,
  writes: readonly Write[],
): Promise<boolean> {
  const { charge, accountId } = document;
  const settlement = settlementOf(document, ending);
  if (settlement) return (await move(accountId, [settlement], at, writes)).outcome === 'moved';
  return commit(
    ending === 'failed' && charge?.month !== undefined
      ? [...writes, ...(await quota.givingBack(accountId, charge.month, 1))]
      : writes,
  );
}

/** Milliseconds after which a hold is looked at that is open still: longer than any document takes. */
const holdLooksAfter = 2 * giveUpAfter;

/** Sets aside what some documents cost that are stored together. */
function holdFor(paid: readonly Document[], holdId: string): Move {
  const [first] = paid;
  return {
    movement: { kind: 'hold', kobo: paid.reduce((sum, { charge }) => sum + (charge?.kobo ?? 0), 0) },
    cause: `hold#${holdId}`,
    about: { kind: 'document', id: first?.documentId ?? holdId },
    holdId,
    plan: first?.charge?.plan,
    opening: {
      dueAt: new Date(Date.parse(first?.createdAt ?? '') + holdLooksAfter).toISOString(),
      parts: paid.map(({ documentId }) => documentId),
    },
  };
}

/** What becomes of the money of a document when it ends: once, whoever ends it. Undefined where none is set aside. */
function settlementOf({ documentId, charge }: Document, ending: Ending): Move | undefined {
  if (charge?.holdId === undefined) return undefined;
  const { kobo, plan, holdId } = charge;
  return {
    movement:
      ending === 'delivered' ? { kind: 'capture', kobo, source: 'documents' } : { kind: 'release', kobo },
    cause: settlementCause(documentId, holdId),
    about: { kind: 'document', id: documentId },
    holdId,
    plan,
  };
}
