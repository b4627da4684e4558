import * as z from 'zod';
import { hundredthsOf } from './amounts.ts';
import { Fault } from './faults.ts';
import { Method } from './records.ts';

/** Empty fields of a form are left out. */
const orNothing = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** What a customer does on the checkout page, and how the provider tells of it. */
export const Choice = z.object({
  method: Method.default('card'),
  /** `failed` stays on the page; `cancel` and `expire` leave it. */
  outcome: z.enum(['success', 'failed', 'pending-paid', 'pending-failed', 'cancel', 'expire']),
  /** What is paid instead of what was asked: `over` and `under` by a tenth, or an amount. */
  amount: z.enum(['exact', 'over', 'under']).default('exact'),
  paid: orNothing(z.union([z.number(), z.string()])).transform((given, context) => {
    if (given === undefined) return undefined;
    const paid = hundredthsOf(given);
    if (paid !== undefined && paid > 0) return paid;
    context.addIssue({ code: 'custom', message: 'paid must be an amount such as 2500 or 2500.50' });
    return z.NEVER;
  }),
  /** What it is paid in instead. */
  currency: orNothing(z.string().regex(/^[A-Z]{3}$/, 'currency must be three capital letters')),
  /** 2: a second payment for the same reference, as from a second tab. */
  times: z.coerce.number().int().min(1).max(2).default(1),
  /** `before`: it has arrived when the browser is sent back. */
  webhook: z.enum(['once', 'twice', 'late', 'never', 'before']).default('once'),
  /** How the redirect calls a success; both were seen (study, 1.3). */
  spelling: z.enum(['completed', 'successful']).default('completed'),
  /** Seconds until a pending payment is decided. */
  seconds: z.coerce.number().min(0).max(31_536_000).default(5),
  /** What goes wrong with the API's next calls. */
  fault: orNothing(Fault.shape.kind),
  faultTimes: orNothing(z.coerce.number().int().min(1).max(1_000)),
  faultMilliseconds: orNothing(z.coerce.number().int().min(0).max(600_000)),
});
export type Choice = z.output<typeof Choice>;
