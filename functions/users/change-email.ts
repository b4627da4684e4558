import { changeEmail } from '../../shared/contract/users.ts';
import * as users from '../../shared/data/users.ts';
import { requirePassword } from '../../shared/domain/user.ts';
import { moveLogin } from '../../shared/identity/address.ts';
import { proveOwner } from '../../shared/identity/login.ts';
import { askForAddress } from '../../shared/pipeline/email-change.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(changeEmail, async ({ body, actor, accessToken, now, newSecret, log }) => {
  const user = await users.get(actor.userId);
  requirePassword(user);
  await proveOwner(accessToken, body);
  const wanted = { email: body.email, random: newSecret() };
  return askForAddress(user, wanted, { at: now(), session: actor.session, log }, moveLogin);
});
