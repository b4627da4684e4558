import * as z from 'zod';

/** A line of a list of addresses, as it is stored. */
export const ListedAddress = z.object({
  range: z.string(),
  reason: z.string(),
  endsAt: z.string().optional(),
});
