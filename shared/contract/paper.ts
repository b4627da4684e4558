import * as z from 'zod';
import { paperStates } from '../domain/paper/paper.ts';

/** What statements and receipts share. */

/** Where the file of a paper is. */
export const PaperLink = z
  .object({
    url: z.url().describe('Good for a few minutes, for anybody who has it.'),
    fileName: z.string(),
    expiresAt: z.iso.datetime(),
    sha256: z.string().describe('Hexadecimal, of the file behind the link.'),
    size: z.int().describe('Bytes.'),
  })
  .meta({ id: 'PaperDownload' });

/** How far a paper is. */
export const paperProgress = {
  state: z.enum(paperStates),
  failure: z
    .object({ code: z.string(), message: z.string() })
    .optional()
    .describe('Why it failed; only when the state is "failed".'),
  pages: z.int().optional().describe('Once it is ready.'),
  createdAt: z.iso.datetime(),
  download: PaperLink.optional().describe('Only when you waited for it and it is ready.'),
};
