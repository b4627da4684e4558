import * as z from 'zod';
import { faultCodes } from '../domain/fault.ts';

/** The one shape of every error reply. */
export const ErrorBody = z
  .object({
    error: z.object({
      code: z.enum(faultCodes).describe('Stable: branch on this, not on the message.'),
      message: z.string().describe('A sentence for a person that says what to do.'),
      requestId: z.string().describe('Quote this when you ask for help.'),
      fields: z
        .array(z.object({ field: z.string(), message: z.string() }))
        .optional()
        .describe('One entry for each input that is wrong.'),
    }),
  })
  .meta({ id: 'Error' });
