import { describe, expect, test } from 'vitest';
import { DocumentSummary } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { table } from '../../shared/data/table.ts';
import * as verifications from '../../shared/data/verifications.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  failDocument,
  givenUp,
} from '../../shared/domain/document.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import { freshId, newDocument, numberedId, useTable } from '../support/table.ts';

useTable();

const later = new Date('2026-03-01T09:00:05.000Z');
const started = (document: Document, at = later): Document => beginRendering(document, at) ?? document;
const finished = (document: Document, at = later): Document =>
  concludeRendering(started(document, at), { docx: { sha256: 'ab'.repeat(32), size: 20_000 } }, at);

/** Documents of one account, oldest first, stored. */
async function stored(count: number, shape: { templateId?: string } = {}): Promise<Document[]> {
  const accountId = freshId('acc');
  const all = Array.from({ length: count }, (_, number) =>
    newDocument({ accountId, documentId: numberedId('doc', number), ...shape }),
  );
  for (let start = 0; start < all.length; start += 100) {
    expect(await documents.insertAll(all.slice(start, start + 100))).toBe(true);
  }
  return all;
}

async function one(): Promise<Document> {
  const [document] = await stored(1);
  return document ?? newDocument();
}

/** As the product removes it; what it leaves is no concern here. */
const removeDocument = (document: Document): Promise<boolean> =>
  documents.remove(document, leftoverOf(document, document.documentId, { folder: 'accounts/none' }, later));

const idsOf = (all: readonly { documentId: string }[]): string[] => all.map(({ documentId }) => documentId);

describe('inserting', () => {
  test('stores a document as it is', async () => {
    const document = await one();
    expect(await documents.find(document.accountId, document.documentId)).toEqual(document);
  });

  test('loses to a document that exists, and changes nothing of it', async () => {
    const document = await one();
    expect(await documents.insertAll([{ ...document, name: 'Other' }])).toBe(false);
    expect(await documents.get(document.accountId, document.documentId)).toEqual(document);
  });

  test('stores none of many when one of them exists', async () => {
    const document = await one();
    const others = Array.from({ length: 5 }, () => newDocument({ accountId: document.accountId }));
    expect(await documents.insertAll([...others, document])).toBe(false);
    expect(await documents.findMany(document.accountId, idsOf(others))).toEqual([]);
  });
});

test('values come back as they were sent, also those that DynamoDB has no word for', async () => {
  const nested = Array.from({ length: 40 }).reduce<unknown>((inside) => ({ inside }), 'core');
  const values = { huge: 1e300, tiny: 5e-324, nested, empty: '', list: [], nothing: null };
  const document = { ...newDocument(), values };
  await documents.insertAll([document]);
  expect(await documents.get(document.accountId, document.documentId)).toEqual(document);
});

describe('finding', () => {
  test('knows no document under another account', async () => {
    const document = await one();
    expect(await documents.find(freshId('acc'), document.documentId)).toBeUndefined();
  });

  test('answers an unknown id and the id of another account alike', async () => {
    const document = await one();
    const stranger = freshId('acc');
    const unknown = await documents.get(stranger, freshId('doc')).catch((error: unknown) => error);
    await expect(documents.get(stranger, document.documentId)).rejects.toEqual(unknown);
    expect(unknown).toMatchObject({ code: 'not-found' });
  });

  test('gives many in the order asked for, over the hundred of one read, without those that are gone', async () => {
    const all = await stored(230);
    const wanted = idsOf(all).toReversed();
    wanted.splice(50, 0, freshId('doc'));
    const found = await documents.findMany(all[0]?.accountId ?? '', wanted);
    expect(idsOf(found)).toEqual(idsOf(all).toReversed());
  });

  test('gives nothing for nothing', async () => {
    expect(await documents.findMany(freshId('acc'), [])).toEqual([]);
  });
});

describe('replacing', () => {
  test('writes the new state and drops what is no longer there', async () => {
    const document = await one();
    const failed = failDocument(document, givenUp, later) ?? document;
    expect(await documents.replace(document, failed)).toBe(true);
    const withoutValues = { ...failed, values: undefined, valuesStored: true, revision: failed.revision + 1 };
    expect(await documents.replace(failed, withoutValues)).toBe(true);
    const { values: _, ...expected } = withoutValues;
    expect(await documents.get(document.accountId, document.documentId)).toEqual(expected);
  });

  test('loses on a state that somebody else has replaced', async () => {
    const document = await one();
    await documents.replace(document, started(document));
    expect(await documents.replace(document, finished(document))).toBe(false);
    expect(await documents.get(document.accountId, document.documentId)).toEqual(started(document));
  });

  test('does not bring a removed document back', async () => {
    const document = await one();
    await removeDocument(document);
    expect(await documents.replace(document, started(document))).toBe(false);
    expect(await documents.find(document.accountId, document.documentId)).toBeUndefined();
  });

  test('has one winner among fifty at once', async () => {
    const document = await one();
    const attempts = Array.from({ length: 50 }, (_, number) => ({
      ...started(document),
      name: `Winner ${number}`,
    }));
    const won = await Promise.all(attempts.map((next) => documents.replace(document, next)));
    const winners = attempts.filter((_, index) => won[index]);
    expect(winners).toHaveLength(1);
    expect(await documents.get(document.accountId, document.documentId)).toEqual(winners[0]);
  });
});

describe('removing', () => {
  test('takes a document away', async () => {
    const document = await one();
    expect(await removeDocument(document)).toBe(true);
    expect(await documents.find(document.accountId, document.documentId)).toBeUndefined();
  });

  test('loses to a change in between, and when it is gone already', async () => {
    const document = await one();
    await documents.replace(document, started(document));
    expect(await removeDocument(document)).toBe(false);
    expect(await removeDocument(started(document))).toBe(true);
    expect(await removeDocument(started(document))).toBe(false);
  });
});

describe('a document with a code', () => {
  const coded = (): Document => ({ ...newDocument(), verificationCode: freshId('doc').slice(4, 30) });

  test('keeps it, and takes it along when it is removed', async () => {
    const document = coded();
    await verifications.insertFor([document]);
    await documents.insertAll([document]);
    expect(await documents.get(document.accountId, document.documentId)).toEqual(document);
    expect(await removeDocument(document)).toBe(true);
    expect(await verifications.find(document.verificationCode ?? '')).toBeUndefined();
  });

  test('that was changed in between is not removed, and its code still leads to it', async () => {
    const document = coded();
    await verifications.insertFor([document]);
    await documents.insertAll([document]);
    await documents.replace(document, started(document));
    expect(await removeDocument(document)).toBe(false);
    expect(await verifications.find(document.verificationCode ?? '')).toMatchObject({
      documentId: document.documentId,
    });
  });
});

/** Lists leave out what no reply shows of them: an index holds only so many attributes. */
const asListed = ({ values: _, ...shown }: Document) => ({ ...shown, createdBy: '', valuesStored: false });

describe('a list', () => {
  test('shows the newest first, without values', async () => {
    const all = await stored(3);
    const { items, nextCursor } = await documents.list(all[0]?.accountId ?? '', { limit: 25 }, {});
    expect(items).toEqual(all.toReversed().map(asListed));
    expect(nextCursor).toBeUndefined();
  });

  test('shows every attribute of a finished and of a failed document but its values', async () => {
    const [first, second] = await stored(2);
    if (!first || !second) throw new Error('two documents were stored');
    const failed = failDocument(second, givenUp, later) ?? second;
    await documents.replace(first, finished(first));
    await documents.replace(second, failed);
    const { items } = await documents.list(first.accountId, { limit: 25 }, {});
    expect(items).toEqual([failed, finished(first)].map(asListed));
  });

  test('projects everything that its reply names', () => {
    expect(table.projected).toEqual(expect.arrayContaining(Object.keys(DocumentSummary.shape)));
  });

  test('shows nothing of another account', async () => {
    await one();
    expect(await documents.list(freshId('acc'), { limit: 25 }, {})).toEqual({
      items: [],
      nextCursor: undefined,
    });
  });

  test('shows the documents of one template', async () => {
    const templateId = freshId('tpl');
    const all = await stored(4, { templateId });
    const accountId = all[0]?.accountId ?? '';
    await documents.insertAll([newDocument({ accountId })]);
    const { items } = await documents.list(accountId, { limit: 25 }, { templateId });
    expect(idsOf(items)).toEqual(idsOf(all).toReversed());
    expect((await documents.list(accountId, { limit: 25 }, { templateId: freshId('tpl') })).items).toEqual(
      [],
    );
  });

  test('follows a document from state to state', async () => {
    const [first, second] = await stored(2);
    if (!first || !second) throw new Error('two documents were stored');
    await documents.replace(first, finished(first));
    const listed = async (state: Document['state']) =>
      idsOf((await documents.list(first.accountId, { limit: 25 }, { state })).items);
    expect(await listed('ready')).toEqual([first.documentId]);
    expect(await listed('queued')).toEqual([second.documentId]);
    expect(await listed('failed')).toEqual([]);
  });
});

describe('pages of a list', () => {
  /** All pages, each as its ids. */
  async function pages(
    accountId: string,
    limit: number,
    filter: Parameters<typeof documents.list>[2],
  ): Promise<string[][]> {
    const all: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await documents.list(accountId, { limit, cursor }, filter);
      all.push(idsOf(page.items));
      cursor = page.nextCursor;
    } while (cursor);
    return all;
  }

  test('bring everything once, each no longer than asked for', async () => {
    const all = await stored(23);
    const read = await pages(all[0]?.accountId ?? '', 10, {});
    expect(read.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(read.flat()).toEqual(idsOf(all).toReversed());
  });

  test('are no longer than asked for with a filter too, and leave nothing out', async () => {
    const all = await stored(23);
    const read = await pages(all[0]?.accountId ?? '', 10, { state: 'queued' });
    expect(read.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(read.flat()).toEqual(idsOf(all).toReversed());
  });

  test('of one template with a filter are as long as asked for', async () => {
    const templateId = freshId('tpl');
    const all = await stored(12, { templateId });
    const read = await pages(all[0]?.accountId ?? '', 5, { templateId, state: 'queued' });
    expect(read.map(({ length }) => length)).toEqual([5, 5, 2]);
  });

  test('read on over documents that the filter drops', async () => {
    const all = await stored(250);
    const [oldest] = all;
    if (!oldest) throw new Error('documents were stored');
    await documents.replace(oldest, finished(oldest));
    const { items } = await documents.list(oldest.accountId, { limit: 5 }, { state: 'ready' });
    expect(idsOf(items)).toEqual([oldest.documentId]);
  });

  test('end early rather than read without bound, and say where to go on', async () => {
    const all = await stored(620);
    const [oldest] = all;
    if (!oldest) throw new Error('documents were stored');
    await documents.replace(oldest, finished(oldest));
    const first = await documents.list(oldest.accountId, { limit: 5 }, { state: 'ready' });
    expect(first.items).toEqual([]);
    const second = await documents.list(
      oldest.accountId,
      { limit: 5, cursor: first.nextCursor },
      { state: 'ready' },
    );
    expect(idsOf(second.items)).toEqual([oldest.documentId]);
  });

  test('refuse the cursor of another account, filter or template', async () => {
    const all = await stored(3);
    const accountId = all[0]?.accountId ?? '';
    const { nextCursor: cursor } = await documents.list(accountId, { limit: 1 }, {});
    expect(cursor).toEqual(expect.any(String));
    const refused = { code: 'invalid-request', fields: [{ field: 'cursor' }] };
    const page = { limit: 1, cursor };
    await expect(documents.list(freshId('acc'), page, {})).rejects.toMatchObject(refused);
    await expect(documents.list(accountId, page, { state: 'queued' })).rejects.toMatchObject(refused);
    await expect(documents.list(accountId, page, { templateId: freshId('tpl') })).rejects.toMatchObject(
      refused,
    );
  });
});
