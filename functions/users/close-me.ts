import { closeMe } from '../../shared/contract/users.ts';
import * as organisations from '../../shared/data/organisations.ts';
import * as users from '../../shared/data/users.ts';
import { requireOwningNone } from '../../shared/domain/member.ts';
import { poolNameOf } from '../../shared/domain/user.ts';
import { closeUser, requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { signOutEverywhere } from '../../shared/identity/user-pool.ts';
import { secondOver } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(closeMe, async ({ actor, now }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  // Read before the places: whoever makes them an owner from here on changes one of the two.
  const user = await users.get(actor.userId);
  const places = await organisations.ofMember(actor.userId);
  requireOwningNone(places.map(({ member }) => member));
  await users.replace(user, closeUser(user, at), [organisations.belongingTo(actor.userId, places.length)]);
  await Promise.all([secondOver(at), signOutEverywhere(poolNameOf(user))]);
});
