import * as z from 'zod';
import type { Member } from '../domain/account.ts';
import { accountRoles } from '../domain/permission.ts';
import { entity } from './entity.ts';

export const Members = entity<Member>({
  name: 'member',
  audit: { account: ({ accountId }) => accountId, id: ({ userId }) => userId, open: ['role'] },
  schema: z.object({
    accountId: z.string(),
    userId: z.string(),
    role: z.enum(accountRoles),
    createdAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, userId, createdAt }) => ({
    ...keyOf(accountId, userId),
    gsi1pk: `account#${accountId}#members`,
    gsi1sk: `${createdAt}#${userId}`,
    gsi2pk: `user#${userId}#accounts`,
    gsi2sk: `${createdAt}#${accountId}`,
  }),
});

export const keyOf = (accountId: string, userId: string) => ({
  pk: `account#${accountId}`,
  sk: `member#${userId}`,
});
