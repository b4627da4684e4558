import * as z from 'zod';
import type { Route } from '../contract/route.ts';
import { limitCategoryOf, routeKeyOf } from '../contract/route.ts';
import * as addresses from '../data/addresses.ts';
import * as blocks from '../data/blocks.ts';
import { type CountedOffence, count } from '../data/offence-counters.ts';
import { insertionOf } from '../data/security-events.ts';
import { commit } from '../data/write.ts';
import {
  eventForgottenAt,
  isAbuse,
  nextBlock,
  type Offence,
  offencesIn,
  type Refused,
  type SecurityEvent,
  thresholds,
} from '../domain/abuse.ts';
import { type Block, type Subject, subjectOf } from '../domain/block.ts';
import { Fault } from '../domain/fault.ts';
import { networkOf } from '../domain/network-address.ts';
import { variable } from '../environment/variable.ts';
import { ForgedToken } from './auth.ts';
import { requireUnblocked } from './block-gate.ts';
import type { CallContext, Event } from './call.ts';
import { log } from './log.ts';
import { newId } from './new-id.ts';
import { clientOf } from './request.ts';

/** What went wrong with a request. */
type Failure = Pick<Refused, 'code' | 'isForged'>;

interface Request {
  route: Route;
  event: Event;
  context: CallContext;
  at: Date;
}

/** What offences share that come with one request. */
interface Circumstances {
  route: Route;
  requestId: string;
  network: string;
  userId: string | undefined;
  /** Whether the operator trusts the address: what is held against it is told of, and it is not kept out. */
  isTrusted: boolean;
  at: Date;
}

/** Counts that a request looked for something that was never there. */
export const noteMiss = (request: Request): Promise<void> =>
  noteOffence({ code: 'missed', isForged: false }, request);

/**
 * Counts a refusal that could be part of abuse, and acts on it where it is: an operator is told, and whoever did it is kept out for
 * a time. What cannot be counted is logged; the request gets its answer all the same. Throws `temporarily-blocked` for somebody who
 * shows forged tokens while they are kept out: they were refused before anybody looked whether they are.
 */
export async function noteFailure(error: unknown, request: Request): Promise<void> {
  if (!(error instanceof Fault)) return;
  await noteOffence({ code: error.code, isForged: error.cause instanceof ForgedToken }, request);
}

async function noteOffence(failure: Failure, { route, event, context, at }: Request): Promise<void> {
  // Behind a token that has expired nothing was looked at.
  if (failure.code === 'unauthenticated' && !failure.isForged && route.auth !== 'none') return;
  const { address } = clientOf(event);
  const network = networkOf(address);
  const { userId, isTrusted = false } = context;
  const by = subjectOf(userId, address);
  const offences = offencesIn({ ...failure, by, network, ...namedIn(event, failure) });
  if (offences.length === 0) return;
  const category = limitCategoryOf(route);
  if (failure.isForged && category && !isTrusted)
    await requireUnblocked(await known(by), { isKnown: false, category }, at);
  const { requestId } = event.requestContext;
  const circumstances = { route, requestId, network, userId, isTrusted, at };
  await Promise.all(offences.map((offence) => noted(() => judge(offence, circumstances))));
}

/** A body that has not been looked at yet. */
const Body = z.record(z.string(), z.unknown());

const idForm = /^[a-z]{3}_[0-9a-f]{32}$/;

/**
 * The things that a request names. Of a body these are the ids at its top: values that a document is to be filled with lie deeper,
 * and differ with every request.
 */
function namedIn(
  { body: raw, headers, pathParameters }: Event,
  { isForged }: Failure,
): Pick<Refused, 'named' | 'email' | 'token'> {
  const body = Body.safeParse(raw).data ?? {};
  const textAt = (name: string): string | undefined => {
    const value = body[name];
    return typeof value === 'string' ? value : undefined;
  };
  const ids = Object.values(body)
    .flat()
    .filter((value) => typeof value === 'string' && idForm.test(value));
  return {
    named: isForged
      ? (headers.authorization ?? '')
      : JSON.stringify([pathParameters, headers['x-account-id'], ids]),
    email: textAt('email')?.trim().toLowerCase(),
    token: textAt('token') ?? textAt('refreshToken') ?? textAt('challenge'),
  };
}

async function judge(offence: Offence, circumstances: Circumstances): Promise<void> {
  const { requestId, at } = circumstances;
  const counted = await count(offence, at, requestId);
  if (counted && isAbuse(offence.kind, counted, Number(variable('RATE_LIMIT_FACTOR'))))
    await raise(offence, counted, circumstances);
}

/** Event and block come together, once for all that was counted: of several requests that are one too many, one is first. */
async function raise(
  { kind, by }: Offence,
  { attempts, different, emptying }: CountedOffence,
  { route, requestId, network, userId, isTrusted, at }: Circumstances,
): Promise<void> {
  const eventId = newId('sev');
  const isSpared = !thresholds[kind].blocks || (isTrusted && by.kind === 'address');
  const blocked = by.kind === 'email' || isSpared ? undefined : by;
  const before = blocked && (await blocks.ofSubject(blocked));
  const block =
    blocked &&
    nextBlock(before, { blockId: blocks.blockIdOf(blocked), subject: blocked, reason: kind, eventId }, at);
  const event: SecurityEvent = {
    eventId,
    kind,
    at: at.toISOString(),
    network,
    userId: by.kind === 'email' ? await ownerOf(by.email) : userId,
    attempts,
    different,
    route: routeKeyOf(route),
    requestId,
    ...(block ? { blockId: block.blockId, blockedUntil: block.until } : {}),
    expiresAt: eventForgottenAt(at),
    revision: 1,
  };
  const isCountedOn = thresholds[kind].isNeverMeant;
  const writes = [
    ...(isCountedOn ? [] : [emptying]),
    insertionOf(event),
    ...(block ? [blocks.putting(before, block)] : []),
  ];
  if (await commit(writes)) log.warn('security.event', { ...event });
}

/** The block of somebody, if it can be read. */
const known = (subject: Subject): Promise<Block | undefined> => noted(() => blocks.ofSubject(subject));

/** Whose an e-mail address is, where the function may ask. It is asked for known and unknown ones alike. */
const ownerOf = async (email: string): Promise<string | undefined> =>
  (await noted(() => addresses.find(email)))?.userId;

async function noted<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.error('offence.not-noted', { error });
    return undefined;
  }
}
