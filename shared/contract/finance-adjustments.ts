import * as z from 'zod';
import { adjustmentStates, mostAdjustedKobo } from '../domain/adjustment.ts';
import { AccountId, AdjustmentId, UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';
import { line } from './text.ts';

/** Balances that administrators change. */

const kobo = z.int().describe('Below 0 it takes away.');

export const Adjustment = z
  .object({
    adjustmentId: AdjustmentId,
    accountId: AccountId,
    kobo,
    reason: z.string(),
    state: z
      .enum(adjustmentStates)
      .describe('awaiting: another administrator has to agree; nothing has moved yet.'),
    byUserId: UserId,
    decidedBy: UserId.optional(),
    decidedAt: z.iso.datetime().optional(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Adjustment' });

export const createAdjustment = route({
  method: 'POST',
  path: '/admin/adjustments',
  auth: 'admin',
  demandsKey: true,
  summary: 'Change the balance of an account, for a reason',
  description:
    'Takes a login of the last 15 minutes. Up to ₦50,000 a day, counted either way for each administrator and account, and ₦200,000 in all accounts together, it is done at once; what is more waits until another administrator agrees, and so does everything in an account of one’s own.',
  needs: ['table:read', 'table:write'],
  body: z.strictObject({
    accountId: AccountId,
    kobo: kobo
      .min(-mostAdjustedKobo, 'Take away at most ₦10,000,000 at once.')
      .max(mostAdjustedKobo, 'Give at most ₦10,000,000 at once.')
      .refine((value) => value !== 0, 'Give another number than 0.'),
    reason: line(500, 'Say why.').describe('The customer sees it in the ledger.'),
  }),
  reply: { status: 201, body: Adjustment },
  errors: ['recent-login-required', 'not-found', 'insufficient-funds', 'conflict'],
});

export const listAdjustments = route({
  method: 'GET',
  path: '/admin/adjustments',
  auth: 'admin',
  summary: 'List adjustments, the latest first',
  description: 'With a filter a page may be short although there is a nextCursor.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({
    ...PageQuery,
    state: z.enum(adjustmentStates).optional(),
    accountId: AccountId.optional(),
  }),
  reply: { status: 200, body: pageOf(Adjustment) },
  errors: [],
});

const params = z.object({ adjustmentId: AdjustmentId });

export const approveAdjustment = route({
  method: 'POST',
  path: '/admin/adjustments/{adjustmentId}/approve',
  auth: 'admin',
  summary: 'Agree to what another administrator asked for, which does it',
  description: 'Takes a login of the last 15 minutes, of somebody who did not ask for it.',
  needs: ['table:read', 'table:write'],
  params,
  reply: { status: 200, body: Adjustment },
  errors: ['recent-login-required', 'already-decided', 'insufficient-funds', 'conflict'],
});

export const rejectAdjustment = route({
  method: 'POST',
  path: '/admin/adjustments/{adjustmentId}/reject',
  auth: 'admin',
  summary: 'Drop an adjustment that waits; whoever asked for it may, too',
  needs: ['table:read', 'table:write'],
  params,
  reply: { status: 200, body: Adjustment },
  errors: ['already-decided', 'conflict'],
});
