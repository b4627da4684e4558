import { deleteAvatar } from '../../shared/contract/users.ts';
import { removeAvatar } from '../../shared/pipeline/avatar-removal.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(deleteAvatar, ({ actor, now }) => removeAvatar(actor.userId, now()));
