import * as z from 'zod';
import { archiveDays, archiveStates } from '../domain/archive.ts';
import { avatarFormats, avatarSizes } from '../domain/avatar.ts';
import { maxPictureBytes, pictureUploadStates } from '../domain/picture-upload.ts';
import { userRoles, userStates } from '../domain/user.ts';
import { MyAnalytics, UsageQuery, usageWords } from './analytics.ts';
import { Code, PresentPassword, User } from './auth.ts';
import { Email } from './email.ts';
import { ArchiveId, AvatarId, UserId } from './ids.ts';
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

const Wish = {
  email: z.email().describe('The address that was asked for.'),
};

export const getEmail = route({
  method: 'GET',
  path: '/users/me/email',
  auth: 'user',
  summary: 'Read my e-mail address, and the one I asked to change it to',
  needs: ['table:read'],
  reply: {
    status: 200,
    body: z.object({
      email: z.email().describe('With which I log in.'),
      change: z
        .object({
          ...Wish,
          expiresAt: z.iso
            .datetime()
            .optional()
            .describe('Until when its code is good; absent once that was given.'),
        })
        .optional()
        .describe('Present while a code is waited for.'),
    }),
  },
  errors: [],
});

export const changeEmail = route({
  method: 'POST',
  path: '/users/me/email',
  auth: 'user',
  limit: 'registration',
  summary: 'Ask for another e-mail address',
  description:
    'Takes the password, and a code of the authenticator app where there is one. A code is mailed to the new address, and a mail to the present one tells of it; nothing changes until /users/me/email/confirm. A newer request replaces an earlier one. The answer is the same whether or not the address belongs to somebody already; a mail tells them.',
  needs: ['users:sign-in', 'users:move', 'challenges:seal', 'table:read', 'table:write', 'mail:send'],
  body: z.strictObject({ email: Email, password: PresentPassword, code: Code.optional() }),
  reply: {
    status: 200,
    body: z.object({ ...Wish, expiresAt: z.iso.datetime().describe('Until when the mailed code is good.') }),
  },
  errors: ['no-password', 'wrong-password', 'wrong-code', 'conflict', 'too-many-attempts'],
});

export const confirmEmail = route({
  method: 'POST',
  path: '/users/me/email/confirm',
  auth: 'user',
  limit: 'login',
  summary: 'Change my e-mail address with the code that was mailed to the new one',
  description:
    'From now on the new address logs in, and the old one does not. Every other session ends at once; this one goes on. A mail to the old address tells of it.',
  needs: ['users:move', 'challenges:seal', 'table:read', 'table:write', 'mail:send'],
  body: z.strictObject({ code: Code }),
  reply: { status: 200, body: User },
  errors: ['wrong-code', 'address-in-use', 'conflict'],
});

export const keepEmail = route({
  method: 'DELETE',
  path: '/users/me/email',
  auth: 'user',
  summary: 'Take back that I asked for another e-mail address',
  description: 'The mailed code is worth nothing then. Without such a request nothing happens.',
  needs: ['table:write'],
  reply: { status: 204 },
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

const Archive = z
  .object({
    archiveId: ArchiveId,
    state: z.enum(archiveStates),
    problem: z.object({ code: z.string(), message: z.string() }).optional().describe('Only when it failed.'),
    files: z
      .array(
        z.object({
          url: z.url(),
          fileName: z.string(),
          size: z.int().describe('Bytes.'),
          sha256: z.string().describe('Hexadecimal.'),
          expiresAt: z.iso.datetime().describe('When the link ends. Ask again for a new one.'),
        }),
      )
      .optional()
      .describe(
        'Only when it is ready: one ZIP file, or several for somebody with very much; unpack them into one folder.',
      ),
    availableUntil: z.iso.datetime().optional().describe('When the files are removed.'),
    createdAt: z.iso.datetime().describe('When it was asked for.'),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Archive' });

export const exportMe = route({
  method: 'POST',
  path: '/users/me/export',
  auth: 'user',
  whileClosing: true,
  summary: 'Ask for an archive of everything about me and in my personal account',
  description: `Takes a login of the last 15 minutes. Read the archive until its state is "ready" or "failed"; a mail tells when it is ready. It is kept for ${archiveDays} days. While one is being made, asking again answers with that one; another takes its place, an hour after the last at the earliest.`,
  needs: ['table:write', 'archive:send', 'artefacts:read'],
  reply: { status: 202, body: Archive },
  errors: ['recent-login-required', 'limit-reached', 'conflict'],
});

export const getExport = route({
  method: 'GET',
  path: '/users/me/export',
  auth: 'user',
  whileClosing: true,
  summary: 'Read the state of the archive of my data, with links to download it',
  needs: ['table:read', 'artefacts:read'],
  reply: { status: 200, body: Archive },
  errors: ['not-found'],
});

export const getMyAnalytics = route({
  method: 'GET',
  path: '/users/me/analytics',
  auth: 'user',
  summary: 'Read how much I made, day by day or month by month',
  description: `In all accounts I work in, or worked in. ${usageWords}`,
  needs: ['table:read'],
  query: UsageQuery,
  reply: { status: 200, body: MyAnalytics },
  errors: [],
});
