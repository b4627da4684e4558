import type { Digest } from '../audit-chain.ts';
import { fail } from '../fault.ts';
import { changed } from '../template.ts';

/**
 * A paper that we make of an account's money: `queued -> ready | failed`. It never changes: what it tells of is part of its id,
 * so whoever asks for the same gets the same, and whatever has moved since makes another one.
 */

export const paperKinds = ['statement', 'receipt'] as const;
export type PaperKind = (typeof paperKinds)[number];

export const paperStates = ['queued', 'ready', 'failed'] as const;
export type PaperState = (typeof paperStates)[number];

/** The PDF of a paper. */
export interface PaperFile {
  /** Hexadecimal. */
  sha256: string;
  /** Bytes. */
  size: number;
  pages: number;
}

export interface Paper {
  accountId: string;
  paperId: string;
  kind: PaperKind;
  /** What it is about: the month of a statement, `2026-11`; the id of the payment of a receipt. */
  subject: string;
  /** How far it goes: the number of the last entry of a statement, 0 when there was none; how many refunds and chargebacks a receipt knows of. */
  through: number;
  state: PaperState;
  /** Only when failed. */
  failure?: { code: string; message: string } | undefined;
  /** Only when ready. */
  file?: PaperFile | undefined;
  createdBy: string;
  /** When it was asked for first; stands on the paper. */
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** How the ids of all statements of a month begin: they sort by how far they go. */
export const statementsOf = (month: string): string => `stm_${month.replace('-', '')}`;

/**
 * The id of the statement of a month that goes up to an entry: the same for whoever asks. Once the month is over it is another one, also
 * where no money has moved since: the earlier one says that the month is not over.
 */
export function statementId(
  {
    accountId,
    month,
    through,
    isOver,
  }: Pick<Paper, 'accountId' | 'through'> & { month: string; isOver: boolean },
  digest: Digest,
): string {
  const number = String(through).padStart(12, '0');
  const facts = `${accountId}/${month}/${number}${isOver ? '/over' : ''}`;
  return `${statementsOf(month)}${number}${digest(facts).slice(0, 14)}`;
}

export const orderPaper = (
  order: Pick<Paper, 'accountId' | 'paperId' | 'kind' | 'subject' | 'through' | 'createdBy'>,
  at: Date,
): Paper => ({
  ...order,
  state: 'queued',
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
  revision: 1,
});

/** Milliseconds after which a paper that is queued is queued again, when somebody asks for it again. */
const requeueAfter = 10_000;

/** The paper, to be made again because it failed, or because its message may be lost; undefined while it is good as it is. */
export function reorderPaper(paper: Paper, at: Date): Paper | undefined {
  if (paper.state === 'ready') return undefined;
  if (paper.state === 'queued' && at.getTime() < Date.parse(paper.updatedAt) + requeueAfter) return undefined;
  return changed(paper, at, { state: 'queued', failure: undefined });
}

/** The paper is made; undefined when it has ended already. */
export const concludePaper = (paper: Paper, file: PaperFile, at: Date): Paper | undefined =>
  paper.state === 'queued' ? changed(paper, at, { state: 'ready', file }) : undefined;

/** There will be no paper; undefined as with {@link concludePaper}. */
export const failPaper = (paper: Paper, failure: Paper['failure'], at: Date): Paper | undefined =>
  paper.state === 'queued' ? changed(paper, at, { state: 'failed', failure }) : undefined;

/** Why a paper failed whose message was delivered too often. */
export const paperGivenUp = {
  code: 'paper-failed',
  message:
    'The file could not be made although we tried several times. Ask for it again; if it fails again, tell us.',
};

/** Why a receipt failed of whose payment money came, or was given back, while it was made. */
export const paperOutdated = {
  code: 'paper-outdated',
  message: 'Money came or was given back while this was made. Ask for it again.',
};

/** Throws `paper-not-ready` while there is no file, or when there never will be. */
export function requirePaperFile({ state, file, failure }: Paper): PaperFile {
  if (file) return file;
  return fail(
    'paper-not-ready',
    state === 'failed'
      ? `There is no file. ${failure?.message ?? 'Ask for it again.'}`
      : 'The file is still being made. Ask again in a few seconds.',
  );
}
