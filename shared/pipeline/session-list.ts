import * as sessions from '../data/sessions.ts';
import * as users from '../data/users.ts';
import { type Device, isOpen, type LoginSession } from '../domain/login-session.ts';
import { refreshTokenLife, type Session, type SignedIn } from '../domain/user.ts';
import { deviceOf } from './device.ts';

/** A session as its user sees it. */
interface ShownSession {
  sessionId: string;
  current: boolean;
  device: Device;
  address: string;
  startedAt: string;
  lastUsedAt: string;
  expiresAt: string;
}

/** A page of the sessions of whoever asks that have not ended. */
export async function listOpenSessions(
  { userId, session: present }: SignedIn,
  page: { limit: number; cursor?: string | undefined },
  at: Date,
): Promise<{ items: ShownSession[]; nextCursor: string | undefined }> {
  const [user, { items, nextCursor }] = await Promise.all([users.get(userId), sessions.list(userId, page)]);
  const open = items.filter((session) => isOpen(session, user, at));
  return { items: open.map((session) => shown(session, present)), nextCursor };
}

const shown = (session: LoginSession, present: Session): ShownSession => ({
  sessionId: session.sessionId,
  current: session.poolSessionId === present.sessionId,
  device: deviceOf(session.userAgent),
  address: session.address,
  startedAt: timeOf(session.startedAt),
  lastUsedAt: session.lastUsedAt,
  expiresAt: timeOf(session.startedAt + refreshTokenLife),
});

const timeOf = (second: number): string => new Date(second * 1000).toISOString();
