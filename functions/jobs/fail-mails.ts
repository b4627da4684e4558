import { failMails } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** What the mail told of stands; that nobody heard of it is for the operator to know. Whom it was for stays out. */
export const handler = bury(failMails, async ({ message, log }) => {
  log.error('mail.given-up', { kind: message.kind });
});
