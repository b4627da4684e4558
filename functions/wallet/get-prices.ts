import { getPrices } from '../../shared/contract/prices.ts';
import { offersAt } from '../../shared/pipeline/charging.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getPrices, async ({ now }) => offersAt(now()));
