import { getAvatar } from '../../shared/contract/users.ts';
import * as avatars from '../../shared/data/avatars.ts';
import { avatarView } from '../../shared/pipeline/avatar-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getAvatar, async ({ actor, now }) =>
  avatarView(await avatars.get(actor.userId), now()),
);
