import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isEmail } from '../../shared/domain/email.ts';
import { BANK_CODES, isAccountNumber, matchesBank } from '../../shared/domain/nigeria/account-number.ts';
import { normaliseBvn } from '../../shared/domain/nigeria/bvn.ts';
import { normaliseNin } from '../../shared/domain/nigeria/nin.ts';
import { normaliseRcNumber } from '../../shared/domain/nigeria/rc-number.ts';
import { normaliseTin } from '../../shared/domain/nigeria/tin.ts';

describe('an account number', () => {
  it('has ten digits', () => {
    expect(isAccountNumber('0123456789')).toBe(true);
    for (const text of ['012345678', '01234567890', '012345678a', '0123 456 789', '']) {
      expect(isAccountNumber(text), text).toBe(false);
    }
  });

  test.each([
    // 0·3+1·7+1·3 + 0·3+0·7+0·3 + 0·3+0·7+1·3 + 4·3+5·7+7·3 = 10+0+3+68 = 81, check digit 10-1 = 9.
    ['0000014579', '011'],
    // 0·3+5·7+8·3 + 0·3+1·7+2·3 + 3·3+4·7+5·3 + 6·3+7·7+8·3 = 59+13+52+91 = 215, check digit 10-5 = 5.
    ['0123456785', '058'],
    // 0·3+5·7+7·3 + 2·3+0·7+0·3 + 0·3+0·7+0·3 + 0·3+0·7+1·3 = 56+6+0+3 = 65, check digit 10-5 = 5.
    ['2000000015', '057'],
    // 0·3+4·7+4·3 + 0·3+0·7+0·3 + 0·3+0·7+0·3 + 0·3+0·7+0·3 = 40, the check digit of a multiple of ten is 0.
    ['0000000000', '044'],
    // Another institution: 9·3+5·7+1·3 + 2·3+1·7+1·3 + 0·3+1·7+2·3 + 3·3+4·7+5·3 + 6·3+7·7+8·3 = 65+16+13+52+91 = 237.
    ['0123456783', '951211'],
  ])('%s belongs to the bank %s', (number, code) => {
    expect(matchesBank(number, code)).toBe(true);
  });

  test.each([
    ['0000014578', '011'],
    ['0000014579', '058'],
    ['0000014579', '11'],
    ['0000014579', '0111'],
    ['000001457', '011'],
    ['0000014579', 'abc'],
  ])('%s does not belong to the bank %s', (number, code) => {
    expect(matchesBank(number, code)).toBe(false);
  });

  it('has exactly one check digit for each bank and serial number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(BANK_CODES)),
        fc.integer({ min: 0, max: 999_999_999 }),
        (code, serial) => {
          const numbers = Array.from(
            { length: 10 },
            (_, digit) => `${String(serial).padStart(9, '0')}${digit}`,
          );
          expect(numbers.filter((number) => matchesBank(number, code))).toHaveLength(1);
          expect(numbers.filter((number) => matchesBank(number, `000${code}`))).toEqual(
            numbers.filter((number) => matchesBank(number, code)),
          );
        },
      ),
    );
  });

  it('knows the codes of the commercial banks, each once', () => {
    const codes = Object.values(BANK_CODES);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toHaveLength(25);
    for (const code of codes) expect(code).toMatch(/^\d{3}$/);
  });
});

describe('a registration number', () => {
  test.each([
    ['RC123456', 'RC123456'],
    ['rc 123456', 'RC123456'],
    ['RC-123456', 'RC123456'],
    ['RC - 123456', 'RC123456'],
    ['RC: 123456', 'RC123456'],
    ['RC/123456', 'RC123456'],
    ['RC No. 123456', 'RC123456'],
    ['RC Number: 123456', 'RC123456'],
    ['R.C. 123456', 'RC123456'],
    ['R.C 123456', 'RC123456'],
    ['123456', 'RC123456'],
    [' 7 ', 'RC7'],
    ['BN 2345678', 'BN2345678'],
    ['it/12345', 'IT12345'],
    ['LP 12', 'LP12'],
    ['LLP-12345678', 'LLP12345678'],
    ['L.L.P. 12', 'LLP12'],
  ])('%j is %s', (text, number) => {
    expect(normaliseRcNumber(text)).toBe(number);
  });

  test.each([
    '',
    'RC',
    '123456789',
    'RC 000',
    'XY 123',
    'RC 12a',
    'RC 20/11/2026',
    '12 34',
    'RC12 34',
    `RC${' '.repeat(60)}1`,
  ])('%j is none', (text) => {
    expect(normaliseRcNumber(text)).toBeNull();
  });
});

describe('a tax number', () => {
  test.each([
    ['12345678-0001', '12345678-0001'],
    ['12345678 0001', '12345678-0001'],
    ['12345678–0001', '12345678-0001'],
    ['123456780001', '12345678-0001'],
    ['1234567890', '1234567890'],
    [' 1234 567 890 ', '1234567890'],
  ])('%j is %s', (text, number) => {
    expect(normaliseTin(text)).toBe(number);
  });

  test.each([
    '',
    '12345678',
    '123456789',
    '12345678-001',
    '1234567-80001',
    '0000000000',
    '00000000-0000',
    '12345678901',
    'TIN',
    '1234567890a',
    '1'.repeat(60),
  ])('%j is none', (text) => {
    expect(normaliseTin(text)).toBeNull();
  });
});

describe('identity numbers', () => {
  it('reads a NIN in groups', () => {
    expect(normaliseNin('12345678901')).toBe('12345678901');
    expect(normaliseNin(' 1234 567-8901')).toBe('12345678901');
  });

  test.each(['1234567890', '123456789012', '11111111111', '00000000000', '1234567890a', '', '1'.repeat(60)])(
    'refuses %j as a NIN',
    (text) => {
      expect(normaliseNin(text)).toBeNull();
    },
  );

  it('reads a BVN in groups', () => {
    expect(normaliseBvn('22123456789')).toBe('22123456789');
    expect(normaliseBvn('2212 345 6789')).toBe('22123456789');
  });

  test.each(['12345678901', '2212345678', '221234567890', '22a23456789', '', '2'.repeat(60)])(
    'refuses %j as a BVN',
    (text) => {
      expect(normaliseBvn(text)).toBeNull();
    },
  );

  it('normalises what it has normalised to the same', () => {
    const readers = [normaliseRcNumber, normaliseTin, normaliseNin, normaliseBvn];
    fc.assert(
      fc.property(
        fc.constantFrom(...readers),
        fc.stringMatching(/^(RC|BN|22)?[ -]?[0-9]{1,12}$/),
        (read, text) => {
          const once = read(text);
          expect(once === null ? null : read(once)).toBe(once);
        },
      ),
    );
  });
});

describe('an e-mail address', () => {
  test.each([
    'ada.obi@example.com',
    'ada+rent@mail.example.com.ng',
    "o'neil@example.ng",
    'a@b-c.co',
    'x_1@xn--bcher-kva.example',
    `${'a'.repeat(64)}@example.com`,
  ])('%j is one', (text) => {
    expect(isEmail(text)).toBe(true);
  });

  test.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'ada@example..com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@example.c',
    'ada@10.0.0.1',
    '.ada@example.com',
    'ada.@example.com',
    'a..b@example.com',
    'ada obi@example.com',
    ' ada@example.com',
    'ada@example.com\n',
    'a@b@example.com',
    'Ada <ada@example.com>',
    'ada@exämple.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(130)}com`,
  ])('%j is none', (text) => {
    expect(isEmail(text)).toBe(false);
  });
});
