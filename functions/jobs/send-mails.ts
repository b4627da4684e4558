import { sendMails } from '../../shared/contract/jobs.ts';
import { deliver } from '../../shared/mail/deliver.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** Delivered twice, a mail goes out twice: better than not at all. */
export const handler = consume(sendMails, async ({ message, log }) => {
  const mailId = await deliver(message);
  log.info('mail.sent', { mailId, kind: message.kind });
});
