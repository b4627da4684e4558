import type { LedgerSubject } from './entry.ts';

/** Money set aside for one piece of work. It ends when everything of it was captured or released. */
export interface Hold {
  accountId: string;
  holdId: string;
  kobo: number;
  capturedKobo: number;
  releasedKobo: number;
  about: LedgerSubject;
  /** Ids of the documents whose money lies in it, where they are few. */
  parts?: string[] | undefined;
  createdAt: string;
  /** When the clock looks at it, if it is open still; absent once it has ended. */
  dueAt?: string | undefined;
  revision: number;
}

/** Kobo that wait to be captured or released. */
export const openKobo = ({ kobo, capturedKobo, releasedKobo }: Hold): number =>
  kobo - capturedKobo - releasedKobo;

export const openHold = (
  hold: Pick<Hold, 'accountId' | 'holdId' | 'kobo' | 'about' | 'parts' | 'createdAt'> & { dueAt: string },
): Hold => ({ ...hold, capturedKobo: 0, releasedKobo: 0, revision: 1 });

/** The hold when some of it was captured; undefined when so much is not open any more. */
export const captureOf = (hold: Hold, kobo: number): Hold | undefined =>
  resolved(hold, kobo, { capturedKobo: hold.capturedKobo + kobo });

/** The hold when some of it was released; undefined when so much is not open any more. */
export const releaseOf = (hold: Hold, kobo: number): Hold | undefined =>
  resolved(hold, kobo, { releasedKobo: hold.releasedKobo + kobo });

function resolved(hold: Hold, kobo: number, change: Partial<Hold>): Hold | undefined {
  const open = openKobo(hold);
  if (kobo > open) return undefined;
  return {
    ...hold,
    ...change,
    dueAt: kobo === open ? undefined : hold.dueAt,
    revision: hold.revision + 1,
  };
}
