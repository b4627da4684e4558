import * as z from 'zod';
import { type Preview, previewStates } from '../domain/preview.ts';
import { entity } from './entity.ts';
import { commit } from './write.ts';

const Size = z.object({ width: z.number(), height: z.number() });

const Previews = entity<Preview>({
  name: 'preview',
  // Made when somebody looks, which is audited, and forgotten after days.
  audit: 'none',
  json: ['pictures'],
  schema: z.object({
    accountId: z.string(),
    shown: z.string(),
    block: z.number(),
    state: z.enum(previewStates),
    attempt: z.number(),
    pages: z.number().optional(),
    pictures: z.array(z.object({ page: z.number(), small: Size, large: Size })),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    expiresAt: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, shown, block }) => keyOf(accountId, shown, block),
});

/** Two digits, so that text order is number order. */
const keyOf = (accountId: string, shown: string, block: number) => ({
  pk: `account#${accountId}`,
  sk: `preview#${shown}#${String(block).padStart(2, '0')}`,
});

/** False when there is one already: of two requests at once, one begins it. */
export const insert = (preview: Preview): Promise<boolean> => commit([Previews.insertion(preview)]);

/** Also one that has expired and is not gone yet: `restartPreview` knows. */
export const find = (accountId: string, shown: string, block: number): Promise<Preview | undefined> =>
  Previews.get(keyOf(accountId, shown, block));

/** False when somebody changed the preview in between. */
export const replace = (previous: Preview, next: Preview): Promise<boolean> =>
  commit([Previews.replacement(previous, next)]);

/** False when somebody changed the preview in between. */
export const remove = (preview: Preview): Promise<boolean> => commit([Previews.removal(preview)]);

/** Every preview of a document, template or batch, by its id. */
export async function listOf(accountId: string, ownerId: string): Promise<Preview[]> {
  const all: Preview[] = [];
  let after: Record<string, unknown> | undefined;
  do {
    const { items, end } = await Previews.query({
      partition: `account#${accountId}`,
      sortPrefix: `preview#${ownerId}/`,
      limit: 100,
      after,
    });
    all.push(...items);
    after = end;
  } while (after);
  return all;
}
