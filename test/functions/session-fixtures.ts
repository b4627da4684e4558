import * as z from 'zod';
import { listSessions, login } from '../../shared/contract/auth.ts';
import { type Session, userIdOf } from '../../shared/domain/user.ts';
import type { Person } from '../support/people.ts';
import { send } from './send.ts';

const Claims = z.object({ sub: z.string(), origin_jti: z.string(), auth_time: z.number() });

/** What an access token says, with what we make of it. */
export function claimsOf(
  accessToken: string,
): z.output<typeof Claims> & { userId: string; session: Session } {
  const payload = accessToken.split('.')[1] ?? '';
  const claims = Claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  const session = { sessionId: claims.origin_jti, startedAt: claims.auth_time };
  return { ...claims, userId: userIdOf(claims.sub), session };
}

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });

/** Logs somebody in from a program that calls itself so. */
export async function logInFrom(
  { email, password }: Pick<Person, 'email' | 'password'>,
  userAgent: string,
  headers: Record<string, string> = {},
): Promise<z.output<typeof Tokens>> {
  const answer = await send(login, {
    body: { email, password },
    headers: { 'user-agent': userAgent, ...headers },
  });
  return Tokens.parse(JSON.parse(answer.text));
}

/** The sessions that whoever has this token sees. */
export async function listed(token: string) {
  const answer = await send(listSessions, { token });
  if (answer.status !== 200) throw new Error(answer.text);
  return listSessions.reply.body.parse(JSON.parse(answer.text)).items;
}
