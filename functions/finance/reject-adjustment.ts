import { rejectAdjustment } from '../../shared/contract/finance-adjustments.ts';
import { decide } from '../../shared/pipeline/adjusting.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(rejectAdjustment, ({ params, actor, now }) =>
  decide(params.adjustmentId, { agrees: false, userId: actor.userId }, now()),
);
