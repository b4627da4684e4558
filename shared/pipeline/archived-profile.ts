import * as allowedAddresses from '../data/allowed-addresses.ts';
import * as avatars from '../data/avatars.ts';
import * as emailChanges from '../data/email-changes.ts';
import * as recoveryCodes from '../data/recovery-codes.ts';
import * as sessions from '../data/sessions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import { usageByDay } from '../data/usage-reading.ts';
import type { ArchiveLine } from '../domain/archive-lists.ts';
import { avatarFormats, avatarSizes } from '../domain/avatar.ts';
import { planAt } from '../domain/billing-period.ts';
import { isOpen, type LoginSession } from '../domain/login-session.ts';
import type { Subscription } from '../domain/subscription.ts';
import { refreshTokenLife, type User } from '../domain/user.ts';
import type { ZipFile } from '../engines/zip/write-zip.ts';
import { readArtefact } from '../files/artefacts.ts';
import { avatarKey } from '../files/keys.ts';
import { type ArchiveStep, jsonFile, unlessGone } from './archive-step.ts';
import { placesOf } from './archived-places.ts';

/** Who somebody is, where they are logged in and where they belong: little enough for one step. */
export async function* archivedProfile(user: User, at: Date): AsyncGenerator<ArchiveStep> {
  const files = [await profileFile(user, at), ...(await pictureFiles(user))];
  const lines: ArchiveLine[] = await placesOf(user);
  for await (const session of sessions.all(user.userId))
    if (isOpen(session, user, at)) lines.push(sessionLine(session));
  for (const [day, usage] of await usageByDay(user.userId, { from: '0000', to: '9999' }))
    lines.push({ list: 'usage', cells: { day, ...usage } });
  yield { files, lines, after: undefined };
}

/** Named one by one, so that nothing secret ever comes along. */
async function profileFile(user: User, at: Date): Promise<ZipFile> {
  const [subscriber, codes, change] = await Promise.all([
    subscriptions.meet(user.accountId),
    recoveryCodes.find(user.userId),
    emailChanges.find(user.userId),
  ]);
  const { userId, name, email, role, state, provider, poolName, createdAt, updatedAt, closesAt } = user;
  const { account, subscription } = subscriber ?? {};
  const allowed = account && (await allowedAddresses.find(account));
  const profile = {
    user: {
      userId,
      name,
      email,
      role,
      state,
      provider,
      providerName: poolName,
      createdAt,
      updatedAt,
      closesAt,
    },
    newEmail: change && { email: change.email, askedAt: change.createdAt },
    recoveryCodesLeft: codes?.hashes.length ?? 0,
    personalAccount: account && {
      accountId: account.accountId,
      name: account.name,
      plan: planAt(account, at),
      retentionDays: account.retentionDays,
      allowedAddresses: allowed?.addresses,
      createdAt: account.createdAt,
      subscription: subscription && archived(subscription),
    },
  };
  return jsonFile('profile/profile.json', profile, updatedAt);
}

/** What charges the card stays with us: it is a secret. */
function archived(subscription: Subscription): object {
  const { subscriptionId, plan, state, number, period, cancelAtPeriodEnd, nextPlan, card } = subscription;
  const { startedAt, endedAt } = subscription;
  return {
    ...{ subscriptionId, plan, state, number, period, cancelAtPeriodEnd, nextPlan, startedAt, endedAt },
    card: card && { email: card.email, lastDigits: card.lastDigits, brand: card.brand, expiry: card.expiry },
  };
}

async function pictureFiles({ userId, accountId }: User): Promise<ZipFile[]> {
  const avatar = await avatars.find(userId);
  const picture = avatar?.picture;
  if (!avatar || !picture) return [];
  const all = avatarSizes.flatMap((size) => avatarFormats.map((format) => ({ size, format })));
  const read = () =>
    Promise.all(
      all.map(async ({ size, format }) => ({
        name: `profile/picture-${size}.${format}`,
        content: await readArtefact(avatarKey(accountId, picture, size, format)),
        date: new Date(avatar.updatedAt),
      })),
    );
  const isShown = async () => (await avatars.find(userId))?.picture?.avatarId === picture.avatarId;
  return (await unlessGone(read, isShown)) ?? [];
}

const sessionLine = (session: LoginSession): ArchiveLine => ({
  list: 'sessions',
  cells: {
    sessionId: session.sessionId,
    startedAt: timeOf(session.startedAt),
    lastUsedAt: session.lastUsedAt,
    expiresAt: timeOf(session.startedAt + refreshTokenLife),
    address: session.address,
    userAgent: session.userAgent,
  },
});

const timeOf = (second: number): string => new Date(second * 1000).toISOString();
