import { beforeEach, describe, expect, test } from 'vitest';
import { ipRulesKey } from '../../shared/data/ip-rules.ts';
import type { IpRules } from '../../shared/domain/ip-list.ts';
import {
  learnRules,
  requireAllowedFrom,
  requireUndenied,
  unknownRules,
} from '../../shared/runtime/ip-gate.ts';

/** How long a container believes what it has read. */

const start = new Date('2026-03-01T09:00:00.000Z');
const later = (ms: number): Date => new Date(start.getTime() + ms);

const rules = (effect: 'allow' | 'deny'): IpRules => ({
  rules: [{ effect, range: '203.0.113.0/24', reason: 'Test' }],
  updatedBy: 'usr_1',
  updatedAt: start.toISOString(),
  revision: 1,
});

const isDenied = expect.objectContaining({ code: 'address-denied' });

beforeEach(() => learnRules(rules('deny'), start));

describe('rules that were read', () => {
  test('are believed for half a minute, and not read again meanwhile', () => {
    for (const ms of [0, 1, 29_999]) {
      expect(unknownRules(later(ms))).toBeUndefined();
      expect(() => requireUndenied('203.0.113.7', later(ms))).toThrow(isDenied);
    }
  });

  test('are read again after that, and judge nobody before they are', () => {
    expect(unknownRules(later(30_000))).toEqual(ipRulesKey);
    expect(requireUndenied('203.0.113.7', later(30_000))).toBe('unlisted');
  });

  test('are read again when the clock was set back', () => {
    expect(unknownRules(later(-60_000))).toEqual(ipRulesKey);
  });

  test('take the place of those before', async () => {
    await learnRules(rules('allow'), later(10));
    expect(requireUndenied('203.0.113.7', later(20))).toBe('allow');
    await learnRules(undefined, later(30));
    expect(requireUndenied('203.0.113.7', later(40))).toBe('unlisted');
    expect(unknownRules(later(40))).toBeUndefined();
  });
});

test('a list of an account without lines lets everybody in, and one of lines that ended nobody', async () => {
  const list = { accountId: 'acc_1', updatedBy: 'usr_1', updatedAt: start.toISOString(), revision: 1 };
  await expect(requireAllowedFrom(undefined, '203.0.113.7', start)).resolves.toBeUndefined();
  await expect(requireAllowedFrom({ ...list, addresses: [] }, '203.0.113.7', start)).resolves.toBeUndefined();
  const ended = [{ range: '203.0.113.7', reason: 'Test', endsAt: start.toISOString() }];
  await expect(requireAllowedFrom({ ...list, addresses: ended }, '203.0.113.7', start)).rejects.toThrow(
    expect.objectContaining({ code: 'address-not-allowed' }),
  );
});
