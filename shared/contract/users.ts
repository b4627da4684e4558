import * as z from 'zod';
import { userRoles, userStates } from '../domain/user.ts';
import { User } from './auth.ts';
import { UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';

/** A user as administrators see them. */
export const AdministeredUser = User.extend({
  state: z.enum(userStates).describe('Nothing that a disabled user holds works: no token, no API key.'),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'AdministeredUser' });

const params = z.object({ userId: UserId });

export const closeMe = route({
  method: 'DELETE',
  path: '/users/me',
  auth: 'user',
  whileClosing: true,
  summary: 'Delete my user and everything in my personal account',
  description:
    'Takes a login of the last 15 minutes. All sessions end, nothing in the account can be used any more, and after 14 days everything is erased. Until then you can log in and restore it. The audit log and the ledger stay, without anything that says who you were.',
  needs: ['users:end-sessions', 'table:write'],
  reply: { status: 204 },
  errors: ['recent-login-required', 'last-admin', 'conflict'],
});

export const restoreMe = route({
  method: 'POST',
  path: '/users/me/restore',
  auth: 'user',
  whileClosing: true,
  summary: 'Take the deletion of my user back',
  needs: ['table:read', 'table:write'],
  reply: { status: 200, body: User },
  errors: ['conflict'],
});

export const listUsers = route({
  method: 'GET',
  path: '/users',
  auth: 'admin',
  summary: 'List users, newest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({
    ...PageQuery,
    role: z.enum(userRoles).optional(),
    state: z.enum([...userStates, 'closing']).optional(),
    email: z
      .string()
      .trim()
      .min(1)
      .max(128)
      .optional()
      .describe('Beginning of the e-mail address; the list is in the order of addresses then.'),
    search: z.string().trim().min(2).max(100).optional().describe('Part of the name or of the address.'),
  }),
  reply: { status: 200, body: pageOf(AdministeredUser) },
  errors: [],
});

export const getUser = route({
  method: 'GET',
  path: '/users/{userId}',
  auth: 'admin',
  summary: 'Read a user',
  needs: ['table:read'],
  params,
  reply: { status: 200, body: AdministeredUser },
  errors: [],
});

export const updateUser = route({
  method: 'PATCH',
  path: '/users/{userId}',
  auth: 'admin',
  summary: 'Change the role of a user, disable or enable them',
  description:
    'Counts with their next request, whatever tokens they hold. Enabling takes a deletion back that was asked for.',
  needs: ['table:read', 'table:write', 'users:administer'],
  params,
  body: z.strictObject({ role: z.enum(userRoles).optional(), state: z.enum(userStates).optional() }),
  reply: { status: 200, body: AdministeredUser },
  errors: ['last-admin', 'conflict', 'precondition-failed'],
});

export const deleteUser = route({
  method: 'DELETE',
  path: '/users/{userId}',
  auth: 'admin',
  summary: 'Disable a user, and erase them after 14 days',
  needs: ['table:read', 'table:write', 'users:administer'],
  params,
  reply: { status: 204 },
  errors: ['last-admin', 'conflict', 'precondition-failed'],
});
