import * as z from 'zod';
import { avatarFormats, avatarSizes } from '../domain/avatar.ts';
import { maxPictureBytes, pictureUploadStates } from '../domain/picture-upload.ts';
import { userRoles, userStates } from '../domain/user.ts';
import { User } from './auth.ts';
import { AvatarId, UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';
import { fileAnnouncement, PictureProblem, Upload } from './upload.ts';

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
    'Takes a login of the last 15 minutes, from somebody who owns no organisation. All sessions end, nothing in the account can be used any more, and after 14 days everything is erased. Until then you can log in and restore it. The audit log and the ledger stay, without anything that says who you were.',
  needs: ['users:end-sessions', 'table:read', 'table:write'],
  reply: { status: 204 },
  errors: ['recent-login-required', 'owns-organisations', 'last-admin', 'conflict'],
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

const Avatar = z
  .object({
    state: z.enum(pictureUploadStates).describe('Of the latest upload.'),
    problem: PictureProblem,
    picture: z
      .object({
        avatarId: AvatarId,
        files: z.array(
          z.object({
            size: z.literal(avatarSizes).describe('Pixels of a side.'),
            format: z.enum(avatarFormats),
            url: z.url(),
          }),
        ),
        expiresAt: z.iso.datetime().describe('When the links end. Ask again for new ones.'),
      })
      .optional()
      .describe('What is shown. It stays until a newer upload is ready.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Avatar' });

const announcement = fileAnnouncement(maxPictureBytes);

export const uploadAvatar = route({
  method: 'POST',
  path: '/users/me/avatar',
  auth: 'user',
  summary: 'Announce a picture of me and get a link to upload it',
  description:
    'PNG or JPEG, at most 10 MB and 40 megapixels. Its middle is written anew as squares of 64, 128 and 256 pixels, as WebP and JPEG, without metadata. Read the picture until its state is "ready" or "rejected"; until then the one from before is shown.',
  needs: ['table:write', 'uploads:presign'],
  body: z.strictObject({
    ...announcement,
    size: announcement.size.unwrap().describe('Bytes; exactly this size is accepted.'),
  }),
  reply: { status: 201, body: z.object({ upload: Upload }) },
  errors: ['conflict'],
});

export const getAvatar = route({
  method: 'GET',
  path: '/users/me/avatar',
  auth: 'user',
  summary: 'Read the state of my picture, with links to it',
  needs: ['table:read', 'artefacts:read'],
  reply: { status: 200, body: Avatar },
  errors: ['not-found'],
});

export const deleteAvatar = route({
  method: 'DELETE',
  path: '/users/me/avatar',
  auth: 'user',
  summary: 'Remove my picture',
  needs: ['table:write', 'artefacts:list', 'artefacts:delete'],
  reply: { status: 204 },
  errors: ['not-found', 'conflict'],
});
