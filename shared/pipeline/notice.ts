import { sendMails } from '../contract/jobs.ts';
import type { NoticeKind } from '../contract/mail.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/**
 * Tells somebody by mail what happened to their login or account, after it has happened; takes the need `mail:send`. It
 * never throws: the change stands, and a queue that cannot be reached must not make it look undone.
 */
export async function sendNotice(
  notice: {
    kind: NoticeKind;
    to: { email: string; name: string };
    /** Name of the account or key it is about, for kinds that are about one. */
    about?: string;
    at: Date;
  },
  log: Log,
): Promise<void> {
  const { kind, at, about } = notice;
  const to = { email: notice.to.email, name: notice.to.name };
  try {
    await send(sendMails, [{ kind, to, about, at: at.toISOString() }]);
  } catch (error) {
    log.error('notice.lost', { kind, error });
  }
}
