import { type Avatar, avatarFormats, avatarMediaTypes, avatarSizes } from '../domain/avatar.ts';
import { presignView } from '../files/artefacts.ts';
import { avatarKey } from '../files/keys.ts';

/** A picture as its user sees it, with links that show it. */
export async function avatarView(avatar: Avatar, at: Date) {
  const { accountId, picture, ...shown } = avatar;
  if (!picture) return shown;
  const links = await Promise.all(
    avatarSizes.flatMap((size) =>
      avatarFormats.map(async (format) => {
        const key = avatarKey(accountId, picture, size, format);
        return { size, format, ...(await presignView(key, avatarMediaTypes[format], at)) };
      }),
    ),
  );
  const [{ expiresAt } = { expiresAt: at.toISOString() }] = links;
  return { ...shown, picture: { avatarId: picture.avatarId, files: links, expiresAt } };
}
