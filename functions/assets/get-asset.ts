import { getAsset } from '../../shared/contract/assets.ts';
import * as assets from '../../shared/data/assets.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getAsset, ({ params, actor }) => assets.get(actor.accountId, params.assetId));
