import { describe, expect, test } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import { concludeRendering, type Document, queueDocument } from '../../shared/domain/document.ts';
import { expiryOf, keptUntil } from '../../shared/domain/retention.ts';

const madeAt = new Date('2026-03-01T09:00:00.000Z');
const day = 24 * 60 * 60_000;
const days = (count: number): Date => new Date(madeAt.getTime() + count * day);

const account = (retentionDays?: number): Account => ({
  accountId: 'acc_1',
  name: 'Test',
  kind: 'personal',
  plan: 'free',
  ownerId: 'usr_1',
  retentionDays,
  createdAt: madeAt.toISOString(),
  revision: 4,
});

const queued = (keepUntil: string | undefined): Document =>
  queueDocument({
    accountId: 'acc_1',
    documentId: 'doc_1',
    templateId: 'tpl_1',
    version: 1,
    values: {},
    name: 'Letter',
    keepUntil,
    createdBy: 'usr_1',
    at: madeAt,
  });

const ready = (keepUntil: string | undefined): Document =>
  concludeRendering(queued(keepUntil), { docx: { sha256: 'ab', size: 1 } }, madeAt);

const promised = ready(keptUntil(account(7), madeAt));

describe('a document whose time is over', () => {
  test('is removed when its account still wants that', () => {
    expect(expiryOf(promised, account(7), days(7))).toBe('remove');
  });

  test('is removed when its account keeps for a shorter time by now', () => {
    expect(expiryOf(promised, account(1), days(7))).toBe('remove');
  });

  test('is removed as promised when there is no account any more', () => {
    expect(expiryOf(promised, undefined, days(7))).toBe('remove');
  });

  test('is kept until the new time when its account keeps for longer by now', () => {
    expect(expiryOf(promised, account(30), days(7))).toEqual({
      keep: {
        ...promised,
        keepUntil: days(30).toISOString(),
        updatedAt: days(7).toISOString(),
        revision: promised.revision + 1,
      },
    });
  });

  test('is kept for good when its account keeps everything by now', () => {
    expect(expiryOf(promised, account(), days(7))).toMatchObject({ keep: { keepUntil: undefined } });
  });
});

describe('a document is left alone', () => {
  test('until the very millisecond', () => {
    expect(expiryOf(promised, account(7), new Date(days(7).getTime() - 1))).toBe('leave');
  });

  test('although a shorter retention was set: that is for what is made from now on', () => {
    expect(expiryOf(promised, account(1), days(6))).toBe('leave');
  });

  test('while it is being made, and when it is kept for good', () => {
    expect(expiryOf(queued(days(1).toISOString()), account(1), days(7))).toBe('leave');
    expect(expiryOf(ready(undefined), account(1), days(7))).toBe('leave');
  });
});
