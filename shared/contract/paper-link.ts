import * as z from 'zod';

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
