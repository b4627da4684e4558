import { createHash } from 'node:crypto';
import { sendMails } from '../contract/jobs.ts';
import * as addresses from '../data/addresses.ts';
import { keyedHashOf, newSalt, sameHash } from '../data/code-hash.ts';
import * as emailChanges from '../data/email-changes.ts';
import * as users from '../data/users.ts';
import {
  afterWrongEmailCode,
  askForEmail,
  beginMove,
  type EmailChange,
  emailCodeFrom,
  takesCodes,
} from '../domain/email-change.ts';
import { Fault, fail } from '../domain/fault.ts';
import { requireWon } from '../domain/revision.ts';
import { poolNameOf, type Session, type User } from '../domain/user.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';
import { finishMove } from './email-move.ts';
import { sendNotice } from './notice.ts';

/** When, in which session, and where to note what is lost. */
interface Asking {
  at: Date;
  session: Session;
  log: Log;
}

/** Tells the user pool of a user's new address, by its name of them. False when somebody else logs in with that one. */
export type MoveLogin = (poolName: string, email: string) => Promise<boolean>;

/** Attempts against other requests of the same user at the same moment. */
const attempts = 5;

/** What to say when a limit of the day was reached; nothing about the address but that it was given. */
const limits = {
  user: 'You have asked for as many changes of your address as you may in a day. Go on tomorrow.',
  address: 'This address was asked for as often as it may be in a day. Try again tomorrow.',
};

/**
 * Notes that a user wants another address, in place of an earlier wish, and mails a code there; what they had confirmed before
 * is done first. Whether somebody has that address already makes no difference but for what the mail says: same answer, same
 * calls. Throws `invalid-request` for the address they have, and `too-many-attempts`.
 */
export async function askForAddress(
  user: User,
  { email, random }: { email: string; random: Uint8Array },
  by: Asking,
  moveLogin: MoveLogin,
): Promise<{ email: string; expiresAt: string }> {
  const { at } = by;
  const { userId, accountId } = user;
  const earlier = await emailChanges.find(userId);
  const moved = earlier?.state === 'moving' ? await move(user, earlier, by, moveLogin) : undefined;
  const present = moved ?? user;
  if (present.email === email)
    fail('invalid-request', 'This is your address already.', [
      { field: 'email', message: 'Give another address than the one you have.' },
    ]);
  const code = emailCodeFrom(random);
  const salt = newSalt();
  const change = askForEmail(
    { userId, accountId, email, salt, codeHash: keyedHashOf(code, salt) },
    random,
    at,
  );
  await store(change);
  const expiresAt = timeOf(change);
  await mail({ user: present, email, code, at, expiresAt }, await addresses.find(email));
  return { email, expiresAt };
}

async function store(change: EmailChange): Promise<void> {
  const addressHash = createHash('sha256').update(change.email).digest('hex');
  for (let attempt = 0; attempt < attempts; attempt++) {
    const previous = await emailChanges.find(change.userId);
    // Somebody confirmed the earlier one at this moment; it must not be lost half-way.
    if (previous?.state === 'moving') break;
    const refused = await emailChanges.put(change, previous, addressHash);
    if (refused === undefined) return;
    if (refused !== 'changed') fail('too-many-attempts', limits[refused]);
  }
  requireWon(false);
}

/** Whoever has the address already reads that nothing happened to it; everybody else gets the code. */
async function mail(
  asked: { user: User; email: string; code: string; at: Date; expiresAt: string },
  holder: { userId: string } | undefined,
): Promise<void> {
  const { user, email, code, at, expiresAt } = asked;
  const owner = await users.find(holder?.userId ?? user.userId);
  const toNew =
    holder && owner
      ? { kind: 'email-wanted' as const, to: { email, name: owner.name }, at: at.toISOString() }
      : { kind: 'email-code' as const, to: email, code, expiresAt };
  const toOld = {
    kind: 'email-change-asked' as const,
    to: { email: user.email, name: user.name },
    about: email,
    at: at.toISOString(),
  };
  try {
    await send(sendMails, [toNew, toOld]);
  } catch (error) {
    throw new Fault('unavailable', 'The code could not be mailed. Ask for it again shortly.', [], error);
  }
}

/** One sentence for every reason why a code is worth nothing. */
const refuse = (): never =>
  fail(
    'wrong-code',
    'The code is wrong, used or expired, or there were too many attempts. Check the newest mail, or ask for the change again.',
  );

/**
 * Gives a user the address whose code they present. Every try is counted before its outcome is told. Whatever dies on the way,
 * the same code goes on with it. Throws `wrong-code`, `address-in-use` when somebody else got the address meanwhile,
 * `account-closing`, `unauthenticated`, and `conflict`.
 */
export async function confirmAddress(
  userId: string,
  code: string,
  by: Asking,
  moveLogin: MoveLogin,
): Promise<User> {
  const { at } = by;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [user, change] = await Promise.all([users.get(userId), emailChanges.find(userId)]);
    if (!change || !takesCodes(change, at)) return refuse();
    requireOpen(user);
    if (!sameHash([change.codeHash], keyedHashOf(code, change.salt))) {
      if (await emailChanges.replace(change, afterWrongEmailCode(change))) return refuse();
      continue;
    }
    const moving = change.state === 'moving' ? change : await take(change, user);
    if (!moving) continue;
    const moved = await move(user, moving, by, moveLogin);
    return moved ?? inUse();
  }
  return requireWon(false);
}

/** They may have been shut out since they were let in. */
function requireOpen({ state, closesAt }: User): void {
  if (state !== 'active') fail('unauthenticated', 'This session has ended. Log in again.');
  if (closesAt !== undefined)
    fail('account-closing', 'This account is about to be deleted. Restore it to use it.');
}

/** Takes the new address for the user. Undefined when something changed in between. Throws `address-in-use`. */
async function take(change: EmailChange, user: User): Promise<EmailChange | undefined> {
  const moving = beginMove(change);
  const refused = await emailChanges.takeAddress(change, moving, user);
  if (refused === undefined) return moving;
  if (refused === 'changed') return undefined;
  return (await emailChanges.drop(change)) ? inUse() : undefined;
}

const inUse = (): never =>
  fail(
    'address-in-use',
    'Another user has this address by now. Log in with it, or ask for a change to another one.',
  );

/**
 * The user with the address they confirmed; a mail to the old one tells of it. Undefined when somebody else logs in with it:
 * then they keep the old one.
 */
async function move(
  user: User,
  moving: EmailChange,
  { at, session, log }: Asking,
  moveLogin: MoveLogin,
): Promise<User | undefined> {
  if (!(await moveLogin(poolNameOf(user), moving.email))) {
    await emailChanges.drop(moving);
    return undefined;
  }
  const moved = await finishMove(moving, { at, kept: session });
  if (user.email !== moved.email) await sendNotice({ kind: 'email-changed', to: user, at }, log);
  return moved;
}

const timeOf = ({ expiresAt = 0 }: EmailChange): string => new Date(expiresAt * 1000).toISOString();
