import { fail } from './fault.ts';
import type { User } from './user.ts';

/**
 * Everything about one user as ZIP files to take along: `in-progress -> ready | failed`, gone a week later. It is made
 * part by part, each of them a ZIP of its own that one run of a function can make; most users have one part.
 */

export const archiveStates = ['in-progress', 'ready', 'failed'] as const;
export type ArchiveState = (typeof archiveStates)[number];

/** What an archive holds, in this order. */
export const archiveSections = [
  'profile',
  'templates',
  'template-versions',
  'pictures',
  'batches',
  'documents',
  'payments',
  'ledger',
  'activity',
  'activity-elsewhere',
] as const;
export type ArchiveSection = (typeof archiveSections)[number];

/** From where a part goes on: a section, and behind which of its things. */
export interface ArchivePosition {
  section: ArchiveSection;
  after?: string | undefined;
}

/** Where every archive begins. */
export const archiveStart: ArchivePosition = { section: 'profile' };

/** A part as it is stored. */
export interface ArchivePart {
  /** Which attempt stored it; with the number of the part that names its object. */
  attempt: number;
  /** Files in it. */
  files: number;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

export interface ArchiveFailure {
  code: string;
  message: string;
}

export interface Archive {
  userId: string;
  /** The personal account, below which the files lie. */
  accountId: string;
  archiveId: string;
  state: ArchiveState;
  /** Those that are stored, in order. */
  parts: ArchivePart[];
  /** Attempts begun so far, at whatever part: two never write to the same object. */
  attempts: number;
  /** Where the next part begins; only while it is in progress. */
  next?: ArchivePosition | undefined;
  failure?: ArchiveFailure | undefined;
  /** When it was asked for. */
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** A part of an archive, as a message names it. */
export interface ArchiveRequest {
  userId: string;
  archiveId: string;
  /** Counted from 1. */
  part: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds without a step after which work is queued again: twice as long as any function runs. */
export const archiveResentAfter = 30 * minute;

/** Milliseconds after which an archive that is not ready is given up. */
const givenUpAfter = day;

/** Days an archive can be fetched: long enough to come back from a holiday week, for it holds everything. */
export const archiveDays = 7;

/** Milliseconds between two archives of one user. */
const pauseBetween = hour;

/** What one part may hold, so that a function can make it and every program can open it. */
export interface ArchiveLimits {
  /** Bytes of files. */
  bytes: number;
  /** Lines of its lists, which wait in memory until it ends: some 500 bytes each. */
  lines: number;
  /** Milliseconds of work. */
  time: number;
}

/** The function has 15 minutes; ZIP files of more than 4 GB trouble some programs. */
export const archiveLimits: ArchiveLimits = { bytes: 2 * 1024 ** 3, lines: 25_000, time: 8 * minute };

/** When the clock looks at an archive: to queue it again, or to remove it. */
export const archiveDueAt = ({ state, updatedAt }: Archive): string =>
  new Date(
    Date.parse(updatedAt) + (state === 'in-progress' ? archiveResentAfter : archiveDays * day),
  ).toISOString();

/** Whether an archive is being made. */
export const isInProgress = ({ state }: Pick<Archive, 'state'>): boolean => state === 'in-progress';

/**
 * A new archive, in place of an earlier one. Throws `limit-reached` within an hour of one that is ready, and
 * `unauthenticated` for a user who is being erased.
 */
export function orderArchive(
  { userId, accountId, state }: User,
  earlier: Archive | undefined,
  archiveId: string,
  at: Date,
): Archive {
  if (state !== 'active') fail('unauthenticated', 'This user does not exist any more.');
  if (earlier?.state === 'ready' && at.getTime() - Date.parse(earlier.createdAt) < pauseBetween)
    fail(
      'limit-reached',
      'You asked for an archive within the last hour, and it is ready. Download that one.',
    );
  return {
    userId,
    accountId,
    archiveId,
    state: 'in-progress',
    parts: [],
    attempts: 0,
    next: archiveStart,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: (earlier?.revision ?? 0) + 1,
  };
}

/** The archive with an attempt at a part begun; undefined when nobody waits for that part. */
export const beginPart = (archive: Archive, { archiveId, part }: ArchiveRequest, at: Date) =>
  archive.archiveId === archiveId && isInProgress(archive) && archive.parts.length + 1 === part
    ? changed(archive, { attempts: archive.attempts + 1 }, at)
    : undefined;

/** The archive with the part that was begun; ready when there is nothing behind it. */
export const concludePart = (
  archive: Archive,
  made: ArchivePart,
  next: ArchivePosition | undefined,
  at: Date,
): Archive =>
  changed(archive, { parts: [...archive.parts, made], next, state: next ? 'in-progress' : 'ready' }, at);

/** Whether this part is the last one that was stored: whoever stored it may have died before going on. */
export const endsWith = (archive: Archive, { archiveId, part }: ArchiveRequest): boolean =>
  archive.archiveId === archiveId && archive.state !== 'failed' && archive.parts.length === part;

/** There will be no archive; undefined when it has ended already, or is another one. */
export const failArchive = (
  archive: Archive,
  archiveId: string,
  failure: ArchiveFailure,
  at: Date,
): Archive | undefined =>
  archive.archiveId === archiveId && isInProgress(archive)
    ? changed(archive, { state: 'failed', failure, parts: [], next: undefined }, at)
    : undefined;

/** The part that is to be made next. */
export const nextPart = ({ userId, archiveId, parts }: Archive): ArchiveRequest => ({
  userId,
  archiveId,
  part: parts.length + 1,
});

/** What the clock does with an archive that is due. */
export function archiveCare(archive: Archive, at: Date): 'leave' | 'resend' | 'give-up' | 'remove' {
  if (archiveDueAt(archive) > at.toISOString()) return 'leave';
  if (!isInProgress(archive)) return 'remove';
  return at.getTime() - Date.parse(archive.createdAt) >= givenUpAfter ? 'give-up' : 'resend';
}

/** Until when a finished archive can be fetched. */
export const availableUntil = (archive: Archive): string | undefined =>
  archive.state === 'ready' ? archiveDueAt(archive) : undefined;

/** `mytypist-2026-11-27.zip`, with the number of the part where there are several. */
export function archiveFileName({ createdAt, parts }: Archive, part: number): string {
  const day = createdAt.slice(0, 10);
  return parts.length === 1 ? `mytypist-${day}.zip` : `mytypist-${day}-part-${part}.zip`;
}

/** Why an archive failed whose message was delivered too often. */
export const archiveGivenUp: ArchiveFailure = {
  code: 'archive-failed',
  message:
    'The archive could not be made although we tried several times. Ask for it again; if it fails again, tell us.',
};

/** Why an archive failed that was still unfinished after a day. */
export const archiveOutOfTime: ArchiveFailure = {
  code: 'timed-out',
  message: 'The archive was not finished within a day. Ask for it again; if it fails again, tell us.',
};

const changed = (archive: Archive, change: Partial<Archive>, at: Date): Archive => ({
  ...archive,
  ...change,
  updatedAt: at.toISOString(),
  revision: archive.revision + 1,
});
