import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as previews from '../../shared/data/previews.ts';
import { table } from '../../shared/data/table.ts';
import {
  beginPreview,
  concludePreview,
  failPreview,
  type Preview,
  previewGivenUp,
  restartPreview,
} from '../../shared/domain/preview.ts';
import { giveUpPreview } from '../../shared/pipeline/preview-giving-up.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

/** Now, because the table removes what has expired. */
const at = new Date();
const later = new Date(at.getTime() + 60_000);
const muchLater = new Date(at.getTime() + 60 * 60_000);

const size = { width: 400, height: 566 };
const made = { pages: 12, pictures: [{ page: 1, small: size, large: { width: 1200, height: 1698 } }] };

const begun = (input: { accountId?: string; shown?: string; block?: number } = {}): Preview =>
  beginPreview({
    accountId: input.accountId ?? freshId('acc'),
    shown: input.shown ?? `${freshId('doc')}/${'ab'.repeat(32)}`,
    block: input.block ?? 0,
    at,
  });

const read = ({ accountId, shown, block }: Preview): Promise<Preview | undefined> =>
  previews.find(accountId, shown, block);

async function stored(input: Parameters<typeof begun>[0] = {}): Promise<Preview> {
  const preview = begun(input);
  expect(await previews.insert(preview)).toBe(true);
  return preview;
}

/** What must be there. */
function sure(preview: Preview | undefined): Preview {
  if (!preview) throw new Error('the step was not allowed');
  return preview;
}

describe('a preview', () => {
  test('is begun by one of many at once', async () => {
    const preview = begun();
    const won = await Promise.all(Array.from({ length: 8 }, () => previews.insert(preview)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await read(preview)).toEqual(preview);
  });

  test('is begun anew by one of many at once', async () => {
    const preview = await stored();
    const anew = sure(restartPreview(preview, muchLater));
    const won = await Promise.all(Array.from({ length: 8 }, () => previews.replace(preview, anew)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await read(preview)).toEqual(anew);
  });

  test('keeps its pictures, or its failure', async () => {
    const preview = await stored();
    const ready = sure(concludePreview(preview, made, later));
    expect(await previews.replace(preview, ready)).toBe(true);
    expect(await read(preview)).toEqual(ready);
    const other = await stored();
    const failed = sure(failPreview(other, 1, previewGivenUp, later));
    expect(await previews.replace(other, failed)).toBe(true);
    expect(await read(other)).toEqual(failed);
    expect(await previews.replace(preview, sure(restartPreview(preview, muchLater)))).toBe(false);
  });

  test('is told apart by account, by what it shows and by block', async () => {
    const preview = await stored({ block: 1 });
    const { accountId, shown } = preview;
    expect(await previews.find(accountId, shown, 0)).toBeUndefined();
    expect(await previews.find(accountId, `${shown}0`, 1)).toBeUndefined();
    expect(await previews.find(freshId('acc'), shown, 1)).toBeUndefined();
  });

  test('carries the time at which the table may forget it', async () => {
    const { accountId, shown, expiresAt } = await stored();
    const { Item } = await dynamo.send(
      new GetCommand({
        TableName: tableName(),
        Key: { pk: `account#${accountId}`, sk: `preview#${shown}#00` },
      }),
    );
    expect(Item?.[table.timeToLive]).toBe(expiresAt);
    expect(expiresAt).toBe(Math.floor(at.getTime() / 1000) + 30 * 24 * 60 * 60);
  });
});

test('all previews of a document are found by its id, and no others', async () => {
  const accountId = freshId('acc');
  const documentId = freshId('doc');
  const of = (id: string, block: number) => stored({ accountId, shown: `${id}/ab`, block });
  const own = await Promise.all([of(documentId, 0), of(documentId, 1), of(documentId, 19)]);
  await Promise.all([of(freshId('doc'), 0), stored({ shown: `${documentId}/ab` })]);
  expect(await previews.listOf(accountId, documentId)).toEqual(own);
  expect(await previews.listOf(freshId('acc'), documentId)).toEqual([]);
});

test('a preview that changed in between is not removed', async () => {
  const preview = await stored();
  const ready = sure(concludePreview(preview, made, later));
  await previews.replace(preview, ready);
  expect(await previews.remove(preview)).toBe(false);
  expect(await previews.remove(ready)).toBe(true);
  expect(await read(preview)).toBeUndefined();
});

describe('a message that was given up', () => {
  const messageFor = ({ accountId, shown, block, attempt }: Preview) => ({
    accountId,
    subject: { of: 'document' as const, documentId: shown.slice(0, 36) },
    shown,
    block,
    attempt,
  });
  const giveUp = (preview: Preview) => giveUpPreview(messageFor(preview), () => later);

  test('ends its attempt with a reason', async () => {
    const preview = await stored();
    expect(await giveUp(preview)).toBe(true);
    expect(await read(preview)).toMatchObject({ state: 'failed', failure: previewGivenUp });
    expect(await giveUp(preview)).toBe(false);
  });

  test('leaves a later attempt, and pictures that are there, alone', async () => {
    const preview = await stored();
    const anew = sure(restartPreview(preview, muchLater));
    await previews.replace(preview, anew);
    expect(await giveUp(preview)).toBe(false);
    const ready = sure(concludePreview(anew, made, muchLater));
    await previews.replace(anew, ready);
    expect(await giveUp(anew)).toBe(false);
    expect(await read(preview)).toEqual(ready);
  });

  test('of a preview that is gone does nothing', async () => {
    expect(await giveUp(begun())).toBe(false);
  });
});
