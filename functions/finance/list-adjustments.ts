import { listAdjustments } from '../../shared/contract/finance-adjustments.ts';
import * as adjustments from '../../shared/data/adjustments.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listAdjustments, ({ query }) => adjustments.list(query, query));
