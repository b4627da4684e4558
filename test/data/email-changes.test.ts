import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as addresses from '../../shared/data/addresses.ts';
import * as emailChanges from '../../shared/data/email-changes.ts';
import * as users from '../../shared/data/users.ts';
import {
  afterWrongEmailCode,
  askForEmail,
  beginMove,
  type EmailChange,
} from '../../shared/domain/email-change.ts';
import { moveUser, renameUser, type User, welcome } from '../../shared/domain/user.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');

const freshEmail = () => `${freshId('usr')}@mytypist.local`;

async function stored(email = freshEmail()): Promise<User> {
  const startedAt = at.getTime() / 1000;
  const ids = { userId: freshId('usr'), accountId: freshId('acc') };
  const { user, account } = welcome({ ...ids, email, name: 'Ada Obi', role: 'user', startedAt, at });
  expect(await users.insert(user, account)).toBe(true);
  return user;
}

const wishOf = ({ userId, accountId }: User, email = freshEmail()): EmailChange =>
  askForEmail({ userId, accountId, email, salt: 's', codeHash: 'h' }, randomBytes(32), at);

const put = (change: EmailChange, previous?: EmailChange, hash: string = freshId('usr')) =>
  emailChanges.put(change, previous, hash);

/** A user whose new address is taken already. */
async function moving(email = freshEmail()): Promise<{ user: User; change: EmailChange }> {
  const user = await stored();
  const change = wishOf(user, email);
  expect(await put(change)).toBeUndefined();
  const next = beginMove(change);
  expect(await emailChanges.takeAddress(change, next, user)).toBeUndefined();
  return { user, change: next };
}

const holderOf = async (email: string) => (await addresses.find(email))?.userId;

describe('a wish', () => {
  test('is stored, and another takes its place', async () => {
    const user = await stored();
    const first = wishOf(user);
    expect(await put(first)).toBeUndefined();
    expect(await emailChanges.find(user.userId)).toEqual(first);
    const second = wishOf(user);
    expect(await put(second, first)).toBeUndefined();
    expect(await emailChanges.find(user.userId)).toEqual(second);
  });

  test('loses to one that came in between', async () => {
    const user = await stored();
    const [first, second, third] = [wishOf(user), wishOf(user), wishOf(user)];
    await put(first);
    expect(await put(second)).toBe('changed');
    expect(await put(second, first)).toBeUndefined();
    expect(await put(third, first)).toBe('changed');
    expect(await emailChanges.find(user.userId)).toEqual(second);
  });

  test('is stored five times a day for a user, and five times for an address of all users', async () => {
    const user = await stored();
    let previous: EmailChange | undefined;
    for (let day = 0; day < 5; day++) {
      const next = wishOf(user);
      expect(await put(next, previous)).toBeUndefined();
      previous = next;
    }
    expect(await put(wishOf(user), previous)).toBe('user');
    const hash = freshId('usr');
    for (let day = 0; day < 5; day++)
      expect(await put(wishOf(await stored()), undefined, hash)).toBeUndefined();
    expect(await put(wishOf(await stored()), undefined, hash)).toBe('address');
  });

  test('of a step that was judged for an earlier one is not changed, also when that was taken back between', async () => {
    const user = await stored();
    const first = wishOf(user);
    await put(first);
    expect(await emailChanges.drop(first)).toBe(true);
    const second = wishOf(user);
    await put(second);
    expect(await emailChanges.replace(first, afterWrongEmailCode(first))).toBe(false);
    expect(await emailChanges.takeAddress(first, beginMove(first), user)).toBe('changed');
    expect(await emailChanges.find(user.userId)).toEqual(second);
    expect(await holderOf(first.email)).toBeUndefined();
  });
});

describe('taking the new address', () => {
  test('keeps the old one too', async () => {
    const { user, change } = await moving();
    expect([await holderOf(user.email), await holderOf(change.email)]).toEqual([user.userId, user.userId]);
    expect(await emailChanges.find(user.userId)).toEqual(change);
  });

  test('loses to whoever has it, and changes nothing', async () => {
    const holder = await stored();
    const user = await stored();
    const change = wishOf(user, holder.email);
    await put(change);
    expect(await emailChanges.takeAddress(change, beginMove(change), user)).toBe('taken');
    expect(await emailChanges.find(user.userId)).toEqual(change);
    expect(await holderOf(holder.email)).toBe(holder.userId);
  });

  test('loses to another change of the user: they may have been shut out', async () => {
    const user = await stored();
    const change = wishOf(user);
    await put(change);
    await users.replace(user, renameUser(user, 'Ada', at));
    expect(await emailChanges.takeAddress(change, beginMove(change), user)).toBe('changed');
    expect(await holderOf(change.email)).toBeUndefined();
  });

  test('is won by one of many at once', async () => {
    const email = freshEmail();
    const wishes = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const user = await stored();
        const change = wishOf(user, email);
        await put(change);
        return { user, change };
      }),
    );
    const taken = await Promise.all(
      wishes.map(({ user, change }) => emailChanges.takeAddress(change, beginMove(change), user)),
    );
    expect(taken.filter((refused) => refused === undefined)).toHaveLength(1);
    expect(await holderOf(email)).toBe(wishes[taken.indexOf(undefined)]?.user.userId);
  });
});

describe('finishing', () => {
  test('leaves the new address alone, and no wish', async () => {
    const { user, change } = await moving();
    expect(await emailChanges.finish(change, user, moveUser(user, change.email, at))).toBe(true);
    expect((await users.findByAddress(change.email))?.userId).toBe(user.userId);
    expect(await holderOf(user.email)).toBeUndefined();
    expect(await emailChanges.find(user.userId)).toBeUndefined();
  });

  test('is done once, and loses to another change of the user', async () => {
    const { user, change } = await moving();
    const renamed = renameUser(user, 'Ada', at);
    await users.replace(user, renamed);
    expect(await emailChanges.finish(change, user, moveUser(user, change.email, at))).toBe(false);
    expect(await holderOf(user.email)).toBe(user.userId);
    expect(await emailChanges.finish(change, renamed, moveUser(renamed, change.email, at))).toBe(true);
    const moved = await users.get(user.userId);
    expect(await emailChanges.finish(change, moved, moveUser(moved, change.email, at))).toBe(false);
    expect(await holderOf(change.email)).toBe(user.userId);
  });
});

describe('dropping', () => {
  test('sets the new address free where it was taken, and keeps the old one', async () => {
    const { user, change } = await moving();
    expect(await emailChanges.drop(change)).toBe(true);
    expect([await holderOf(user.email), await holderOf(change.email)]).toEqual([user.userId, undefined]);
    expect(await emailChanges.drop(change)).toBe(false);
  });

  test('of one that waits frees nobody’s address', async () => {
    const holder = await stored();
    const user = await stored();
    const change = wishOf(user, holder.email);
    await put(change);
    expect(await emailChanges.drop(change)).toBe(true);
    expect(await holderOf(holder.email)).toBe(holder.userId);
  });
});
