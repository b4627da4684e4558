import type { AbuseKind } from './abuse-kind.ts';
import type { Block, Subject } from './block.ts';
import type { FaultCode } from './fault.ts';

/**
 * Abuse is that one subject fails with many different things: addresses, tokens, ids. Repeating one thing is a mistake, however
 * often: a program with a key that was revoked, somebody who has forgotten a password. So what is counted is how many different
 * ones there are within an hour.
 */

/** Seconds that are looked at together. */
export const abuseWindow = 60 * 60;

interface Threshold {
  /** Different things within the window. */
  different: number;
  /** Whether whoever it is counted for is kept out, or an operator is told only. */
  blocks: boolean;
  /** Told of once an hour, from the first on, and never multiplied. */
  isNeverMeant?: true;
}

/** On a stage that multiplies its limits, all of these are multiplied, too. */
export const thresholds: Record<AbuseKind, Threshold> = {
  /**
   * E-mail addresses that one network failed to log in with. Auth0 throttles a network at 100 failures a day, whosever they
   * are. Sessions live a month, so an office of a hundred logs in some three times a day and five times a minute at
   * most (`rate-limit.ts`): twenty different people who fail in one hour are none.
   */
  'credential-stuffing': { different: 20, blocks: true },
  /**
   * Networks that failed to log in with one e-mail address. A person has two or three: office, home, phone. Nobody is kept
   * out: it would be the owner, whom the user pool's own waits protect.
   */
  'distributed-guessing': { different: 10, blocks: false },
  /**
   * Tokens, keys, links and codes that are not ours, by one network. They have 128 random bits at least, so that nobody hits
   * one; but fifty different ones do not come from programs that mean well. An office whose sessions all ended at once
   * shows one dead refresh token a person.
   */
  'token-guessing': { different: 50, blocks: true },
  /**
   * Ids that do not exist for whoever asks, by one user. A page of a list has at most a hundred things; all of them may be
   * removed by a colleague while somebody looks.
   */
  'id-scanning': { different: 101, blocks: true },
  /**
   * Webhooks that the payment provider did not sign, by one network. Nobody sends one by mistake, but the provider itself would while its
   * secret and ours differ: it is not kept out.
   */
  'forged-webhook': { different: 1, blocks: false, isNeverMeant: true },
};

/** Different things that are remembered for one counter: a stage that multiplies its limits further finds less. */
export const mostRemembered = 2000;

/** Something that went wrong and could be part of abuse. */
export interface Offence {
  kind: AbuseKind;
  /** For whom it is counted; an e-mail address for what is done to it. */
  by: Subject | { kind: 'email'; email: string };
  /** The thing that is counted once, however often it comes. It is stored as a hash. */
  thing: string;
}

/** A request that was refused, or missed what it was looking for. */
export interface Refused {
  code: FaultCode | 'missed';
  /** Whether a token or key was shown that we never gave out; one that has expired or was taken back is none of these. */
  isForged: boolean;
  /** Who asked; a user only once they are known. */
  by: Subject;
  /** The network it came from. */
  network: string;
  /** What it named: ids and codes in its path, the account it wanted to work in, the token it showed. */
  named: string;
  /** What its body says, where it says such things. */
  email?: string | undefined;
  token?: string | undefined;
}

/** Refusals of somebody who presented an e-mail address together with a password or a code. */
const failedLogins: readonly Refused['code'][] = ['invalid-credentials', 'wrong-code', 'too-many-attempts'];

/** What a refusal is counted as; nothing for most. */
export function offencesIn({ code, isForged, by, network, named, email, token }: Refused): Offence[] {
  if (by.kind === 'user') {
    if (code === 'not-found') return [{ kind: 'id-scanning', by, thing: named }];
    return code === 'wrong-code' && token !== undefined ? [{ kind: 'token-guessing', by, thing: token }] : [];
  }
  if (code === 'not-genuine') return [{ kind: 'forged-webhook', by, thing: network }];
  if (isForged || code === 'missed') return [{ kind: 'token-guessing', by, thing: named }];
  if (code === 'unauthenticated')
    return token === undefined ? [] : [{ kind: 'token-guessing', by, thing: token }];
  if (email === undefined || !failedLogins.includes(code)) return [];
  return [
    { kind: 'credential-stuffing', by, thing: email },
    { kind: 'distributed-guessing', by: { kind: 'email', email }, thing: network },
  ];
}

/** What was counted for one subject within the window. */
export interface OffenceTally {
  /** Failures, with those that repeat a thing. */
  attempts: number;
  different: number;
}

/** @param factor multiplies the limits of a stage */
export const isAbuse = (kind: AbuseKind, { attempts, different }: OffenceTally, factor: number): boolean =>
  thresholds[kind].isNeverMeant ? attempts === 1 : different >= thresholds[kind].different * factor;

/** Abuse that was found: what an operator reads. There is no secret in it, and nothing of what was tried. */
export interface SecurityEvent {
  eventId: string;
  kind: AbuseKind;
  at: string;
  /** The network of the request that was one too many. */
  network: string;
  /** Who did it, or whose e-mail address it was done to; absent where that is nobody. */
  userId?: string | undefined;
  attempts: number;
  different: number;
  /** `POST /auth/login`: the route of the last one. */
  route: string;
  /** Of the last one: to find it in the log. */
  requestId: string;
  blockId?: string | undefined;
  blockedUntil?: string | undefined;
  /** Epoch seconds when it is forgotten. */
  expiresAt: number;
  revision: number;
}

const secondsOfDay = 24 * 60 * 60;

/** Days that an event is kept: an attack is looked into weeks later, and addresses are personal. */
const eventDays = 90;

export const eventForgottenAt = (at: Date): number =>
  Math.ceil(at.getTime() / 1000) + eventDays * secondsOfDay;

/**
 * Minutes of a first block, a second, and so on; the last for all further. Short at first, because whoever is behind the same
 * address waits too; four hours make six attempts a day of what would go on all day.
 */
const blockMinutes = [5, 15, 60, 240];

/** Seconds without a block after which the next one is a first again. */
const forgivenAfter = secondsOfDay;

/** The block that follows from abuse; longer than the one before it, unless a day has gone by since that ended. */
export function nextBlock(
  previous: Block | undefined,
  cause: { blockId: string; subject: Subject; reason: AbuseKind; eventId: string },
  at: Date,
): Block {
  const isRepeated = previous !== undefined && previous.expiresAt * 1000 > at.getTime();
  const repetition = isRepeated ? previous.repetition + 1 : 0;
  const minutes = blockMinutes[repetition] ?? blockMinutes.at(-1) ?? 0;
  const until = at.getTime() + minutes * 60_000;
  return {
    ...cause,
    repetition,
    startedAt: at.toISOString(),
    until: new Date(until).toISOString(),
    expiresAt: Math.ceil(until / 1000) + forgivenAfter,
    revision: (previous?.revision ?? 0) + 1,
  };
}

/** Seconds until a block is over, whole. */
export const secondsLeft = ({ until }: Block, at: Date): number =>
  Math.max(1, Math.ceil((Date.parse(until) - at.getTime()) / 1000));

/** The refusal of whoever is kept out. */
export const keptOut = (seconds: number): string =>
  `Too many different attempts failed, so no more are answered for now. Try again in ${seconds} seconds. If you did nothing of that kind, tell us the request id.`;
