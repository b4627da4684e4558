import { describe, expect, test } from 'vitest';
import { fromCursor, toCursor } from '../../shared/data/cursor.ts';
import { useTable } from '../support/table.ts';

useTable();

const position = {
  pk: 'account#acc_1',
  sk: 'document#doc_1',
  gsi1pk: 'account#acc_1#documents',
  gsi1sk: 'doc_1',
};
const cursor = toCursor('documents|acc_1', position) ?? '';

test('a cursor stands for the position it was made from', () => {
  expect(fromCursor('documents|acc_1', cursor)).toEqual(position);
});

test('the end of the last page has no cursor, and no cursor is the start', () => {
  expect(toCursor('documents|acc_1', undefined)).toBeUndefined();
  expect(fromCursor('documents|acc_1', undefined)).toBeUndefined();
});

test('a cursor says nothing to whoever holds it, and is another one each time', () => {
  expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/acc_|doc_|pk|account/);
  expect(toCursor('documents|acc_1', position)).not.toBe(cursor);
});

test('a cursor travels in a URL as it is', () => {
  expect(encodeURIComponent(cursor)).toBe(cursor);
});

describe('a cursor is refused', () => {
  const refused = expect.objectContaining({
    code: 'invalid-request',
    message: 'The cursor does not belong to this list. Start again without it.',
    fields: [expect.objectContaining({ field: 'cursor' })],
  });
  const refusalOf = (scope: string, text: string): unknown => {
    try {
      return fromCursor(scope, text);
    } catch (error) {
      return error;
    }
  };

  test.each(['documents|acc_2', 'documents|acc_1|ready', 'templates|acc_1', ''])(
    'for the list "%s"',
    (scope) => {
      expect(refusalOf(scope, cursor)).toEqual(refused);
    },
  );

  test('with any single byte altered', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    for (const index of bytes.keys()) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(index) ^ 1, index);
      expect(refusalOf('documents|acc_1', altered.toString('base64url'))).toEqual(refused);
    }
  });

  test.each(['', 'x', 'not a cursor', 'AAAAAAAAAAAAAAAAAAAAAA', cursor.slice(0, 20), cursor.slice(0, -4)])(
    'that is no cursor: "%s"',
    (text) => {
      expect(refusalOf('documents|acc_1', text)).toEqual(refused);
    },
  );

  test('whose position was put behind the seal of another', () => {
    const other = Buffer.from(
      toCursor('documents|acc_1', { ...position, sk: 'document#doc_2' }) ?? '',
      'base64url',
    );
    const mixed = Buffer.concat([Buffer.from(cursor, 'base64url').subarray(0, 28), other.subarray(28)]);
    expect(refusalOf('documents|acc_1', mixed.toString('base64url'))).toEqual(refused);
  });

  test('that another key has sealed', () => {
    const key = process.env.CURSOR_KEY;
    process.env.CURSOR_KEY = 'another-key';
    const foreign = toCursor('documents|acc_1', position) ?? '';
    process.env.CURSOR_KEY = key;
    expect(refusalOf('documents|acc_1', foreign)).toEqual(refused);
  });
});
