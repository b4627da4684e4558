import * as z from 'zod';
import { mostOrganisations } from '../domain/member.ts';
import { accountRoles } from '../domain/permission.ts';
import { plans } from '../domain/plan.ts';
import { AccountAnalytics, UsageQuery, usageWords } from './analytics.ts';
import { AccountId, UserId } from './ids.ts';
import { route } from './route.ts';
import { line } from './text.ts';

const kind = z
  .enum(['personal', 'organisation'])
  .describe('A personal account belongs to its one user for good; an organisation has members.');

export const Account = z
  .object({
    accountId: AccountId,
    name: z.string(),
    plan: z.enum(plans).describe('Decides about limits: see docs/access.md.'),
    kind,
    retentionDays: z
      .int()
      .nullable()
      .describe('Days that documents are kept from the day they are made; null keeps them for good.'),
    createdAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'Account' });

export const AccountPlace = z
  .object({
    accountId: AccountId.describe('Send it as X-Account-Id to work in this account.'),
    name: z.string(),
    kind,
    role: z.enum(accountRoles).describe('What you are in it.'),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'AccountPlace' });

export const listAccounts = route({
  method: 'GET',
  path: '/accounts',
  auth: 'user',
  summary: 'List the accounts I may work in, my personal one first',
  description: `There are at most ${mostOrganisations} organisations among them, so they come in one answer.`,
  needs: ['table:read'],
  reply: { status: 200, body: z.object({ items: z.array(AccountPlace) }) },
  errors: [],
});

export const createAccount = route({
  method: 'POST',
  path: '/accounts',
  auth: 'user',
  summary: 'Create an organisation and become its owner',
  description: `A user belongs to at most ${mostOrganisations} organisations.`,
  needs: ['table:read', 'table:write'],
  body: z.strictObject({ name: line(100) }),
  reply: { status: 201, body: Account },
  errors: ['limit-reached', 'conflict'],
});

export const leaveAccount = route({
  method: 'POST',
  path: '/accounts/{accountId}/leave',
  auth: 'user',
  summary: 'Leave an organisation',
  description:
    'At once, with every API key I made there. The owner cannot leave: they hand the account over, or close it.',
  needs: ['table:read', 'table:write'],
  params: z.object({ accountId: AccountId }),
  reply: { status: 204 },
  errors: ['personal-account', 'conflict'],
});

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
    name: line(100).optional(),
    retentionDays: z.int().min(1).max(3650).nullable().optional(),
  }),
  reply: { status: 200, body: Account },
  errors: ['conflict', 'precondition-failed'],
});

export const transferAccount = route({
  method: 'POST',
  path: '/account/transfer',
  auth: 'user',
  permission: 'account:own',
  summary: 'Hand an organisation over to another member',
  description:
    'They become its owner and you a manager, at once. It takes a login of the last 15 minutes. Mails tell both of you.',
  needs: ['table:read', 'table:write', 'mail:send'],
  body: z.strictObject({ userId: UserId }),
  reply: { status: 200, body: Account },
  errors: ['personal-account', 'recent-login-required', 'conflict'],
});

export const closeAccount = route({
  method: 'DELETE',
  path: '/account',
  auth: 'user',
  permission: 'account:own',
  summary: 'Close an organisation',
  description:
    'At once nobody gets in any more, API keys included; after 14 days everything in it is erased. Its owner must be the last member, and it takes a login of the last 15 minutes. A personal account goes with its user.',
  needs: ['table:read', 'table:write'],
  reply: { status: 204 },
  errors: ['personal-account', 'account-not-empty', 'recent-login-required', 'conflict'],
});

export const getAccountAnalytics = route({
  method: 'GET',
  path: '/account/analytics',
  auth: 'user',
  permission: 'account:read',
  summary: 'Read how much was made in my account, day by day or month by month, and from which templates',
  description: usageWords,
  needs: ['table:read'],
  query: UsageQuery,
  reply: { status: 200, body: AccountAnalytics },
  errors: [],
});
