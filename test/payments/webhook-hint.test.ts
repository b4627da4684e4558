import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hintOf } from '../../shared/payments/webhook-hint.ts';

const heard = (body: unknown) => hintOf(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

/** Where it says to look; its claim is another matter. */
const hint = (body: unknown) => {
  const { claim: _, ...where } = heard(body) ?? {};
  return Object.keys(where).length === 0 ? undefined : where;
};

const charge = (data: object, type: string) => ({ event: 'charge.completed', data, 'event.type': type });

/** Of the study, 3.4 and 5.1; only what a hint is made of is kept of each body. */
describe('a body of the study', () => {
  test.each([
    [
      'a: card',
      { event: 'charge.completed', data: { id: 285959875, tx_ref: 'Links-6', status: 'successful' } },
    ],
    ['b: card, failed', charge({ id: 285959875, tx_ref: 'Links-6', status: 'failed' }, 'CARD_TRANSACTION')],
    [
      'c: bank transfer',
      { ...charge({ id: 285959875, tx_ref: 'Links-6' }, 'BANK_TRANSFER'), meta_data: { a: 1 } },
    ],
    [
      'd: USSD',
      charge({ id: 285959875, tx_ref: 'Links-6', customer: { phone_number: null } }, 'USSD_TRANSACTION'),
    ],
    ['e: mobile money', charge({ id: '285959875', tx_ref: 'Links-6' }, 'MOBILEMONEYGH_TRANSACTION')],
    [
      'f: mobile money, failed',
      charge({ id: 285959875, tx_ref: 'Links-6', status: 'failed' }, 'MOBILEMONEYSN'),
    ],
    ['g: renewal', charge({ id: 285959875, tx_ref: 'Links-6', auth_model: 'noauth' }, 'CARD_TRANSACTION')],
  ])('%s', (_, body) => {
    expect(hint(body)).toEqual({
      kind: 'charge',
      event: 'charge.completed',
      transactionId: '285959875',
      txRef: 'Links-6',
    });
  });

  test('h: the form of before, in JSON and as a form', () => {
    const told = { kind: 'charge', event: 'CARD_TRANSACTION', transactionId: '7', txRef: 'ord_1' };
    expect(hint({ id: 7, txRef: 'ord_1', 'event.type': 'CARD_TRANSACTION' })).toEqual(told);
    expect(hint('id=7&txRef=ord_1&event.type=CARD_TRANSACTION')).toEqual(told);
    expect(hint({ id: 7, txRef: 'ord_1' })).toMatchObject({ event: 'legacy' });
  });

  test('i: a transfer is nothing of ours', () => {
    expect(hint({ event: 'transfer.completed', data: { id: 19015073, reference: '1116' } })).toEqual({
      kind: 'other',
      event: 'transfer.completed',
    });
  });

  test('j: a subscription that ended', () => {
    const data = { status: 'deactivated', customer: { email: 'buyer@example.com' }, plan: { id: 0 } };
    expect(hint({ event: 'subscription.cancelled', data })).toEqual({
      kind: 'subscription',
      event: 'subscription.cancelled',
      email: 'buyer@example.com',
    });
    expect(hint({ event: 'subscription.cancelled' })).toMatchObject({ kind: 'subscription' });
  });

  test('k: version 4', () => {
    const data = { id: 'chg_Hq4oBRTJ4r', reference: '49c3c6f5-aedd', status: 'succeeded' };
    expect(hint({ data, id: 'wbk_W5', timestamp: 1735116884019, type: 'charge.completed' })).toEqual({
      kind: 'charge',
      event: 'charge.completed',
      transactionId: 'chg_Hq4oBRTJ4r',
      txRef: '49c3c6f5-aedd',
    });
  });

  test('a refund, flat and wrapped', () => {
    const refund = {
      id: 99025,
      AmountRefunded: 100,
      status: 'completed',
      FlwRef: '4',
      TransactionId: 9231836,
    };
    const told = { kind: 'refund', refundId: '99025', transactionId: '9231836' };
    expect(hint(refund)).toEqual({ ...told, event: 'refund' });
    expect(hint({ event: 'refund.completed', data: refund })).toEqual({ ...told, event: 'refund.completed' });
  });

  test('a test of the dashboard', () => {
    expect(hint({ event: 'test_assess' })).toEqual({ kind: 'other', event: 'test_assess' });
  });
});

describe('what is missing or odd', () => {
  test.each([
    ['no data', { event: 'charge.completed' }],
    ['null for data', { event: 'charge.completed', data: null }],
    ['a list for data', { event: 'charge.completed', data: [] }],
    ['an id beyond numbers', { event: 'charge.completed', data: { id: 2 ** 60 } }],
    ['an id that is a path', { event: 'charge.completed', data: { id: '../7', tx_ref: 7 } }],
    ['a reference without end', { event: 'charge.completed', data: { tx_ref: 'x'.repeat(201) } }],
  ])('%s: a payment, but nobody knows which', (_, body) => {
    expect(hint(body)).toEqual({ kind: 'charge', event: 'charge.completed' });
  });

  test.each(['', '{', 'null', '[]', '"text"', '7', '{}', '{"event":7}', 'hello', '{"data":{"id":1}}'])(
    '%s is no webhook',
    (body) => {
      expect(hint(body)).toBeUndefined();
    },
  );

  test('nothing that is sent makes it throw, and no hint says more than where to look', () => {
    const keys = ['kind', 'event', 'transactionId', 'txRef', 'refundId', 'email'];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((each) => JSON.stringify(each)),
        ),
        (body) => {
          expect(keys).toEqual(expect.arrayContaining(Object.keys(hint(body) ?? {})));
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(['charge', 'refund', 'subscription', 'other', undefined]).toContain(hintOf(bytes)?.kind);
      }),
    );
  });
});
