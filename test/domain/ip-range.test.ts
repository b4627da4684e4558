import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin, readAddress, readRange } from '../../shared/domain/ip-range.ts';

describe('an address or a range', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['203.0.113.129/25', '203.0.113.128/25'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['::ffff:203.0.113.7/120', '203.0.113.0/24'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6'],
    ['2001:db8:0:2:3:4:5:6', '2001:db8:0:2:3:4:5:6'],
    ['2001:db8::1/64', '2001:db8::/64'],
    ['2001:db8:abcd::/44', '2001:db8:abc0::/44'],
    ['::/0', '::/0'],
    ['::', '::'],
    ['::1/128', '::1'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('%s is written %s', (text, plain) => {
    expect(readRange(text)?.text).toBe(plain);
  });

  test.each([
    '',
    ' ',
    '/',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.07',
    '0313.0.113.7',
    '0xcb.0.113.7',
    '3405803783',
    '203.0.113.7.',
    '203.0.113.7/33',
    '203.0.113.7/-1',
    '203.0.113.7/08',
    '203.0.113.7/',
    '203.0.113.7/24/24',
    '203.0.113.7/255.255.255.0',
    '203.0.113.1-203.0.113.9',
    '203.0.113.*',
    '2001:db8::/129',
    '2001:db8::1::2',
    '2001:db8',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::12345',
    ':::',
    ':1',
    '1:',
    'fe80::1%eth0',
    '::ffff:203.0.113.256',
    '203.0.113.7::',
    '::203.0.113.7:1',
    'g::1',
    'localhost',
    '٢٠٣.0.113.7',
  ])('%j is none', (text) => {
    expect(readRange(text)).toBeUndefined();
  });
});

describe('what lies within a range', () => {
  const within = (range: string, address: string): boolean => {
    const [read, at] = [readRange(range), readAddress(address)];
    if (!read || at === undefined) throw new Error('unreadable');
    return isWithin(read, at);
  };

  test.each([
    ['203.0.113.0/24', '203.0.113.0', true],
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['203.0.113.0/24', '203.0.112.255', false],
    ['203.0.113.0/24', '::ffff:203.0.113.9', true],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['0.0.0.0/0', '198.51.100.1', true],
    ['::/0', '198.51.100.1', true],
  ])('of %s: %s %s', (range, address, expected) => {
    expect(within(range, address)).toBe(expected);
  });

  test('begins with the address it was written with, whatever its length, and ends as far away as that says', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        expect(within(`${address}/${length}`, address)).toBe(true);
        const range = readRange(`${address}/${length}`);
        expect((range?.last ?? 0n) - (range?.first ?? 0n) + 1n).toBe(1n << BigInt(32 - length));
      }),
    );
  });

  test('is the same for the text that it is shown as', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, length) => {
        const range = readRange(`${address}/${length}`);
        expect(range).toBeDefined();
        expect(readRange(range?.text ?? '')).toEqual(range);
      }),
    );
  });
});
