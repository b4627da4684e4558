import * as z from 'zod';

/** What a caller may say beforehand about the file that comes. */
export const fileAnnouncement = (maxBytes: number) => ({
  size: z.int().min(1).max(maxBytes).optional().describe('Bytes; when given, exactly this size is accepted.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'Give the SHA-256 in lower-case hexadecimal.')
    .optional()
    .describe('When given, only a file with this hash is accepted.'),
});

/** A presigned form to send a file with. */
export const Upload = z
  .object({
    url: z.url().describe('POST a multipart/form-data form here: all fields first, the file last as "file".'),
    fields: z.record(z.string(), z.string()),
    maxBytes: z.int(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Upload' });

/** Why a picture was rejected, in what shows it. */
export const PictureProblem = z
  .object({
    code: z.string().describe('Stable code of what is wrong with the file.'),
    message: z.string().describe('What is wrong, and what to do about it.'),
  })
  .optional()
  .describe('Why it was rejected; only when the state is "rejected".');
