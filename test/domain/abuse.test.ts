import { describe, expect, test } from 'vitest';
import {
  isAbuse,
  nextBlock,
  type Offence,
  offencesIn,
  type Refused,
  secondsLeft,
  thresholds,
} from '../../shared/domain/abuse.ts';
import { abuseKinds } from '../../shared/domain/abuse-kind.ts';
import { type Block, holdsFor, type Subject, subjectOf } from '../../shared/domain/block.ts';
import { faultCodes } from '../../shared/domain/fault.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const later = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

const address: Subject = { kind: 'address', network: '203.0.113.7' };
const user: Subject = { kind: 'user', userId: 'usr_1' };

const refused = (change: Partial<Refused>): Refused => ({
  code: 'not-found',
  isForged: false,
  by: address,
  network: '203.0.113.7',
  named: 'named',
  ...change,
});

describe('what a refusal is counted as', () => {
  const email = 'ada@mytypist.local';
  const stuffing: Offence[] = [
    { kind: 'credential-stuffing', by: address, thing: email },
    { kind: 'distributed-guessing', by: { kind: 'email', email }, thing: '203.0.113.7' },
  ];

  test.each<[string, Partial<Refused>, Offence[]]>([
    ['a wrong password', { code: 'invalid-credentials', email }, stuffing],
    ['a wrong code with an address', { code: 'wrong-code', email }, stuffing],
    ['an attempt that has to wait', { code: 'too-many-attempts', email }, stuffing],
    ['a wrong code without an address', { code: 'wrong-code' }, []],
    [
      'a forged token',
      { code: 'unauthenticated', isForged: true },
      [{ kind: 'token-guessing', by: address, thing: 'named' }],
    ],
    [
      'a dead refresh token',
      { code: 'unauthenticated', token: 'refresh' },
      [{ kind: 'token-guessing', by: address, thing: 'refresh' }],
    ],
    ['a token that has expired', { code: 'unauthenticated' }, []],
    [
      'a link that leads nowhere',
      { code: 'missed' },
      [{ kind: 'token-guessing', by: address, thing: 'named' }],
    ],
    ['an unknown id, by somebody known', { by: user }, [{ kind: 'id-scanning', by: user, thing: 'named' }]],
    ['an unknown id, by nobody known', {}, []],
    [
      'a wrong invitation',
      { code: 'wrong-code', by: user, token: 'invitation' },
      [{ kind: 'token-guessing', by: user, thing: 'invitation' }],
    ],
    ['a wrong code of their app', { code: 'wrong-code', by: user }, []],
    ['a wrong password of somebody who is logged in', { code: 'wrong-password', by: user, email }, []],
    ['what they may not do', { code: 'forbidden', by: user }, []],
    [
      'a webhook that nobody signed',
      { code: 'not-genuine', by: address, network: '203.0.113.7' },
      [{ kind: 'forged-webhook', by: address, thing: '203.0.113.7' }],
    ],
  ])('%s', (_, change, offences) => {
    expect(offencesIn(refused(change))).toEqual(offences);
  });

  test('everything else is nothing, whoever asked', () => {
    const counted = [
      'invalid-credentials',
      'wrong-code',
      'too-many-attempts',
      'unauthenticated',
      'not-found',
      'not-genuine',
    ];
    for (const code of faultCodes.filter((each) => !counted.includes(each)))
      for (const by of [address, user])
        expect(offencesIn(refused({ code, by, email, token: 'token' })), code).toEqual([]);
  });

  test('nothing that somebody unknown does is counted for a user, whomever they name', () => {
    for (const code of [...faultCodes, 'missed' as const])
      for (const isForged of [true, false])
        for (const { by } of offencesIn(refused({ code, isForged, email, token: 'token' })))
          expect(by.kind).not.toBe('user');
  });
});

describe('abuse', () => {
  const counted = abuseKinds.filter((kind) => kind !== 'forged-webhook');

  test.each(counted)('%s is so many different things, and repeating one of them is none', (kind) => {
    const { different } = thresholds[kind];
    expect(isAbuse(kind, { attempts: 10_000, different: 1 }, 1)).toBe(false);
    expect(isAbuse(kind, { attempts: different, different: different - 1 }, 1)).toBe(false);
    expect(isAbuse(kind, { attempts: different, different }, 1)).toBe(true);
    expect(isAbuse(kind, { attempts: different, different }, 2)).toBe(false);
    expect(isAbuse(kind, { attempts: different * 2, different: different * 2 }, 2)).toBe(true);
  });

  test('of webhooks is the first that is forged, once an hour, on whatever stage', () => {
    expect(isAbuse('forged-webhook', { attempts: 1, different: 1 }, 100_000)).toBe(true);
    expect(isAbuse('forged-webhook', { attempts: 2, different: 1 }, 1)).toBe(false);
    expect(thresholds['forged-webhook'].blocks).toBe(false);
  });
});

const cause = { blockId: 'blk_1', subject: address, reason: 'token-guessing' as const, eventId: 'sev_1' };
const minutesOf = ({ startedAt, until }: Block): number =>
  (Date.parse(until) - Date.parse(startedAt)) / 60_000;

describe('a block', () => {
  test('is short at first, and longer each time it follows on another', () => {
    const lengths: number[] = [];
    let block: Block | undefined;
    for (let time = at; lengths.length < 6; time = new Date(Date.parse(block.until))) {
      block = nextBlock(block, cause, time);
      lengths.push(minutesOf(block));
    }
    expect(lengths).toEqual([5, 15, 60, 240, 240, 240]);
    expect(block).toMatchObject({ repetition: 5, revision: 6 });
  });

  test('is a first one again after a day without', () => {
    const first = nextBlock(undefined, cause, at);
    expect(minutesOf(nextBlock(first, cause, later(5 + 24 * 60 - 1)))).toBe(15);
    const forgiven = nextBlock(first, cause, later(5 + 24 * 60));
    expect([minutesOf(forgiven), forgiven.repetition, forgiven.revision]).toEqual([5, 0, 2]);
    expect(first.expiresAt).toBe(later(5 + 24 * 60).getTime() / 1000);
  });

  test('says how long it still is, never less than a second', () => {
    const block = nextBlock(undefined, cause, at);
    expect(secondsLeft(block, at)).toBe(300);
    expect(secondsLeft(block, new Date(at.getTime() + 299_001))).toBe(1);
    expect(secondsLeft(block, later(6))).toBe(1);
  });

  const holds = (change: Partial<Block>, isKnown: boolean, category = 'default' as const, time = at) =>
    holdsFor({ ...nextBlock(undefined, cause, at), ...change }, { isKnown, category }, time);

  test('of an address holds for nobody who is known', () => {
    expect(holds({}, false)).toBe(true);
    expect(holds({}, true)).toBe(false);
  });

  test('of a user holds for all they do', () => {
    expect(holds({ subject: user }, true)).toBe(true);
  });

  test('is over at its end', () => {
    const inTime = (time: Date) =>
      holdsFor(nextBlock(undefined, cause, at), { isKnown: false, category: 'login' }, time);
    expect(inTime(new Date(later(5).getTime() - 1))).toBe(true);
    expect(inTime(later(5))).toBe(false);
  });

  test.each([
    ['login', true],
    ['registration', true],
    ['default', false],
    ['generation', false],
  ] as const)('for stuffing holds for %s: %s', (category, expected) => {
    const block = nextBlock(undefined, { ...cause, reason: 'credential-stuffing' }, at);
    expect(holdsFor(block, { isKnown: false, category }, at)).toBe(expected);
  });
});

test('somebody known is who they are, and everybody else a network', () => {
  expect(subjectOf('usr_1', '2001:db8::1')).toEqual(user);
  expect(subjectOf(undefined, '2001:db8:0:1::7')).toEqual({ kind: 'address', network: '2001:db8:0:1::/64' });
});
