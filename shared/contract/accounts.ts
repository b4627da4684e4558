import * as z from 'zod';
import { plans } from '../domain/account.ts';
import { AccountId } from './ids.ts';
import { route } from './route.ts';

export const Account = z
  .object({
    accountId: AccountId,
    name: z.string(),
    plan: z.enum(plans).describe('Decides about limits: see docs/access.md.'),
    retentionDays: z
      .int()
      .nullable()
      .describe('Days that documents are kept from the day they are made; null keeps them for good.'),
    createdAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'Account' });

export const getAccount = route({
  method: 'GET',
  path: '/account',
  auth: 'user',
  permission: 'account:read',
  summary: 'Read the settings of my account',
  needs: ['table:read'],
  reply: { status: 200, body: Account },
  errors: [],
});

export const updateAccount = route({
  method: 'PATCH',
  path: '/account',
  auth: 'user',
  permission: 'account:update',
  summary: 'Change the settings of my account',
  description:
    'A retention applies to documents made from now on. A longer one, or none, also saves those that are made already and still there.',
  needs: ['table:read', 'table:write'],
  body: z.strictObject({
    retentionDays: z.int().min(1).max(3650).nullable().optional(),
  }),
  reply: { status: 200, body: Account },
  errors: ['conflict', 'precondition-failed'],
});
