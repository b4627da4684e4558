import * as papers from '../data/papers.ts';
import { fileNameFor } from '../domain/document.ts';
import { mediaTypes } from '../domain/media-types.ts';
import { type Paper, requirePaperFile } from '../domain/paper/paper.ts';
import type { DownloadLink } from '../files/artefacts.ts';
import { paperKey } from '../files/keys.ts';
import { whenFound } from './when-found.ts';

/** A statement as its account sees it. */
export const statementView = ({ paperId, subject, file, ...rest }: Paper) => ({
  ...rest,
  statementId: paperId,
  month: subject,
  pages: file?.pages,
});

/** A receipt as its account sees it. */
export const receiptView = ({ paperId, subject, file, ...rest }: Paper) => ({
  ...rest,
  receiptId: paperId,
  paymentId: subject,
  pages: file?.pages,
});

/** A link to the file of a paper. Throws `paper-not-ready` when there is none. */
export async function paperLink(
  paper: Paper,
  at: Date,
): Promise<DownloadLink & { sha256: string; size: number }> {
  const { accountId, paperId, subject } = paper;
  const { sha256, size } = requirePaperFile(paper);
  // Loaded with the first link: most requests of a paper only begin it.
  const { presignDownload } = await import('../files/artefacts.ts');
  const name = fileNameFor(`${paper.kind} ${subject}`, 'pdf');
  const link = await presignDownload(paperKey(accountId, paperId, sha256), name, mediaTypes.pdf, at);
  return { ...link, sha256, size };
}

/** Milliseconds a page or two take at best. */
const usualFirst = 200;

/** The paper once it has ended; undefined when that takes longer than `within` ms. */
export const whenPaperEnds = ({ accountId, paperId }: Paper, within: number): Promise<Paper | undefined> =>
  whenFound(
    within,
    async () => {
      const latest = await papers.find(accountId, paperId);
      return latest && latest.state !== 'queued' ? latest : undefined;
    },
    usualFirst,
  );
