import { describe, expect, test } from 'vitest';
import { charged, withShownCharge } from '../../shared/domain/charge.ts';
import { type Document, queueDocument } from '../../shared/domain/document.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const document = queueDocument({
  accountId: 'acc_1',
  documentId: 'doc_1',
  templateId: 'tpl_1',
  version: 1,
  name: 'Letter',
  values: {},
  createdBy: 'usr_1',
  at,
});
const quote = {
  priceList: '2026-11',
  plan: 'pro',
  documents: 2,
  included: 1,
  unitKobo: 3000,
  totalKobo: 3000,
} as const;
const [included, paid] = charged([document, { ...document, documentId: 'doc_2' }], quote, '2026-03');

const shown = (of: Document | undefined, state: Document['state']) => {
  if (!of?.charge) throw new Error('it has a price');
  return withShownCharge({ ...of, charge: { ...of.charge, holdId: 'doc_2' }, state }).charge;
};

describe('what an account is told of a charge', () => {
  test.each<[Document['state'], string]>([
    ['queued', 'held'],
    ['rendering', 'held'],
    ['ready', 'charged'],
    ['failed', 'released'],
  ])('of a document that is %s and paid for is that it is %s', (state, told) => {
    expect(shown(paid, state)).toEqual({ kobo: 3000, priceList: '2026-11', plan: 'pro', state: told });
  });

  test.each<[Document['state'], string]>([
    ['queued', 'included'],
    ['ready', 'included'],
    ['failed', 'released'],
  ])('of a document that is %s and that the month includes is that it is %s', (state, told) => {
    expect(shown(included, state)).toEqual({
      ...{ kobo: 0, includedInMonth: '2026-03', priceList: '2026-11', plan: 'pro', state: told },
    });
  });

  test('of a document without a price is nothing', () => {
    expect(withShownCharge(document)).toEqual(document);
  });
});
