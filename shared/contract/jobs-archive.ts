import * as z from 'zod';
import { ArchiveId, UserId } from './ids.ts';
import { job } from './job.ts';

/** Jobs around the archive of everything about a user; apart, so that nobody else loads them. */

export const ArchiveMessage = z.strictObject({
  userId: UserId,
  archiveId: ArchiveId,
  /** Counted from 1. */
  part: z.int().min(1),
});

export const archiveUser = job({
  kind: 'queue',
  queue: 'archive',
  summary: 'Put everything about a user into an archive, part by part',
  needs: [
    'table:read',
    'table:write',
    'artefacts:read',
    'artefacts:write',
    'artefacts:list',
    'artefacts:delete',
    'archive:send',
    'mail:send',
  ],
  message: ArchiveMessage,
  batchSize: 1,
  maxReceives: 3,
  memory: 1769,
  lean: true,
  timeout: 900,
});

export const failArchives = job({
  kind: 'dead-letter',
  of: archiveUser,
  summary: 'Note that an archive could not be made',
  needs: ['table:read', 'table:write', 'artefacts:list', 'artefacts:delete'],
  memory: 512,
  timeout: 30,
});

export const cleanArchives = job({
  kind: 'schedule',
  every: 'rate(15 minutes)',
  summary: 'Remove archives after a week, and queue again what was lost on the way to one',
  needs: ['table:read', 'table:write', 'artefacts:list', 'artefacts:delete', 'archive:send'],
  memory: 512,
  timeout: 300,
});
