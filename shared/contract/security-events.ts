import * as z from 'zod';
import { abuseKinds } from '../domain/abuse-kind.ts';
import { BlockId, SecurityEventId, UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';

const kind = z
  .enum(abuseKinds)
  .describe(
    'credential-stuffing: one network failed to log in with many e-mail addresses. distributed-guessing: many networks failed with one. token-guessing: one network or user showed many tokens, keys, links or codes that are not ours. id-scanning: one user asked for many ids that do not exist for them. forged-webhook: one network sent a webhook that the payment provider did not sign, or one in its name, with the right secret, of which it says that it is not so.',
  );

const network = z.string().describe('An IPv4 address, or the /64 of an IPv6 one.');

export const SecurityEvent = z
  .object({
    eventId: SecurityEventId,
    kind,
    at: z.iso.datetime(),
    network,
    userId: UserId.optional().describe(
      'Who did it; of distributed-guessing, whose e-mail address it was. Absent where nobody is known.',
    ),
    attempts: z.int().describe('Failures within the hour, up to this one.'),
    different: z.int().describe('How many different things were tried.'),
    route: z.string().describe('Of the last attempt.'),
    requestId: z.string().describe('Of the last attempt: to find it in the log.'),
    blockId: BlockId.optional().describe('Who is kept out for it; absent where nobody is.'),
    blockedUntil: z.iso.datetime().optional(),
  })
  .meta({ id: 'SecurityEvent' });

export const Block = z
  .object({
    blockId: BlockId,
    subject: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('user'), userId: UserId }),
      z.object({ kind: z.literal('address'), network }),
    ]),
    reason: kind,
    repetition: z.int().describe('How many blocks came before without a quiet day between.'),
    startedAt: z.iso.datetime(),
    until: z.iso.datetime(),
    eventId: SecurityEventId.describe('What it followed from.'),
  })
  .meta({ id: 'Block' });

export const listSecurityEvents = route({
  method: 'GET',
  path: '/admin/security-events',
  auth: 'admin',
  summary: 'List abuse that was found, the latest first',
  description: 'Events are kept for 90 days. With a filter a page may be short although there are more.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({
    ...PageQuery,
    kind: kind.optional(),
    address: z
      .string()
      .min(2)
      .max(45)
      .optional()
      .describe('An address; what came from its network is listed.'),
    userId: UserId.optional(),
    day: z
      .string()
      .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'Give a day as 2026-11-27.')
      .optional()
      .describe('A day, UTC.'),
  }),
  reply: { status: 200, body: pageOf(SecurityEvent) },
  errors: [],
});

export const listBlocks = route({
  method: 'GET',
  path: '/admin/blocks',
  auth: 'admin',
  summary: 'List who is kept out just now, the latest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject(PageQuery),
  reply: { status: 200, body: pageOf(Block) },
  errors: [],
});

export const deleteBlock = route({
  method: 'DELETE',
  path: '/admin/blocks/{blockId}',
  auth: 'admin',
  summary: 'Let somebody in again',
  description: 'At once. Their next block is as short as a first one.',
  needs: ['table:read', 'table:write'],
  params: z.object({ blockId: BlockId }),
  reply: { status: 204 },
  errors: ['conflict'],
});
