import * as z from 'zod';
import { monthPattern } from '../domain/lagos-month.ts';
import { StatementId } from './ids.ts';
import { PaperLink, paperProgress } from './paper.ts';
import { route } from './route.ts';

const Statement = z
  .object({
    statementId: StatementId,
    month: z.string().describe('As people in Lagos have it: 2026-11.'),
    through: z.int().min(0).describe('Number of the last ledger entry it covers; 0 when there was none yet.'),
    ...paperProgress,
  })
  .meta({ id: 'Statement' });

const params = z.object({ statementId: StatementId });

export const createStatement = route({
  method: 'POST',
  path: '/wallet/statements',
  auth: 'user',
  permission: 'wallet:read',
  limit: 'generation',
  summary: 'Get the statement of a month as PDF',
  description:
    'Answers 202 while it is being made; with "Prefer: wait=N" (seconds, at most 20) it answers 200 with a link when it is ready in time. Whoever asks again gets the same statement, unless money has moved since, or the month has ended since; that of a month that is not over is replaced by the next one.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'papers:send'],
  body: z.strictObject({
    month: z.string().regex(monthPattern, 'Give a month as people in Lagos have it: 2026-11.'),
    format: z.enum(['pdf']).default('pdf'),
  }),
  reply: { status: 202, body: Statement, finishedBody: Statement },
  errors: ['conflict', 'converter-unavailable'],
  timeout: 29,
});

export const getStatement = route({
  method: 'GET',
  path: '/wallet/statements/{statementId}',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Read how far a statement is',
  needs: ['table:read'],
  params,
  reply: { status: 200, body: Statement },
  errors: [],
});

export const downloadStatement = route({
  method: 'GET',
  path: '/wallet/statements/{statementId}/download',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Get a short-lived link to a statement',
  needs: ['table:read', 'artefacts:read'],
  params,
  reply: { status: 200, body: PaperLink },
  errors: ['paper-not-ready'],
});
