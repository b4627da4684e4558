import type * as z from 'zod';
import { sendForm, until } from '../../dev/journey.ts';
import { type Asset, getAsset, uploadAsset } from '../../shared/contract/assets.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { png } from '../support/pictures.ts';

export type AssetReply = z.output<typeof Asset>;

/** Waits until an asset is ready or rejected. */
export const judgedAsset = (api: ApiClient, assetId: string): Promise<AssetReply> =>
  until(`the verdict on ${assetId}`, async () => {
    const { body } = await api.call(getAsset, { params: { assetId } });
    return body.state === 'ready' || body.state === 'rejected' ? body : undefined;
  });

/** Uploads a file as a new asset and waits for the verdict. */
export async function addAsset(api: ApiClient, file: Buffer, name = 'Logo'): Promise<AssetReply> {
  const { body } = await api.call(uploadAsset, { body: { name } });
  const sent = await sendForm(body.upload, { bytes: file, name: 'logo.png' });
  if (!sent.ok) throw new Error(`the upload was refused: ${sent.status} ${await sent.text()}`);
  return judgedAsset(api, body.asset.assetId);
}

/** An asset of one person that is ready; `shade` makes it another picture. */
export async function readyAsset(api: ApiClient, name = 'Logo', shade = 0): Promise<AssetReply> {
  const asset = await addAsset(api, await png(30, 20, shade), name);
  if (asset.state !== 'ready') throw new Error(JSON.stringify(asset.problem));
  return asset;
}
