import * as z from 'zod';
import { auditChanges, auditResults } from '../domain/audit.ts';
import { auditKinds } from '../domain/audit-kind.ts';
import { chainFaultCodes } from '../domain/audit-verifier.ts';
import { AccountId, ApiKeyId, UserId } from './ids.ts';
import { Moment } from './moment.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';

const OpenValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]);

export const AuditEntry = z
  .object({
    accountId: z.string(),
    seq: z.int().describe('Place in the trail of the account: 1, 2, 3, …, without gaps.'),
    at: z.iso.datetime(),
    actor: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('user'),
        userId: z.string(),
        keyId: z.string().optional().describe('The API key they used.'),
      }),
      z.object({ kind: z.literal('guest') }).describe('Somebody we do not know: who follows a link.'),
      z.object({ kind: z.literal('system') }).describe('The product itself.'),
    ]),
    action: z.string().describe('The operation of this API, or the job.'),
    target: z.object({
      kind: z.string(),
      id: z.string(),
      part: z.string().optional().describe('What of it: "version 3".'),
    }),
    change: z.enum(auditChanges).optional().describe('Absent where nothing changed: an access, a refusal.'),
    result: z.enum(auditResults),
    fields: z
      .array(z.object({ name: z.string(), before: OpenValue.optional(), after: OpenValue.optional() }))
      .readonly()
      .optional()
      .describe('What was set, changed or removed. Values stand only where they are words of ours: a role.'),
    requestId: z.string().optional(),
    ip: z.string().optional().describe('Absent for the product itself, and once it was erased.'),
    userAgent: z.string().optional().describe('As ip.'),
    hash: z.string().describe('Seals this entry and all before it; SHA-256.'),
  })
  .meta({ id: 'AuditEntry' });

const narrowing = {
  from: Moment.optional().describe('Not before this moment or day (UTC).'),
  to: Moment.optional().describe('Not after this moment or day (UTC).'),
  actor: z
    .union([UserId, z.enum(['guest', 'system'])], 'The id of a user, "guest" or "system".')
    .optional()
    .describe('Who acted: the id of a user, "guest" or "system".'),
  keyId: ApiKeyId.optional().describe('With which API key.'),
  action: z
    .string()
    .regex(/^[a-zA-Z]{1,60}$/, 'The name of an operation: deleteDocument.')
    .optional(),
  target: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'The id of something.')
    .optional()
    .describe('Id of what it is about: a document, a user, …'),
  kind: z
    .string()
    .regex(/^[a-z-]{1,40}$/, 'A kind of thing: document.')
    .optional()
    .describe(`Kind of what it is about: ${auditKinds.join(', ')}.`),
  result: z.enum(auditResults).optional(),
  order: z.enum(['newest', 'oldest']).default('newest').describe('Which come first.'),
};

const TrailPage = pageOf(AuditEntry).extend({
  unreadable: z
    .array(z.object({ accountId: z.string(), seq: z.int() }))
    .optional()
    .describe('Entries that belong here but are gone or cannot be read: the trail was tampered with.'),
});

export const listAudit = route({
  method: 'GET',
  path: '/audit',
  auth: 'user',
  permission: 'audit:read',
  summary: 'Read the audit trail of the account',
  description:
    'Every change, every access to a document by somebody else than who made it, and every refusal. Entries that come while you page change nothing of the pages that follow. With a filter a page may be short or empty although nextCursor says that there is more.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({ ...PageQuery, ...narrowing }),
  reply: { status: 200, body: TrailPage },
  errors: [],
  timeout: 29,
});

const Place = z.object({ seq: z.int(), hash: z.string() });

export const verifyAudit = route({
  method: 'GET',
  path: '/audit/verify',
  auth: 'user',
  permission: 'audit:read',
  summary: 'Prove that nobody changed the audit trail of the account',
  description:
    'Walks the trail from the first entry to the last, compares it with where it stood on earlier days, which is kept where nothing can be changed, and names the first entry that is not as it was written. A long trail takes several requests: while the verdict is "unfinished", ask again with nextCursor.',
  needs: ['table:read', 'cursors:sign', 'anchors:list'],
  query: z.strictObject({
    cursor: PageQuery.cursor,
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(20_000)
      .default(20_000)
      .describe('How many entries to look at in this request.'),
  }),
  reply: {
    status: 200,
    body: z.object({
      verdict: z.enum(['whole', 'broken', 'unfinished']),
      proved: Place.describe('The last entry up to which everything is in order; 0 for none.'),
      fault: z
        .object({
          seq: z.int().describe('The first entry that is broken.'),
          code: z.enum(chainFaultCodes),
          message: z.string(),
        })
        .optional(),
      anchored: Place.optional().describe(
        'The last proved entry that agrees with an anchor in the locked bucket: up to it not even whoever runs this service could have changed anything.',
      ),
      originsErased: z
        .object({ count: z.int(), first: z.int(), last: z.int() })
        .optional()
        .describe(
          'How many entries so far no longer say from where somebody acted, and the first and the last of them: it was erased with the user or the account, as an entry of the trail says. Absent when there are none.',
        ),
      nextCursor: z.string().optional().describe('Send it as cursor to go on.'),
    }),
  },
  errors: [],
  memory: 1769,
  timeout: 29,
});

export const exportAudit = route({
  method: 'GET',
  path: '/audit/export',
  auth: 'user',
  permission: 'audit:read',
  summary: 'Export the audit trail of the account in parts',
  description:
    'Lines of JSON that "npx mytypist verify-audit" proves without a network. Write the parts one behind the other into one file: a part whose last line is {"next":{"after":N}} is followed by the one for after=N, the last part ends with {"end":…}.',
  needs: ['table:read', 'anchors:list'],
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0).describe('Begin behind this entry.'),
    limit: z.coerce.number().int().min(1).max(5000).default(5000).describe('Entries in this part at most.'),
  }),
  reply: { status: 200, body: z.string(), contentType: 'application/x-ndjson; charset=utf-8' },
  errors: [],
  memory: 1769,
  timeout: 29,
});

export const searchAudit = route({
  method: 'GET',
  path: '/admin/audit',
  auth: 'admin',
  summary: 'Search the audit trails of all accounts',
  description:
    'By user, target, account or time. Without any of them it looks at the last 31 days before "to". That you looked is noted in the trail of the account you named, or else in your own. A page may be short or empty although nextCursor says that there is more.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({ ...PageQuery, ...narrowing, accountId: AccountId.optional() }),
  reply: { status: 200, body: TrailPage },
  errors: [],
  timeout: 29,
});
