import { describe, expect, test } from 'vitest';
import type { IpRule, ListedAddress } from '../../shared/domain/ip-list.ts';
import {
  AddressList,
  changeAllowedAddresses,
  changeIpRules,
  isAllowedFrom,
} from '../../shared/domain/ip-rules.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const [earlier, later] = ['2026-03-01T08:59:59.000Z', '2026-03-01T09:00:01.000Z'];
const by = { userId: 'usr_1', address: '198.51.100.1', at };

const deny = (range: string, endsAt?: string): IpRule => ({ effect: 'deny', range, reason: 'abuse', endsAt });
const allow = (range: string, endsAt?: string): IpRule => ({
  effect: 'allow',
  range,
  reason: 'ours',
  endsAt,
});

describe('what rules say of an address', () => {
  const verdict = (rules: IpRule[], address: string) => new AddressList(rules).verdictOn(address, at);

  test.each<[string, IpRule[], string, string]>([
    ['nothing', [], '203.0.113.7', 'unlisted'],
    ['deny', [deny('203.0.113.0/24')], '203.0.113.7', 'deny'],
    ['nothing of others', [deny('203.0.113.0/24')], '203.0.112.7', 'unlisted'],
    ['allow', [allow('203.0.113.7')], '203.0.113.7', 'allow'],
    ['allow before deny', [deny('203.0.113.0/24'), allow('203.0.113.7')], '203.0.113.7', 'allow'],
    [
      'allow before deny, in any order',
      [allow('203.0.113.0/24'), deny('203.0.113.7')],
      '203.0.113.7',
      'allow',
    ],
    ['deny for IPv4 that comes as IPv6', [deny('203.0.113.0/24')], '::ffff:203.0.113.7', 'deny'],
    ['deny in spite of a zone', [deny('fe80::/10')], 'fe80::1%eth0', 'deny'],
    ['nothing any more', [deny('203.0.113.7', earlier)], '203.0.113.7', 'unlisted'],
    ['nothing at the very end', [deny('203.0.113.7', at.toISOString())], '203.0.113.7', 'unlisted'],
    ['deny until it ends', [deny('203.0.113.7', later)], '203.0.113.7', 'deny'],
    ['nothing of what is no address', [deny('0.0.0.0/0'), allow('::/0')], 'nonsense', 'unlisted'],
    ['nothing of an empty address', [deny('::/0')], '', 'unlisted'],
  ])('%s', (_, rules, address, expected) => {
    expect(verdict(rules, address)).toBe(expected);
  });
});

describe('new rules', () => {
  test('are kept in the one way of writing them, in their order, without what has ended', () => {
    const changed = changeIpRules(
      undefined,
      [
        deny('203.0.113.9/24', '2026-03-02T10:00:00+01:00'),
        allow('2001:DB8:0::1'),
        deny('192.0.2.1', earlier),
      ],
      by,
    );
    expect(changed).toEqual({
      rules: [
        { effect: 'deny', range: '203.0.113.0/24', reason: 'abuse', endsAt: '2026-03-02T09:00:00.000Z' },
        { effect: 'allow', range: '2001:db8::1', reason: 'ours' },
      ],
      updatedBy: 'usr_1',
      updatedAt: at.toISOString(),
      revision: 1,
    });
    expect(changeIpRules(changed, [], by)).toEqual({
      rules: [],
      updatedBy: 'usr_1',
      updatedAt: at.toISOString(),
      revision: 2,
    });
  });

  test('name each line that is no range, and each that stands there twice however it is written', () => {
    const rules = [
      deny('nonsense'),
      deny('203.0.113.7'),
      allow('::ffff:203.0.113.7/128'),
      deny('10.0.0.0/33'),
    ];
    expect(() => changeIpRules(undefined, rules, by)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        fields: [
          expect.objectContaining({ field: 'rules.0.range' }),
          { field: 'rules.2.range', message: '203.0.113.7 stands here twice.' },
          expect.objectContaining({ field: 'rules.3.range' }),
        ],
      }),
    );
  });

  test.each<[string, IpRule[]]>([
    ['their own address', [deny('198.51.100.1')]],
    ['a range around it', [deny('198.51.100.0/24')]],
    ['everything', [deny('::/0')]],
    ['it for an hour', [deny('198.51.100.1', later)]],
    ['it once the line that allows it ends', [deny('198.51.100.0/24'), allow('198.51.100.1', later)]],
  ])('that deny whoever writes them are refused: %s', (_, rules) => {
    expect(() => changeIpRules(undefined, rules, by)).toThrow(
      expect.objectContaining({ code: 'locks-you-out' }),
    );
  });

  test.each<[string, IpRule[]]>([
    ['others', [deny('198.51.100.2')]],
    ['everybody but them', [deny('::/0'), allow('198.51.100.1')]],
    ['them until yesterday', [deny('198.51.100.1', earlier)]],
  ])('may deny %s', (_, rules) => {
    expect(changeIpRules(undefined, rules, by).revision).toBe(1);
  });
});

describe('from where an account may be used', () => {
  const line = (range: string, endsAt?: string): ListedAddress => ({ range, reason: 'office', endsAt });

  test.each<[string, ListedAddress[], string, boolean]>([
    ['everywhere while the list is empty', [], '203.0.113.7', true],
    ['what is listed', [line('203.0.113.0/24')], '203.0.113.7', true],
    ['nothing else', [line('203.0.113.0/24')], '203.0.112.7', false],
    ['nothing that has ended', [line('203.0.113.7', earlier), line('192.0.2.1')], '203.0.113.7', false],
    ['nothing at all once every line has ended', [line('203.0.113.7', earlier)], '203.0.113.7', false],
    ['not from what is no address', [line('::/0')], 'nonsense', false],
  ])('%s', (_, addresses, address, expected) => {
    expect(isAllowedFrom({ addresses }, address, at)).toBe(expected);
  });

  test.each<[string, ListedAddress[]]>([
    ['does not hold it', [line('203.0.113.0/24')]],
    ['holds it for a time', [line('198.51.100.1', later), line('203.0.113.0/24')]],
    ['holds nothing but it, and for a time', [line('198.51.100.1', later)]],
  ])('no list locks out whoever writes it: one that %s', (_, addresses) => {
    expect(() => changeAllowedAddresses('acc_1', undefined, addresses, by)).toThrow(
      expect.objectContaining({ code: 'locks-you-out', message: expect.stringContaining('198.51.100.1') }),
    );
  });

  test('a list is kept as it is written best, and an empty one as well', () => {
    const changed = changeAllowedAddresses('acc_1', undefined, [line('198.51.100.9/24')], by);
    expect(changed.addresses).toEqual([{ range: '198.51.100.0/24', reason: 'office' }]);
    expect(changeAllowedAddresses('acc_1', changed, [], by)).toMatchObject({ addresses: [], revision: 2 });
  });

  test('a line of which nothing can be read is named', () => {
    expect(() => changeAllowedAddresses('acc_1', undefined, [line('x')], by)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ field: 'addresses.0.range' })] }),
    );
  });
});
