import * as z from 'zod';
import { keyStates, mostKeys } from '../domain/api-key.ts';
import { keyScopes, permissions } from '../domain/permission.ts';
import { ApiKeyId, UserId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';
import { line } from './text.ts';

/** What only somebody who is logged in may do is refused by its name; a word of no permission is not repeated. */
const Scope = z.enum(keyScopes, {
  error: ({ input }) =>
    permissions.some((permission) => permission === input)
      ? `No API key may have the scope ${input}: that takes somebody who is logged in.`
      : undefined,
});

export const ApiKey = z
  .object({
    keyId: ApiKeyId,
    name: z.string(),
    scopes: z.array(Scope).readonly(),
    createdBy: UserId.describe('In whose name it acts: it can never do more than they may.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().optional().describe('Within an hour; absent for one that was never used.'),
    state: z
      .enum(keyStates)
      .describe(
        'suspended: not while its maker is disabled or about to be deleted. dead: never again, because its maker has left.',
      ),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'ApiKey' });

const params = z.object({ keyId: ApiKeyId });

export const createApiKey = route({
  method: 'POST',
  path: '/account/api-keys',
  auth: 'user',
  permission: 'keys:manage',
  summary: 'Make an API key',
  description: `Send it as "Authorization: Bearer …" instead of an access token. It opens the routes of its scopes, for this account, as long as whoever made it may do the same. An account has at most ${mostKeys}. A mail tells of it.`,
  needs: ['table:read', 'table:write', 'mail:send'],
  body: z.strictObject({
    name: line(100).describe('What it is for.'),
    scopes: z.array(Scope).min(1, 'Give at least one scope.').max(permissions.length),
    expiresAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('At most two years from now; a year from now when it is left out.'),
  }),
  reply: {
    status: 201,
    body: z.object({
      key: ApiKey,
      token: z.string().describe('The key itself. It is shown this once, and nowhere stored.'),
    }),
  },
  errors: ['limit-reached', 'conflict'],
});

export const listApiKeys = route({
  method: 'GET',
  path: '/account/api-keys',
  auth: 'user',
  permission: 'keys:manage',
  summary: 'List the API keys of the account, newest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject(PageQuery),
  reply: { status: 200, body: pageOf(ApiKey) },
  errors: [],
});

export const getApiKey = route({
  method: 'GET',
  path: '/account/api-keys/{keyId}',
  auth: 'user',
  permission: 'keys:manage',
  summary: 'Read what is known of an API key',
  needs: ['table:read'],
  params,
  reply: { status: 200, body: ApiKey },
  errors: [],
});

export const updateApiKey = route({
  method: 'PATCH',
  path: '/account/api-keys/{keyId}',
  auth: 'user',
  permission: 'keys:manage',
  summary: 'Rename an API key',
  description: 'What it may do never changes: make another one, and revoke this.',
  needs: ['table:read', 'table:write'],
  params,
  body: z.strictObject({ name: line(100) }),
  reply: { status: 200, body: ApiKey },
  errors: ['conflict', 'precondition-failed'],
});

export const deleteApiKey = route({
  method: 'DELETE',
  path: '/account/api-keys/{keyId}',
  auth: 'user',
  permission: 'keys:manage',
  summary: 'Revoke an API key at once',
  needs: ['table:read', 'table:write'],
  params,
  reply: { status: 204 },
  errors: ['conflict'],
});
