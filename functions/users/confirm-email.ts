import { confirmEmail } from '../../shared/contract/users.ts';
import { moveLogin } from '../../shared/identity/address.ts';
import { confirmAddress } from '../../shared/pipeline/email-change.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(confirmEmail, ({ body, actor, now, log }) =>
  confirmAddress(actor.userId, body.code, { at: now(), session: actor.session, log }, moveLogin),
);
