import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { causedBy } from '../../shared/data/audit-cause.ts';
import * as recoveryCodes from '../../shared/data/recovery-codes.ts';
import { newRecoveryCodes, recoveryWait, withoutCodes } from '../../shared/domain/recovery-codes.ts';
import {
  forgetRecoveryCodes,
  issueRecoveryCodes,
  spendRecoveryCode,
} from '../../shared/pipeline/recovering.ts';
import { trailOf } from '../support/audit.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date(at.getTime() + recoveryWait);
const newCode = () => randomBytes(13).toString('hex');

const newOwner = () => ({ userId: freshId('usr'), accountId: freshId('acc') });

async function issued() {
  const owner = newOwner();
  return { ...owner, codes: await issueRecoveryCodes(owner, newCode, at) };
}

/** No code of anybody: a code of ours never begins like this. */
const wrong = 'zzzz-zzzz-zzzz-zzzz-zzzz-zzzz';

const outcome = (spending: Promise<void>): Promise<string> =>
  spending.then(
    () => 'spent',
    (error: { code: string }) => error.code,
  );

describe('a set of recovery codes', () => {
  test('is ten different ones, of which only hashes are kept, with a salt of their own', async () => {
    const [one, other] = [await issued(), await issued()];
    expect(new Set([...one.codes, ...other.codes]).size).toBe(20);
    const kept = await recoveryCodes.find(one.userId);
    expect(kept).toMatchObject({ userId: one.userId, failures: 0, revision: 1 });
    expect(kept?.hashes).toHaveLength(10);
    for (const code of one.codes) {
      expect(JSON.stringify(kept)).not.toContain(code);
      expect(JSON.stringify(kept)).not.toContain(code.replaceAll('-', ''));
    }
    expect((await recoveryCodes.find(other.userId))?.salt).not.toBe(kept?.salt);
  });

  test('replaces the one before it: no earlier code works', async () => {
    const { userId, accountId, codes } = await issued();
    const [newer = ''] = await issueRecoveryCodes({ userId, accountId }, newCode, at);
    expect(await outcome(spendRecoveryCode(userId, codes[0] ?? '', at))).toBe('wrong-code');
    expect(await outcome(spendRecoveryCode(userId, newer, at))).toBe('spent');
  });

  test('has one winner among several made at once; the others are told', async () => {
    const owner = newOwner();
    const { userId } = owner;
    const made = await Promise.allSettled([1, 2, 3].map(() => issueRecoveryCodes(owner, newCode, at)));
    const won = made.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(won).not.toEqual([]);
    for (const each of made)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' });
    const works = await Promise.all(won.map(([code = '']) => outcome(spendRecoveryCode(userId, code, at))));
    expect(works.filter((each) => each === 'spent')).toHaveLength(1);
  });

  test('is not put in place of one that somebody has changed in between', async () => {
    const { userId, accountId } = await issued();
    const read = await recoveryCodes.find(userId);
    const next = newRecoveryCodes({ userId, accountId, salt: 's', hashes: [] }, at, read);
    expect(await recoveryCodes.replace(read, next)).toBe(true);
    expect(await recoveryCodes.replace(read, next)).toBe(false);
    expect(await recoveryCodes.replace(undefined, next)).toBe(false);
  });

  test('lets nothing through once it is forgotten, and goes on counting its revisions', async () => {
    const { userId, accountId, codes } = await issued();
    await forgetRecoveryCodes(userId);
    await forgetRecoveryCodes(freshId('usr'));
    expect(await outcome(spendRecoveryCode(userId, codes[0] ?? '', at))).toBe('wrong-code');
    await issueRecoveryCodes({ userId, accountId }, newCode, at);
    expect((await recoveryCodes.find(userId))?.revision).toBe(4);
  });

  test('that was forgotten cannot be brought back by a change of before', async () => {
    const { userId } = await issued();
    const read = await recoveryCodes.find(userId);
    if (!read) throw new Error('the set is gone');
    await forgetRecoveryCodes(userId);
    expect(await recoveryCodes.replace(read, withoutCodes(read))).toBe(false);
  });
});

describe('a code', () => {
  test('works once, however it is typed, and the others go on working', async () => {
    const { userId, codes } = await issued();
    const [first = '', second = ''] = codes;
    await spendRecoveryCode(userId, ` ${first.toUpperCase().replaceAll('-', ' ')} `, at);
    expect((await recoveryCodes.find(userId))?.hashes).toHaveLength(9);
    expect(await outcome(spendRecoveryCode(userId, first, at))).toBe('wrong-code');
    expect(await outcome(spendRecoveryCode(userId, second, at))).toBe('spent');
  });

  test('used many times at once lets one in', async () => {
    const { userId, codes } = await issued();
    const [code = ''] = codes;
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => outcome(spendRecoveryCode(userId, code, at))),
    );
    expect(outcomes.filter((each) => each === 'spent')).toHaveLength(1);
    expect((await recoveryCodes.find(userId))?.hashes).toHaveLength(9);
  });

  test('of somebody else is wrong', async () => {
    const [one, other] = [await issued(), await issued()];
    expect(await outcome(spendRecoveryCode(one.userId, other.codes[0] ?? '', at))).toBe('wrong-code');
  });

  test('of somebody who has none is wrong', async () => {
    expect(await outcome(spendRecoveryCode(freshId('usr'), wrong, at))).toBe('wrong-code');
  });
});

test('the trail of the account tells of every set and every try, and never of a code', async () => {
  const { userId, accountId, codes } = await issued();
  const byOwner = (spend: () => Promise<void>) =>
    causedBy({ actor: { kind: 'user', userId }, action: 'recoverMfa' }, () => at, spend);
  await outcome(byOwner(() => spendRecoveryCode(userId, wrong, at)));
  await byOwner(() => spendRecoveryCode(userId, codes[0] ?? '', at));
  const trail = (await trailOf(accountId)).map(({ content }) => content);
  expect(trail.map(({ change }) => change)).toEqual(['created', 'changed', 'changed']);
  expect(trail[1]?.fields).toEqual([{ name: 'failures', before: 0, after: 1 }]);
  expect(trail[2]?.fields?.map(({ name }) => name).toSorted()).toEqual(['failures', 'hashes']);
  expect(trail[2]?.target).toEqual({ kind: 'recovery-codes', id: userId });
  const { hashes = [], salt = '' } = (await recoveryCodes.find(userId)) ?? {};
  for (const secret of [salt, ...hashes]) expect(JSON.stringify(trail)).not.toContain(secret);
});

describe('guessing', () => {
  test('ends after five wrong codes for a quarter of an hour, for the right one too', async () => {
    const { userId, codes } = await issued();
    const [right = ''] = codes;
    for (let guess = 0; guess < 5; guess++)
      expect(await outcome(spendRecoveryCode(userId, wrong, at))).toBe('wrong-code');
    expect(await outcome(spendRecoveryCode(userId, right, at))).toBe('too-many-attempts');
    const almost = new Date(later.getTime() - 1);
    expect(await outcome(spendRecoveryCode(userId, right, almost))).toBe('too-many-attempts');
    expect(await outcome(spendRecoveryCode(userId, right, later))).toBe('spent');
  });

  test('begins at nothing again after a right code', async () => {
    const { userId, codes } = await issued();
    for (const [index, code] of codes.slice(0, 3).entries()) {
      for (let guess = 0; guess < 4; guess++)
        expect(await outcome(spendRecoveryCode(userId, wrong, at)), `${index}`).toBe('wrong-code');
      expect(await outcome(spendRecoveryCode(userId, code, at))).toBe('spent');
    }
  });

  test('many times at once tells no more than five outcomes', async () => {
    const { userId, codes } = await issued();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => outcome(spendRecoveryCode(userId, wrong, at))),
    );
    const told = outcomes.filter((each) => each === 'wrong-code').length;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(5);
    expect((await recoveryCodes.find(userId))?.revision).toBe(1 + told);
    const after = await outcome(spendRecoveryCode(userId, codes[0] ?? '', at));
    expect(after).toBe(told === 5 ? 'too-many-attempts' : 'spent');
  });
});
