/**
 * Files whose record is gone, or needs them no longer. It is noted together with the change of the record, so that a
 * crash before they are removed leaves work that is known, and never files that nobody will find.
 */
export interface Leftover {
  accountId: string;
  /** Names the change that left them. */
  leftoverId: string;
  /** Where they lie in the artefacts bucket: everything below is removed. */
  folder: string;
  /** The batch whose chunks are removed too. */
  batchId?: string | undefined;
  since: string;
  /** It never changes. */
  revision: number;
}

/** What the change of a thing at a revision leaves behind. */
export const leftoverOf = (
  { accountId, revision }: { accountId: string; revision: number },
  id: string,
  left: { folder: string; batchId?: string | undefined },
  at: Date,
): Leftover => ({
  accountId,
  // The id last: its end chooses the shard of due work.
  leftoverId: `${revision}-${id}`,
  ...left,
  since: at.toISOString(),
  revision: 1,
});
