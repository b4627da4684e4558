import * as users from '../data/users.ts';
import type { Account } from '../domain/account.ts';
import type { Log } from '../runtime/log.ts';
import { sendNotice } from './notice.ts';

/** Tells both of a handover that has happened, or the new owner of one who is gone: they hear of it in time. */
export async function tellOfHandover(
  { name: about }: Account,
  { from, to }: { from?: string; to: string },
  at: Date,
  log: Log,
): Promise<void> {
  const found = await users.findMany(from === undefined ? [to] : [from, to]);
  const told = found.map((user) =>
    sendNotice(
      { kind: user.userId === from ? 'ownership-given' : 'ownership-received', to: user, about, at },
      log,
    ),
  );
  await Promise.all(told);
}
