import { describe, expect, test } from 'vitest';
import { networkOf, plainAddress } from '../../shared/domain/network-address.ts';

describe('what is counted as one address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
  ])('%s of IPv4 is itself: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
    ['1:2:3:4:5:6:203.0.113.7', '1:2:3:4::/64'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2::/64'],
  ])('%s of IPv6 is its /64: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test('every address of one /64 is one, and the next /64 is another', () => {
    const networks = Array.from({ length: 500 }, (_, host) =>
      networkOf(`2001:db8:a:b::${host.toString(16)}`),
    );
    expect(new Set(networks).size).toBe(1);
    expect(networkOf('2001:db8:a:c::1')).not.toBe(networks[0]);
  });
});

test('an address is compared without its zone and as what it is', () => {
  expect(plainAddress('FE80::1%eth0')).toBe('fe80::1');
  expect(plainAddress('::ffff:10.1.2.3')).toBe('10.1.2.3');
  expect(plainAddress('10.1.2.3')).toBe('10.1.2.3');
});
