import type { Client } from './client.ts';
import { acceptsSession, type Session, sessionLife, type User } from './user.ts';

export const deviceKinds = ['desktop', 'mobile', 'tablet', 'tv', 'program', 'unknown'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** What a program says of itself. */
export interface Device {
  kind: DeviceKind;
  browser?: string | undefined;
  system?: string | undefined;
}

/**
 * One login, as its user may see and end it. Whether its tokens are good says the user's record alone; this one says what
 * it is, and goes when the session ends.
 */
export interface LoginSession {
  userId: string;
  /** What the user knows it by; the user pool's own name for it stays inside. */
  sessionId: string;
  /** The user pool's `origin_jti`. */
  poolSessionId: string;
  /** Second in which it began. */
  startedAt: number;
  /** From where it was used last. */
  address: string;
  userAgent: string;
  /** SHA-256 of the newest refresh token, hexadecimal: any other one of this session was used before. */
  refreshHash: string;
  /** When it was used last, or up to the 15 minutes before: it is noted with each refresh. */
  lastUsedAt: string;
  /** Second in which the last token of it has expired. */
  expiresAt: number;
  revision: number;
}

/** A session that is used for the first time. */
export const beginLoginSession = (input: {
  userId: string;
  sessionId: string;
  session: Session;
  refreshHash: string;
  client: Client;
  at: Date;
}): LoginSession => ({
  userId: input.userId,
  sessionId: input.sessionId,
  poolSessionId: input.session.sessionId,
  startedAt: input.session.startedAt,
  ...input.client,
  refreshHash: input.refreshHash,
  lastUsedAt: input.at.toISOString(),
  expiresAt: input.session.startedAt + sessionLife,
  revision: 1,
});

/** The session, used once more, with the refresh token that came of it. */
export const noteUse = (
  session: LoginSession,
  refreshHash: string,
  client: Client,
  at: Date,
): LoginSession => ({
  ...session,
  ...client,
  refreshHash,
  lastUsedAt: at.toISOString(),
  revision: session.revision + 1,
});

/** What the user's record knows the session by. */
export const poolSessionOf = ({ poolSessionId, startedAt }: LoginSession): Session => ({
  sessionId: poolSessionId,
  startedAt,
});

/** Whether tokens of the session may still be good. */
export const isOpen = (session: LoginSession, user: User, at: Date): boolean =>
  session.expiresAt * 1000 > at.getTime() && acceptsSession(user, poolSessionOf(session));
