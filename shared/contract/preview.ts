import * as z from 'zod';
import { mostPreviewedPages } from '../domain/preview.ts';
import type { ReplyShape } from './route.ts';

export const PreviewQuery = z.strictObject({
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(mostPreviewedPages, `Pictures are made of the first ${mostPreviewedPages} pages.`)
    .default(1),
});

const Picture = z.object({
  url: z.url().describe('A WebP picture; good for a few minutes.'),
  width: z.int().describe('Pixels.'),
  height: z.int().describe('Pixels.'),
});

const Pending = z
  .object({ state: z.literal('in-progress'), page: z.int() })
  .meta({ id: 'PreviewInProgress' });

const Preview = z
  .object({
    state: z.literal('ready'),
    page: z.int(),
    pages: z.int().describe('Pages of the whole document.'),
    small: Picture.describe('400 pixels wide.'),
    large: Picture.describe('1,200 pixels wide.'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Preview' });

const PreviewReply = z.discriminatedUnion('state', [Pending, Preview]);

/** What a route of previews answers: 202 while pictures are made, 200 with their links when they are there. */
export const previewReply = {
  status: 202,
  body: PreviewReply,
  finishedBody: PreviewReply,
} as const satisfies ReplyShape;
