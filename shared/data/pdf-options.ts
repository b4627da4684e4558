import * as z from 'zod';

/** PDF options as an item holds them. */
export const pdfOptionsSchema = z.object({
  archival: z.boolean().optional(),
  watermark: z.string().optional(),
  pageNumbers: z.boolean().optional(),
  openPassword: z.string().optional(),
  ownerPassword: z.string().optional(),
});
