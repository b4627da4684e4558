/** What documents cost. A list never changes once it is in force: a new one with a later date follows it. */

export interface PriceList {
  /** Permanent; stands on every quote. */
  id: string;
  /** In force from the beginning of this day, UTC. */
  from: string;
  /** Kobo for one document, whatever files it is had as. */
  documentKobo: number;
}

/** Newest last. */
export const priceLists: readonly PriceList[] = [{ id: '2026-11', from: '2026-11-01', documentKobo: 5000 }];

/** What a number of documents costs, and by which list. */
export interface Quote {
  priceList: string;
  documents: number;
  unitKobo: number;
  totalKobo: number;
}

/** The exact price of documents at a time, by the list in force. Throws for a time before the first list. */
export function quote(documents: number, at: Date, lists: readonly PriceList[] = priceLists): Quote {
  const day = at.toISOString().slice(0, 10);
  const list = lists.findLast(({ from }) => from <= day);
  if (!list) throw new Error(`no price list is in force on ${day}`);
  return {
    priceList: list.id,
    documents,
    unitKobo: list.documentKobo,
    totalKobo: documents * list.documentKobo,
  };
}
