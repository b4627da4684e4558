import * as z from 'zod';
import { accountRoles, givenRoles } from '../domain/permission.ts';
import { UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';

export const Member = z
  .object({
    userId: UserId,
    name: z.string(),
    email: z.email(),
    role: z.enum(accountRoles),
    joinedAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change of the role; also sent as the ETag.'),
  })
  .meta({ id: 'Member' });

const params = z.object({ userId: UserId });

export const listMembers = route({
  method: 'GET',
  path: '/account/members',
  auth: 'user',
  permission: 'members:read',
  summary: 'List the members of the account, the oldest first',
  description: 'In a personal account that is its one user.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject(PageQuery),
  reply: { status: 200, body: pageOf(Member) },
  errors: [],
});

export const updateMember = route({
  method: 'PATCH',
  path: '/account/members/{userId}',
  auth: 'user',
  permission: 'members:manage',
  summary: 'Change the role of a member',
  description:
    'At once. Nobody gives, takes or changes a role that does not stand below their own; so only the owner makes managers.',
  needs: ['table:read', 'table:write'],
  params,
  body: z.strictObject({ role: z.enum(givenRoles) }),
  reply: { status: 200, body: Member },
  errors: ['personal-account', 'conflict', 'precondition-failed'],
});

export const removeMember = route({
  method: 'DELETE',
  path: '/account/members/{userId}',
  auth: 'user',
  permission: 'members:manage',
  summary: 'Remove a member',
  description:
    'At once, with every API key they made here. What they made stays. Only somebody whose role stands below one’s own can be removed.',
  needs: ['table:read', 'table:write'],
  params,
  reply: { status: 204 },
  errors: ['personal-account', 'conflict'],
});
