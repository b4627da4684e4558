import * as z from 'zod';
import { deviceKinds } from '../domain/login-session.ts';
import { userRoles } from '../domain/user.ts';
import { Email } from './email.ts';
import { AccountId, AvatarId, SessionId, UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { Provider } from './provider.ts';
import { route } from './route.ts';
import { line } from './text.ts';

/**
 * Any ten characters: kinds of characters are not asked for (ASVS 5.0, 6.2.5). What too many people use is refused when the
 * password is set; see `shared/domain/password.ts`.
 */
const Password = z
  .string()
  .min(10, 'Use at least 10 characters.')
  .max(128, 'Use at most 128 characters.')
  // Cognito takes no other: it would answer with an error that is not about the password's strength.
  .regex(/^\S.*\S$/, 'Begin and end without a space, and leave out line breaks.')
  .describe('At least 10 characters of any kind that are not a common password.');

const PersonName = line(100);

/** Six digits, of a mail or of an authenticator app. */
export const Code = z
  .string()
  .trim()
  .regex(/^\d{6}$/, 'The code has six digits.');

const RefreshToken = z.string().min(1).max(4096);

export const User = z
  .object({
    userId: UserId,
    accountId: AccountId,
    email: z.email(),
    name: z.string(),
    avatarId: AvatarId.optional().describe(
      'When there is a picture: see GET /users/me/avatar. Another picture has another id.',
    ),
    provider: Provider.optional().describe(
      'Who vouches for the user; absent for somebody who has a password here.',
    ),
    role: z.enum(userRoles),
    closesAt: z.iso
      .datetime()
      .optional()
      .describe('When everything of this user is erased; absent unless that was asked for.'),
    createdAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'User' });

/** A password that is compared with the present one: what it must look like was settled when it was chosen. */
export const PresentPassword = z.string().min(1).max(128);

export const Tokens = z
  .object({
    accessToken: z.string().describe('Send as "Authorization: Bearer …".'),
    refreshToken: z
      .string()
      .describe('Good for one refresh, which returns a new one. Used again it ends the session.'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
  })
  .meta({ id: 'Tokens' });

const LoginChallenge = z
  .object({
    next: z.literal('mfa'),
    challenge: z.string().describe('Send it to /auth/mfa/verify with a code, within five minutes.'),
  })
  .meta({ id: 'LoginChallenge' });

export const register = route({
  method: 'POST',
  path: '/auth/register',
  auth: 'none',
  limit: 'registration',
  summary: 'Mail a confirmation code to an address',
  description:
    'The answer is the same whether or not the address is known already. Name and password are chosen when the code is presented.',
  needs: ['users:sign-up'],
  body: z.strictObject({ email: Email }),
  reply: { status: 202, body: z.object({ email: z.email(), next: z.literal('verify-email') }) },
  errors: ['too-many-attempts'],
});

export const verifyEmail = route({
  method: 'POST',
  path: '/auth/verify-email',
  auth: 'none',
  limit: 'login',
  summary: 'Create a user with the mailed code, a name and a password',
  description:
    'The password is chosen here and not before: only who reads the mailbox decides how to log in, whoever asked for the code.',
  needs: ['users:sign-up', 'users:set-up'],
  body: z.strictObject({ email: Email, code: Code, name: PersonName, password: Password }),
  reply: { status: 200, body: z.object({ email: z.email(), next: z.literal('login') }) },
  errors: ['wrong-code', 'weak-password', 'too-many-attempts'],
});

export const resendCode = route({
  method: 'POST',
  path: '/auth/resend',
  auth: 'none',
  limit: 'registration',
  summary: 'Mail the confirmation code again',
  description: 'Only the newest code works. The answer is the same whether or not the address waits for one.',
  needs: ['users:sign-up'],
  body: z.strictObject({ email: Email }),
  reply: { status: 202, body: z.object({ email: z.email(), next: z.literal('verify-email') }) },
  errors: ['too-many-attempts'],
});

export const forgotPassword = route({
  method: 'POST',
  path: '/auth/forgot-password',
  auth: 'none',
  limit: 'registration',
  summary: 'Mail a code that lets its reader choose a new password',
  description: 'The answer is the same whether or not the address is known.',
  needs: ['users:sign-in'],
  body: z.strictObject({ email: Email }),
  reply: { status: 202, body: z.object({ email: z.email(), next: z.literal('reset-password') }) },
  errors: ['too-many-attempts'],
});

export const resetPassword = route({
  method: 'POST',
  path: '/auth/reset-password',
  auth: 'none',
  limit: 'login',
  summary: 'Choose a new password with the mailed code',
  description: 'Every session of the user ends at once, and a mail tells of it.',
  needs: ['users:sign-in', 'users:end-sessions', 'table:read', 'table:write', 'mail:send'],
  body: z.strictObject({ email: Email, code: Code, password: Password }),
  reply: { status: 200, body: z.object({ email: z.email(), next: z.literal('login') }) },
  errors: ['wrong-code', 'weak-password', 'too-many-attempts'],
});

export const login = route({
  method: 'POST',
  path: '/auth/login',
  auth: 'none',
  limit: 'login',
  summary: 'Exchange e-mail and password for tokens',
  description:
    'For a user with a second factor the answer has "next": "mfa" and a challenge instead: /auth/mfa/verify gives the tokens.',
  needs: ['users:sign-in', 'challenges:seal', 'table:read', 'table:write'],
  body: z.strictObject({ email: Email, password: PresentPassword }),
  reply: { status: 200, body: z.union([Tokens, LoginChallenge]) },
  errors: ['invalid-credentials', 'email-not-verified', 'address-in-use', 'too-many-attempts'],
});

export const refresh = route({
  method: 'POST',
  path: '/auth/refresh',
  auth: 'none',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'Each refresh token once. Used again, also twice at once, it ends the session with every token it gave: one of the two may be a thief.',
  needs: ['users:sign-in', 'challenges:seal', 'table:read', 'table:write'],
  body: z.strictObject({ refreshToken: RefreshToken }),
  reply: { status: 200, body: Tokens },
  errors: ['unauthenticated', 'too-many-attempts'],
});

export const logout = route({
  method: 'POST',
  path: '/auth/logout',
  auth: 'user',
  whileClosing: true,
  summary: 'End this session at once',
  description:
    'The access token stops working immediately, and so does every token that a refresh of this session would give. A refresh token of another session is left alone.',
  needs: ['users:sign-in', 'challenges:seal', 'table:write'],
  body: z.strictObject({ refreshToken: RefreshToken }),
  reply: { status: 204 },
  errors: [],
});

export const logoutAll = route({
  method: 'POST',
  path: '/auth/logout-all',
  auth: 'user',
  whileClosing: true,
  summary: 'End all my sessions at once, this one too',
  needs: ['users:end-sessions', 'table:write'],
  reply: { status: 204 },
  errors: [],
});

const Session = z
  .object({
    sessionId: SessionId,
    current: z.boolean().describe('Whether it is the one this request is made in.'),
    device: z
      .object({
        kind: z.enum(deviceKinds),
        browser: z.string().optional().describe('Such as "Firefox 145", or the name of another program.'),
        system: z.string().optional().describe('Such as "Android 15".'),
      })
      .describe('What the program says of itself; nobody checks that.'),
    address: z.string().describe('The network address it was used from last.'),
    startedAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().describe('To within 15 minutes: it is noted when tokens are refreshed.'),
    expiresAt: z.iso.datetime().describe('When it ends by itself.'),
  })
  .meta({ id: 'Session' });

export const listSessions = route({
  method: 'GET',
  path: '/auth/sessions',
  auth: 'user',
  summary: 'List where I am logged in, the latest login first',
  description: 'Sessions that have ended are left out, so a page may be short.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject(PageQuery),
  reply: { status: 200, body: pageOf(Session) },
  errors: [],
});

export const endSession = route({
  method: 'DELETE',
  path: '/auth/sessions/{sessionId}',
  auth: 'user',
  summary: 'End one of my sessions at once',
  description: 'No token of it works any more, refreshed or not. It may be the present one.',
  needs: ['table:write'],
  params: z.object({ sessionId: SessionId }),
  reply: { status: 204 },
  errors: ['conflict'],
});

export const changePassword = route({
  method: 'POST',
  path: '/auth/change-password',
  auth: 'user',
  limit: 'login',
  summary: 'Change my password',
  description: 'Every other session ends at once; this one goes on. A mail tells of it.',
  needs: ['users:sign-in', 'table:read', 'table:write', 'mail:send'],
  body: z.strictObject({ currentPassword: PresentPassword, newPassword: Password }),
  reply: { status: 204 },
  errors: ['no-password', 'wrong-password', 'weak-password', 'too-many-attempts'],
});

export const getMe = route({
  method: 'GET',
  path: '/auth/me',
  auth: 'user',
  whileClosing: true,
  summary: 'Read my user',
  needs: ['table:read'],
  reply: { status: 200, body: User },
  errors: [],
});

export const updateMe = route({
  method: 'PUT',
  path: '/auth/me',
  auth: 'user',
  summary: 'Change my user',
  needs: ['table:read', 'table:write'],
  body: z.strictObject({ name: PersonName }),
  reply: { status: 200, body: User },
  errors: ['conflict', 'precondition-failed'],
});
