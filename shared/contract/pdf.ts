import * as z from 'zod';
import { documentFormats } from '../domain/document.ts';
import { line } from './text.ts';

/** What callers may ask of PDFs; `shared/domain/pdf-options.ts` says what goes together. */

export const Formats = z
  .array(z.enum(documentFormats))
  .min(1, 'Name at least one format.')
  .max(documentFormats.length)
  .refine((formats) => new Set(formats).size === formats.length, 'Name each format once.')
  .default(['docx'])
  .describe('The files you want: "docx", "pdf" or both.');

/** AES-256 takes 127 bytes of UTF-8 (ISO 32000-2, 7.6.4.3.2). */
const Password = z
  .string()
  .min(4, 'Use at least 4 characters.')
  .refine((text) => new TextEncoder().encode(text).length <= 127, 'Use at most 127 bytes.')
  .refine((text) => /^[^\p{Cc}\p{Cs}]*$/u.test(text), 'Leave out line breaks and control characters.');

export const PdfOptions = z
  .strictObject({
    archival: z.boolean().optional().describe('PDF/A-2b, for archives; not together with a password.'),
    watermark: line(60, 'Give the text to print, or leave the watermark out.')
      .optional()
      .describe('Printed across every page.'),
    pageNumbers: z.boolean().optional().describe('Prints "Page 1 of 3" at the foot of every page.'),
    openPassword: Password.optional().describe('Nobody opens the file without it.'),
    ownerPassword: Password.optional().describe('Nobody changes the file without it.'),
  })
  .meta({ id: 'PdfOptions' });

export const Cover = z
  .strictObject({
    title: line(120),
    lines: z.array(line(100)).max(10, 'Use at most 10 lines.').default([]),
  })
  .describe('A page in front of the others.')
  .meta({ id: 'Cover' });
