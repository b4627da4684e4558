import * as z from 'zod';

/** Query of every list: page size, and where the page before ended. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25).describe('How many to return.'),
  cursor: z.string().min(1).max(2000).optional().describe('nextCursor of the page before.'),
};

/** A list reply: `nextCursor` is absent on the last page. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().optional().describe('Send it as cursor to get the next page.'),
  });
