import * as z from 'zod';
import { givenBack, handedOn } from '../domain/given-up-month.ts';
import { tableName } from './client.ts';
import { entity, type Key } from './entity.ts';
import type { Write } from './write.ts';

/** How many documents of a month an account has had of those that its plan includes; `month` is the key of a `QuotaPeriod`. */
interface Quota {
  accountId: string;
  month: string;
  /** Below nothing: so many more than the plan includes, because they were paid for in the month before and never delivered. */
  used: number;
  /**
   * The month that this one was given up for, by its key: what was left of it was credited to a dearer plan. Nothing more is taken of it,
   * and what comes back and was not credited goes to that one.
   */
  closedFor?: string | undefined;
  /** Of one that was given up: how many took nothing off what was credited. None where that was not noted. */
  timeDecidesUpTo?: number | undefined;
  revision: number;
}

const quotaKey = (accountId: string, month: string): Key => ({
  pk: `wallet#${accountId}`,
  sk: `quota#${month}`,
});

const Quotas = entity<Quota>({
  name: 'quota',
  // What was included stands on the documents, which are audited.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    month: z.string(),
    used: z.int(),
    closedFor: z.string().optional(),
    timeDecidesUpTo: z.int().optional(),
    // Counted without looking at what was there.
    revision: z.number().default(1),
  }),
  keys: ({ accountId, month }) => quotaKey(accountId, month),
});

const find = (accountId: string, month: string): Promise<Quota | undefined> =>
  Quotas.get(quotaKey(accountId, month));

/** Below nothing where more can be had than the plan includes. */
export const usedIn = async (accountId: string, month: string): Promise<number> =>
  (await find(accountId, month))?.used ?? 0;

/** So many more; loses when the month would have more than `most`, and when it was closed. */
export const take = (accountId: string, month: string, count: number, most: number): Write =>
  counting(accountId, month, count, {
    // An attribute that is not there is at most nothing.
    condition: `${isOpen} AND ${
      count <= most ? '(attribute_not_exists(#used) OR #used <= :limit)' : '#used <= :limit'
    }`,
    values: { ':limit': most - count },
  });

/** One that was given up for itself, as happened to one that was given up in the millisecond it began, goes on. */
const isOpen = '(attribute_not_exists(closedFor) OR closedFor = :month)';

/**
 * So many less, because they came to nothing. Those of a month that was given up are given back to the one it was given up for as well, as
 * far as they were not credited. Loses when nothing was taken of the month, when it is given up meanwhile, and when others give back
 * so much at the same moment that it means something else. What is written beside it must see to it that each is given back once.
 */
export const givingBack = (accountId: string, month: string, count: number): Promise<Write[]> =>
  lowering(accountId, month, count, `${isOpen} AND attribute_exists(#used)`);

/** @param condition of a month that was not given up */
async function lowering(
  accountId: string,
  month: string,
  count: number,
  condition: string,
): Promise<Write[]> {
  const { used = 0, closedFor, timeDecidesUpTo = 0 } = (await find(accountId, month)) ?? {};
  if (closedFor === undefined || closedFor === month)
    return [counting(accountId, month, -count, { condition })];
  const { on, least, most } = givenBack({ used, timeDecidesUpTo }, count);
  return [
    counting(accountId, month, -count, {
      condition: '#used BETWEEN :least AND :most',
      values: { ':least': least, ':most': most },
    }),
    // Nothing may have been counted there yet.
    ...(on === 0 ? [] : await lowering(accountId, closedFor, on, isOpen)),
  ];
}

/**
 * A month is given up for another one. What has been used but was credited as if it had not is counted there, and what was given back
 * since, and had not been credited, is less there. Loses unless exactly so many were used, because the others are credited.
 *
 * @param credited how many were used when it was said what the month is worth
 * @param timeDecidesUpTo how many could be used then, and took nothing off it
 */
export function handingOver(
  accountId: string,
  { month, next }: { month: string; next: string },
  { used, credited, timeDecidesUpTo }: { used: number; credited: number; timeDecidesUpTo: number },
): Write[] {
  // One that was given up in the millisecond it began counts on as the one after it.
  if (month === next) return [];
  // No more than all of a month is credited.
  const on = handedOn(used, timeDecidesUpTo) - handedOn(Math.max(0, credited), timeDecidesUpTo);
  return [
    closing(accountId, month, { used, closedFor: next, timeDecidesUpTo }),
    ...(on === 0 ? [] : [take(accountId, next, on, on)]),
  ];
}

/** Nothing more is taken of a month that is given up: also not by whoever has read the account before. */
const closing = (
  accountId: string,
  month: string,
  closed: Required<Pick<Quota, 'used' | 'closedFor' | 'timeDecidesUpTo'>>,
): Write => {
  const values = { entity: 'quota', accountId, month, ...closed };
  const names = Object.keys(values);
  return {
    audited: 'none',
    item: {
      Update: {
        TableName: tableName(),
        Key: { ...quotaKey(accountId, month) },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression:
          closed.used === 0 ? 'attribute_not_exists(#used) OR #used = :used' : '#used = :used',
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`:${name}`, value]),
        ),
      },
    },
  };
};

const counting = (
  accountId: string,
  month: string,
  by: number,
  { condition, values = {} }: { condition: string; values?: Record<string, number> },
): Write => ({
  audited: 'none',
  item: {
    Update: {
      TableName: tableName(),
      Key: { ...quotaKey(accountId, month) },
      UpdateExpression: 'SET #entity = :entity, #accountId = :accountId, #month = :month ADD #used :by',
      ConditionExpression: condition,
      ExpressionAttributeNames: {
        '#entity': 'entity',
        '#accountId': 'accountId',
        '#month': 'month',
        '#used': 'used',
      },
      ExpressionAttributeValues: {
        ':entity': 'quota',
        ':accountId': accountId,
        ':month': month,
        ':by': by,
        ...values,
      },
    },
  },
});
