import { AccountId } from '../contract/ids.ts';
import { limitCategoryOf, type Route } from '../contract/route.ts';
import { type Access, readAccess } from '../data/access.ts';
import * as accounts from '../data/accounts.ts';
import { actsAs } from '../data/audit-cause.ts';
import { blockKey } from '../data/blocks.ts';
import { planAt } from '../domain/billing-period.ts';
import { subjectOf } from '../domain/block.ts';
import { failFor } from '../domain/fault.ts';
import { dependsOnPlan, limitOf, type Standing, tooOften } from '../domain/rate-limit.ts';
import type { User } from '../domain/user.ts';
import { accountOf, actorOf, askedOf, type Claim, claimOf, requireAllowed, userOf } from './auth.ts';
import { requireUnblocked } from './block-gate.ts';
import type { CallContext, Event, Middleware } from './call.ts';
import { auditActor } from './cause.ts';
import {
  learnRules,
  requireAllowedFrom,
  requireUndenied,
  requireUndeniedBefore,
  unknownRules,
} from './ip-gate.ts';
import { noteKeyUse } from './key-use.ts';
import { logger } from './log.ts';
import { type Count, type Meter, meterFor } from './meter.ts';
import { clientOf } from './request.ts';

/**
 * Finds out who calls and how often, and refuses those who may not or come too often; whoever is known when they are refused
 * something is noted.
 */
export function admission(route: Route): Middleware {
  return {
    before: ({ event, context }) => admit(route, event, context, new Date()),
    after: async ({ event, context }) => {
      if (!context.isMissed) return;
      const { noteMiss } = await import('./offences.ts');
      await noteMiss({ route, event, context, at: new Date() });
    },
    // Most requests of a container are let in before one is refused.
    onError: async (request) => {
      const { error, event, context } = request;
      const { noteRefusal } = await import('./refusal.ts');
      const { noteFailure } = await import('./offences.ts');
      if (context.known)
        await noteRefusal(error, { actor: context.known, route, pathParameters: event.pathParameters });
      await noteFailure(error, { route, event, context, at: new Date() }).catch((blocked: Error) => {
        request.error = blocked;
      });
    },
  };
}

/**
 * Looks everything up in one call, and counts in a second one at the same time wherever it is certain by then who is to be
 * counted: a key says whose it is, but anybody can write that. How often somebody comes is judged before what they ask for.
 */
async function admit(route: Route, event: Event, context: CallContext, at: Date): Promise<void> {
  const { headers } = event;
  const { address } = clientOf(event);
  context.isTrusted = requireUndenied(address, at) === 'allow';
  const claim = await claimFor(route, event, context, at);
  // Somebody known is counted by their user; an address that the operator trusts is not counted.
  const meter =
    context.isTrusted && !claim ? undefined : meterFor(route, { userId: claim?.userId, address }, at);
  const isCertain = claim?.kind !== 'key' && meter !== undefined && !dependsOnPlan(meter.category);
  const ipRules = unknownRules(at);
  const [access, count] = await Promise.all([
    readAccess({
      ...(claim ? askedOf(route, claim, headers) : {}),
      counter: meter?.previousKey,
      block: blockKey(subjectOf(claim?.userId, address)),
      ipRules,
    }),
    isCertain ? meter.count() : undefined,
  ]);
  if (ipRules) await learnRules(access.ipRules, at);
  context.isTrusted = requireUndenied(address, at) === 'allow';
  const caller = claim && { claim, user: userOf(claim, access, at) };
  context.userId = caller?.user.userId;
  const category = limitCategoryOf(route);
  const isExempt = context.isTrusted && !caller;
  if (category && !isExempt)
    await requireUnblocked(access.block, { isKnown: caller !== undefined, category }, at);
  const accountId = caller && accountOf(route, caller.claim, caller.user, headers);
  if (meter && !isExempt)
    await requireWithin(meter, { count, previous: access.counted }, accountId, context, at);
  if (!caller) return;
  await letIn(route, caller, access, event, context, at);
  if (access.key) await noteKeyUse(access.key, access.keyUsedAt, at);
}

/** What the request says of who calls; whoever is refused for it is told first that their address is denied, if it is. */
async function claimFor(
  route: Route,
  event: Event,
  context: CallContext,
  at: Date,
): Promise<Claim | undefined> {
  if (route.auth === 'none') return undefined;
  try {
    return await claimOf(event.headers);
  } catch (error) {
    context.isTrusted = (await requireUndeniedBefore(clientOf(event).address, at)) === 'allow';
    throw error;
  }
}

/** Notes how the caller stands, and throws `rate-limited` beyond the limit. */
async function requireWithin(
  meter: Meter,
  { count, previous }: { count: Count | undefined; previous: number },
  accountId: string | undefined,
  context: CallContext,
  at: Date,
): Promise<void> {
  if (count === undefined && (await isUnlimited(meter, accountId, at))) return;
  const { isWithin, standing } = await meter.judge(count ?? (await meter.count()), previous);
  context.standing = standing;
  if (!isWithin && standing) failFor(standing.resetAfter, 'rate-limited', tooOften(standing));
}

/** On a plan that is paid for there is no limit for what the free plan has one. */
async function isUnlimited({ category }: Meter, accountId: string | undefined, at: Date): Promise<boolean> {
  if (!dependsOnPlan(category)) return false;
  // What the caller named may be no id, and must not become part of a key then.
  const id = AccountId.safeParse(accountId);
  const account = id.success ? await accounts.find(id.data) : undefined;
  return account !== undefined && limitOf(category, planAt(account, at), 1) === undefined;
}

/** Throws what a caller is refused with who is not let in, once it is known who they are. */
async function letIn(
  route: Route,
  { claim, user }: { claim: Claim; user: User },
  access: Access,
  event: Event,
  context: CallContext,
  at: Date,
): Promise<void> {
  const { headers } = event;
  const actor = actorOf(route, claim, user, access, headers);
  const { userId, accountId, key } = actor;
  logger.appendKeys({ userId, accountId, ...(key ? { keyId: key.keyId } : {}) });
  actsAs(auditActor(actor));
  context.known = actor;
  const { personal, account } = access.addresses;
  await requireAllowedFrom(accountId === user.accountId ? personal : account, clientOf(event).address, at);
  requireAllowed(route, actor, user, headers);
  context.actor = actor;
}

/** What every reply says of the limit that the request was counted against. */
export function limitHeaders(standing: Standing | undefined): Record<string, string> {
  if (!standing) return {};
  const { limit, remaining, resetAfter } = standing;
  return {
    'RateLimit-Limit': String(limit.most),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(resetAfter),
    'RateLimit-Policy': `${limit.most};w=${limit.seconds}`,
  };
}
