import type * as z from 'zod';
import { sendForm, until } from '../../dev/journey.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { getAvatar, uploadAvatar } from '../../shared/contract/users.ts';

export type AvatarReply = z.output<typeof getAvatar.reply.body>;

export const readAvatar = async (api: ApiClient): Promise<AvatarReply> =>
  (await api.call(getAvatar, {})).body;

/** Waits until the latest upload is ready or rejected. */
export const judgedAvatar = (api: ApiClient): Promise<AvatarReply> =>
  until('the verdict on the picture', async () => {
    const avatar = await readAvatar(api);
    return avatar.state === 'ready' || avatar.state === 'rejected' ? avatar : undefined;
  });

/** A form to upload a picture of whoever calls, of so many bytes. */
export const announcedAvatar = async (api: ApiClient, { length: size }: { length: number }) =>
  (await api.call(uploadAvatar, { body: { size } })).body.upload;

/** Uploads a file as the picture of whoever calls, and waits for the verdict. */
export async function addAvatar(api: ApiClient, file: Buffer): Promise<AvatarReply> {
  const sent = await sendForm(await announcedAvatar(api, file), { bytes: file, name: 'me.png' });
  if (!sent.ok) throw new Error(`the upload was refused: ${sent.status} ${await sent.text()}`);
  return judgedAvatar(api);
}
