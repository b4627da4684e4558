import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, inject } from 'vitest';
import * as z from 'zod';
import { until } from '../../dev/journey.ts';
import { previewReply } from '../../shared/contract/preview.ts';
import type { Route } from '../../shared/contract/route.ts';
import { p } from '../support/docx.ts';
import { expectJsonHeaders } from './expectations.ts';
import { download } from './fixtures.ts';
import { type Answer, type Sending, send } from './send.ts';

type Reply = z.output<typeof previewReply.body>;
export type ReadyPreview = Extract<Reply, { state: 'ready' }>;

/** Asks until there are pictures, or a reason why there are none, as a page that shows them would. */
export const settledPreview = (route: Route, sending: Sending): Promise<Answer> =>
  until(
    'the preview',
    async () => {
      const answer = await send(route, { ...sending, headers: { prefer: 'wait=5' } });
      return answer.status === 202 ? undefined : answer;
    },
    90_000,
  );

/** As {@link settledPreview}, for what has pictures. */
export async function readyPreview(route: Route, sending: Sending): Promise<ReadyPreview> {
  const answer = await settledPreview(route, sending);
  expect(answer.status, answer.text).toBe(200);
  expectJsonHeaders(answer.headers);
  const reply = previewReply.body.parse(JSON.parse(answer.text));
  if (reply.state !== 'ready') throw new Error(answer.text);
  return reply;
}

/** The pixels behind a link, and how it was sent. */
export async function picture({ url }: { url: string }) {
  const { status, headers, bytes } = await download(url);
  expect(status).toBe(200);
  const { format, width, height } = await sharp(bytes).metadata();
  const { channels } = await sharp(bytes).stats();
  return {
    bytes,
    format,
    width,
    height,
    contentType: headers.get('content-type'),
    disposition: headers.get('content-disposition'),
    /** 0 to 255; a page without a letter has nothing but white. */
    darkest: Math.min(...channels.map(({ min }) => min)),
  };
}

/** Expects both pictures to be WebP of the sizes told, with something on them, to be shown and not saved. */
export async function expectPictures({ small, large }: ReadyPreview): Promise<void> {
  for (const [link, width] of [
    [small, 400],
    [large, 1200],
  ] as const) {
    const { bytes: _, darkest, ...found } = await picture(link);
    expect(found).toEqual({
      format: 'webp',
      width,
      height: link.height,
      contentType: 'image/webp',
      disposition: 'inline',
    });
    expect(link.width).toBe(width);
    expect(darkest).toBeLessThan(100);
  }
}

/** The body of a Word file with a text on each page. */
export const pagesOf = (texts: readonly string[]): string =>
  texts.map((text) => p(text)).join('<w:p><w:r><w:br w:type="page"/></w:r></w:p>');

const LogLine = z.object({ message: z.string(), shown: z.string(), block: z.number(), outcome: z.string() });

/**
 * What came of each message that asked for pictures of a thing, by its id, once there are as many as expected: a line is
 * written a moment after the pictures are there.
 */
export const outcomesOf = (id: string, expected: number): Promise<{ block: number; outcome: string }[]> =>
  until('the log of the previews', async () => {
    const lines = readFileSync(join(inject('dataFolder'), 'functions.log'), 'utf8').split('\n');
    const found = lines.flatMap((line) => {
      if (!line.includes('preview.made') || !line.includes(id)) return [];
      const { block, outcome } = LogLine.parse(JSON.parse(line.slice(line.indexOf('{'))));
      return [{ block, outcome }];
    });
    return found.length >= expected ? found : undefined;
  });

/** A page number that no route of previews takes. */
export const badPages = ['0', '-1', '1.5', 'one', '', '201', '1e9'];
