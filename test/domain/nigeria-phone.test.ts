import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parsePhone } from '../../shared/domain/nigeria/phone.ts';

describe('a Nigerian mobile number', () => {
  test.each([
    '08031234567',
    '0803 123 4567',
    '0803-123-4567',
    '0803.123.4567',
    '(0803) 123 4567',
    '+2348031234567',
    '+234 803 123 4567',
    '+234 (0) 803-123-4567',
    '+234(0)8031234567',
    '+234 0803 123 4567',
    '2348031234567',
    '00234 803 123 4567',
    '8031234567',
    ' 0803\u00A0123\u00A04567 ',
    '0803–123–4567',
  ])('is read from %j', (text) => {
    expect(parsePhone(text)).toEqual({
      e164: '+2348031234567',
      written: '+234 803 123 4567',
      national: '0803 123 4567',
    });
  });

  test.each(['0701', '0802', '0814', '0909', '0916'])('may begin with %s', (prefix) => {
    expect(parsePhone(`${prefix}1234567`)?.e164).toBe(`+234${prefix.slice(1)}1234567`);
  });

  it('is read back from its own writings', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('70', '80', '81', '90', '91'),
        fc.integer({ min: 0, max: 99_999_999 }),
        (prefix, rest) => {
          const significant = prefix + String(rest).padStart(8, '0');
          const phone = parsePhone(`0${significant}`);
          expect(phone?.e164).toBe(`+234${significant}`);
          expect(parsePhone(phone?.written ?? '')).toEqual(phone);
          expect(parsePhone(phone?.national ?? '')).toEqual(phone);
        },
      ),
    );
  });
});

test.each([
  ['01 234 5678', '+23412345678', '+234 1 234 5678'],
  ['084 234 567', '+23484234567', '+234 84 234 567'],
  ['+234 9 876 5432', '+23498765432', '+234 9 876 5432'],
  ['0201 234 5678', '+2342012345678', '+234 201 234 5678'],
])('reads the fixed line %s as %s', (text, e164, written) => {
  expect(parsePhone(text)).toMatchObject({ e164, written });
});

test.each([
  ['+44 20 7946 0958', '+442079460958', '+44 207 946 0958'],
  ['+44 (0)20 7946 0958', '+442079460958', '+44 207 946 0958'],
  ['0044 20 7946 0958', '+442079460958', '+44 207 946 0958'],
  ['+1 202 555 0123', '+12025550123', '+1 202 555 0123'],
  ['+233 24 123 4567', '+233241234567', '+233 241 234 567'],
  ['+229 01 23 45 67 89', '+2290123456789', '+229 012 345 6789'],
])('keeps the foreign number %s as %s', (text, e164, written) => {
  expect(parsePhone(text)).toEqual({ e164, written });
});

test.each([
  '',
  '0803123456',
  '080312345678',
  '06031234567',
  '+234 603 123 4567',
  '+2348031234',
  '09012345',
  '12345',
  '1234567890',
  '+0441234567',
  '+1234567890123456',
  '0803 123 456a',
  '0803/123/4567',
  '++2348031234567',
  '٠٨٠٣١٢٣٤٥٦٧',
  '0'.repeat(60),
])('refuses %j', (text) => {
  expect(parsePhone(text)).toBeNull();
});

it('never throws and answers in E.164', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ().-]{0,40}$/)), (text) => {
      expect(parsePhone(text)?.e164 ?? '+2348031234567').toMatch(/^\+[1-9]\d{6,14}$/);
    }),
  );
});
