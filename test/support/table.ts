import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Document } from '../../shared/domain/document.ts';
import { queueDocument } from '../../shared/domain/document.ts';

/**
 * Lets product modules of this process work on the table of the shared local cloud, or of the one named, as the laptop's
 * owner.
 * They read their variables when they are first used, so call this before anything else.
 */
export function useTable(
  cloud = { url: inject('baseUrl'), tableName: inject('tableName'), operator: inject('operator') },
): void {
  const { accessKeyId, secretAccessKey } = cloud.operator;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: cloud.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    TABLE_NAME: cloud.tableName,
    CURSOR_KEY: 'signs-cursors-of-tests',
    LINK_KEY: 'signs-links-of-tests',
    CARD_KEY: 'seals-cards-of-tests',
  });
}

/** An id of its own; `ending` gives its last two digits, which choose the shard of due work. */
export const freshId = (
  prefix: 'acc' | 'tpl' | 'doc' | 'ast' | 'avt' | 'bat' | 'usr' | 'key',
  ending = randomBytes(1).toString('hex'),
): string => `${prefix}_${randomBytes(15).toString('hex')}${ending}`;

/** An id that sorts by its number, as ids of real things sort by age. */
export const numberedId = (prefix: 'tpl' | 'doc' | 'ast' | 'bat' | 'key', number: number): string =>
  `${prefix}_${number.toString(16).padStart(8, '0')}${randomBytes(12).toString('hex')}`;

/** A queued document with values. */
export const newDocument = (
  input: Partial<Pick<Document, 'accountId' | 'documentId' | 'templateId' | 'name'>> & { at?: Date } = {},
): Document =>
  queueDocument({
    accountId: input.accountId ?? freshId('acc'),
    documentId: input.documentId ?? freshId('doc'),
    templateId: input.templateId ?? freshId('tpl'),
    version: 1,
    name: input.name ?? 'Offer letter',
    values: { salary: 2_500_000, items: [{ label: 'Rent' }] },
    createdBy: 'usr_00000000000000000000000000000001',
    at: input.at ?? new Date('2026-03-01T09:00:00.000Z'),
  });
