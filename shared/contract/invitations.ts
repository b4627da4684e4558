import * as z from 'zod';
import { mostInvitations } from '../domain/invitation.ts';
import { givenRoles } from '../domain/permission.ts';
import { AccountPlace } from './accounts.ts';
import { Email } from './email.ts';
import { InvitationId, UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';

const role = z.enum(givenRoles);

export const Invitation = z
  .object({
    invitationId: InvitationId,
    email: z.email(),
    role,
    invitedBy: UserId,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    revision: z.int().describe('Grows whenever it is sent again.'),
  })
  .meta({ id: 'Invitation' });

export const createInvitation = route({
  method: 'POST',
  path: '/account/invitations',
  auth: 'user',
  permission: 'members:manage',
  summary: 'Invite somebody into the account by mail',
  description: `The mail holds a code that works once, within a week, and only for a user with that address. Inviting an address again replaces its invitation. The answer does not tell whether the address is known. At most ${mostInvitations.account} a day are mailed for an account.`,
  needs: ['table:read', 'table:write', 'mail:send'],
  body: z.strictObject({ email: Email, role }),
  reply: { status: 201, body: Invitation },
  errors: ['personal-account', 'too-many-attempts', 'conflict'],
});

export const listInvitations = route({
  method: 'GET',
  path: '/account/invitations',
  auth: 'user',
  permission: 'members:manage',
  summary: 'List the open invitations of the account, newest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject(PageQuery),
  reply: { status: 200, body: pageOf(Invitation) },
  errors: [],
});

export const deleteInvitation = route({
  method: 'DELETE',
  path: '/account/invitations/{invitationId}',
  auth: 'user',
  permission: 'members:manage',
  summary: 'Take an invitation back',
  description: 'At once. Only one for a role that stands below one’s own can be taken back.',
  needs: ['table:read', 'table:write'],
  params: z.object({ invitationId: InvitationId }),
  reply: { status: 204 },
  errors: ['personal-account', 'conflict'],
});

export const acceptInvitation = route({
  method: 'POST',
  path: '/invitations/accept',
  auth: 'user',
  summary: 'Accept an invitation with the mailed code',
  description:
    'For whoever is logged in with the address that it was mailed to. It is worth what its sender may do at that moment: with their role goes the invitation.',
  needs: ['table:read', 'table:write'],
  body: z.strictObject({ token: z.string().trim().min(1, 'Give the code of the mail.').max(200) }),
  reply: { status: 200, body: AccountPlace },
  errors: ['wrong-code', 'already-member', 'limit-reached', 'conflict'],
});
