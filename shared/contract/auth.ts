import * as z from 'zod';
import { AccountId, UserId } from './ids.ts';
import { route } from './route.ts';
import { line } from './text.ts';

/** Trimmed and lower-cased: two spellings of one address are one user. 128: Cognito's limit for a user name. */
const Email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('Give an e-mail address.').max(128, 'Use at most 128 characters.'))
  .describe('An e-mail address.');

/** Checked in full by the user pool; the upper bound keeps hashing cheap. */
const Password = z
  .string()
  .min(10, 'Use at least 10 characters.')
  .max(128, 'Use at most 128 characters.')
  // Cognito takes no other: it would answer with an error that is not about the password's strength.
  .regex(/^\S.*\S$/, 'Begin and end without a space, and leave out line breaks.')
  .describe('At least 10 characters with an upper-case letter, a lower-case letter and a digit.');

const PersonName = line(100);

const Code = z
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
    role: z.enum(['user', 'admin']),
    createdAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'User' });

const Tokens = z
  .object({
    accessToken: z.string().describe('Send as "Authorization: Bearer …".'),
    refreshToken: z.string().describe('Good for one refresh; every refresh returns a new one.'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
  })
  .meta({ id: 'Tokens' });

export const register = route({
  method: 'POST',
  path: '/auth/register',
  auth: 'none',
  summary: 'Create a user and mail a confirmation code',
  description: 'The answer is the same whether or not the address is known already.',
  needs: ['users:sign-up'],
  body: z.strictObject({ email: Email, password: Password, name: PersonName }),
  reply: { status: 202, body: z.object({ email: z.email(), next: z.literal('verify-email') }) },
  errors: ['weak-password', 'too-many-attempts'],
});

export const verifyEmail = route({
  method: 'POST',
  path: '/auth/verify-email',
  auth: 'none',
  summary: 'Confirm an e-mail address with the mailed code',
  needs: ['users:sign-up'],
  body: z.strictObject({ email: Email, code: Code }),
  reply: { status: 200, body: z.object({ email: z.email(), next: z.literal('login') }) },
  errors: ['wrong-code', 'too-many-attempts'],
});

export const login = route({
  method: 'POST',
  path: '/auth/login',
  auth: 'none',
  summary: 'Exchange e-mail and password for tokens',
  needs: ['users:sign-in', 'table:read', 'table:write'],
  body: z.strictObject({ email: Email, password: z.string().min(1).max(128) }),
  reply: { status: 200, body: Tokens },
  errors: ['invalid-credentials', 'email-not-verified', 'too-many-attempts'],
});

export const refresh = route({
  method: 'POST',
  path: '/auth/refresh',
  auth: 'none',
  summary: 'Exchange a refresh token for new tokens',
  needs: ['users:sign-in'],
  body: z.strictObject({ refreshToken: RefreshToken }),
  reply: { status: 200, body: Tokens },
  errors: ['unauthenticated', 'too-many-attempts'],
});

export const logout = route({
  method: 'POST',
  path: '/auth/logout',
  auth: 'user',
  summary: 'End this session at once',
  description: 'The access token stops working immediately, the refresh token for good.',
  needs: ['users:sign-in', 'table:write'],
  body: z.strictObject({ refreshToken: RefreshToken }),
  reply: { status: 204 },
  errors: [],
});

export const getMe = route({
  method: 'GET',
  path: '/auth/me',
  auth: 'user',
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
