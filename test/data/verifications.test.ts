import { describe, expect, test } from 'vitest';
import * as verifications from '../../shared/data/verifications.ts';
import type { Document } from '../../shared/domain/document.ts';
import { newCode } from '../../shared/runtime/new-code.ts';
import { newDocument, useTable } from '../support/table.ts';

useTable();

const coded = (): Document & { verificationCode: string } => ({
  ...newDocument(),
  verificationCode: newCode(),
});

describe('codes of documents', () => {
  test('lead to their documents, and to nothing that was filled in', async () => {
    const documents = [coded(), coded()];
    expect(await verifications.insertFor(documents)).toBe(true);
    for (const { verificationCode: code, accountId, documentId } of documents) {
      expect(await verifications.find(code)).toEqual({ code, accountId, documentId, revision: 1 });
    }
  });

  test('are not needed: documents without one are passed over', async () => {
    const document = coded();
    expect(await verifications.insertFor([newDocument(), document, newDocument()])).toBe(true);
    expect(await verifications.find(document.verificationCode)).toBeDefined();
    expect(await verifications.insertFor([newDocument()])).toBe(true);
    expect(await verifications.insertFor([])).toBe(true);
  });

  test('are never given twice: the first document keeps its code', async () => {
    const first = coded();
    await verifications.insertFor([first]);
    const second = { ...coded(), verificationCode: first.verificationCode };
    const third = coded();
    expect(await verifications.insertFor([third, second])).toBe(false);
    expect(await verifications.find(first.verificationCode)).toMatchObject({ documentId: first.documentId });
    expect(await verifications.find(third.verificationCode)).toBeUndefined();
  });

  test('may be more than one transaction takes', async () => {
    const documents = Array.from({ length: 130 }, coded);
    expect(await verifications.insertFor(documents)).toBe(true);
    const found = await Promise.all(
      documents.map(({ verificationCode }) => verifications.find(verificationCode)),
    );
    expect(found.map((verification) => verification?.documentId)).toEqual(
      documents.map(({ documentId }) => documentId),
    );
  });

  test('that nobody gave out lead nowhere', async () => {
    expect(await verifications.find(newCode())).toBeUndefined();
  });
});

test('codes are 26 letters and digits, and no two are alike', () => {
  const codes = Array.from({ length: 1000 }, newCode);
  expect(codes.filter((code) => !/^[0-9a-v]{26}$/.test(code))).toEqual([]);
  expect(new Set(codes).size).toBe(1000);
});
