import * as z from 'zod';
import { ipEffects, mostListed } from '../domain/ip-list.ts';
import { AccountId, UserId } from './ids.ts';
import { route } from './route.ts';
import { line } from './text.ts';

const range = z
  .string()
  .max(50)
  .describe('An IPv4 or IPv6 address, or a range of them: 203.0.113.7, 203.0.113.0/24, 2001:db8::/32.');

const listed = {
  range,
  reason: line(200, 'Say why, or whose address it is.').describe('Why, or whose address it is.'),
  endsAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('When the line ends; for good when it is left out.'),
};

const shown = { range: z.string(), reason: z.string(), endsAt: z.iso.datetime().optional() };

const effect = z
  .enum(ipEffects)
  .describe(
    '`deny` refuses every request from there. `allow` goes before it and before limits and blocks of addresses.',
  );

const stamp = {
  updatedBy: UserId.optional().describe('Absent while nobody has written any.'),
  updatedAt: z.iso.datetime().optional(),
  revision: z.int().describe('Grows with every change, from 0; also sent as the ETag.'),
};

/** Bytes: a full list with the longest reasons, also where a letter of them takes three bytes. */
const bodyLimit = 256 * 1024;

export const IpRules = z
  .object({ rules: z.array(z.object({ effect, ...shown })).readonly(), ...stamp })
  .meta({ id: 'IpRules' });

export const AllowedAddresses = z
  .object({ addresses: z.array(z.object(shown)).readonly(), ...stamp })
  .meta({ id: 'AllowedAddresses' });

export const getIpRules = route({
  method: 'GET',
  path: '/admin/ip-rules',
  auth: 'admin',
  summary: 'Read which addresses are denied, and which are trusted',
  needs: ['table:read'],
  reply: { status: 200, body: IpRules },
  errors: [],
});

export const setIpRules = route({
  method: 'PUT',
  path: '/admin/ip-rules',
  auth: 'admin',
  summary: 'Say which addresses are denied, and which are trusted',
  description:
    'Takes the place of all rules before; lines that have ended are left out. It holds everywhere within half a minute. Rules that would deny your own address are refused.',
  needs: ['table:read', 'table:write'],
  bodyLimit,
  body: z.strictObject({ rules: z.array(z.strictObject({ effect, ...listed })).max(mostListed) }),
  reply: { status: 200, body: IpRules },
  errors: ['locks-you-out', 'conflict', 'precondition-failed'],
});

export const getAllowedAddresses = route({
  method: 'GET',
  path: '/account/ip-rules',
  auth: 'user',
  permission: 'account:update',
  summary: 'Read from which addresses the account may be used',
  needs: ['table:read'],
  reply: { status: 200, body: AllowedAddresses },
  errors: [],
});

export const setAllowedAddresses = route({
  method: 'PUT',
  path: '/account/ip-rules',
  auth: 'user',
  permission: 'account:own',
  summary: 'Say from which addresses the account may be used',
  description:
    'Takes the place of the list before, and holds from the next request on, for members and API keys. An empty list lets everybody in from everywhere. A list must hold the address you come from in a line without an end. Links that were given to guests go on working.',
  needs: ['table:read', 'table:write'],
  bodyLimit,
  body: z.strictObject({ addresses: z.array(z.strictObject(listed)).max(mostListed) }),
  reply: { status: 200, body: AllowedAddresses },
  errors: ['locks-you-out', 'conflict', 'precondition-failed'],
});

export const clearAllowedAddresses = route({
  method: 'DELETE',
  path: '/admin/accounts/{accountId}/ip-rules',
  auth: 'admin',
  summary: 'Let an account be used from everywhere again',
  description: 'For an owner who moved and locked themselves out. It is noted in the trail of the account.',
  needs: ['table:read', 'table:write'],
  params: z.object({ accountId: AccountId }),
  reply: { status: 204 },
  errors: ['conflict'],
});
