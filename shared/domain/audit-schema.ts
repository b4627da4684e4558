import * as z from 'zod';
import { type AuditEntry, auditChanges, auditResults } from './audit.ts';

const OpenValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * An entry as it is stored. Objects under the hash keep what they have besides: leaving it out would hide
 * that somebody added it.
 */
export const AuditEntrySchema = z.object({
  seq: z.int().min(1),
  prev: Hash,
  hash: Hash,
  content: z.looseObject({
    accountId: z.string(),
    at: z.iso.datetime(),
    actor: z.discriminatedUnion('kind', [
      z.looseObject({ kind: z.literal('user'), userId: z.string(), keyId: z.string().optional() }),
      z.looseObject({ kind: z.literal('guest') }),
      z.looseObject({ kind: z.literal('system') }),
    ]),
    action: z.string(),
    target: z.looseObject({ kind: z.string(), id: z.string(), part: z.string().optional() }),
    change: z.enum(auditChanges).optional(),
    result: z.enum(auditResults),
    fields: z
      .array(z.looseObject({ name: z.string(), before: OpenValue.optional(), after: OpenValue.optional() }))
      .optional(),
    requestId: z.string().optional(),
    origin: Hash.optional(),
  }),
  origin: z.strictObject({ salt: z.string(), ip: z.string(), userAgent: z.string() }).optional(),
}) satisfies z.ZodType<AuditEntry>;

/** An entry as it is exported: nothing stands beside what was written, where no hash would cover it. */
export const ExactEntrySchema = z.strictObject(AuditEntrySchema.shape);
