import { uploadAvatar } from '../../shared/contract/users.ts';
import * as avatars from '../../shared/data/avatars.ts';
import { announceAvatar } from '../../shared/domain/avatar.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { avatarUploadKey } from '../../shared/files/keys.ts';
import { pictureUploadFor } from '../../shared/pipeline/picture-upload-link.ts';
import { uploadLinkExpiry } from '../../shared/pipeline/upload-link.ts';
import { http } from '../../shared/runtime/http.ts';

/** A file that comes for an earlier announcement is thrown away. */
export const handler = http(uploadAvatar, async ({ body, actor, now, newId }) => {
  const at = now();
  const { userId, accountId } = actor;
  const earlier = await avatars.find(userId);
  const ids = { userId, accountId, avatarId: newId('avt') };
  const avatar = announceAvatar(earlier, { ...ids, at, uploadExpiresAt: uploadLinkExpiry(at) });
  requireWon(await avatars.put(earlier, avatar));
  return { upload: await pictureUploadFor(avatarUploadKey(avatar), body, at) };
});
