import { listSecurityEvents } from '../../shared/contract/security-events.ts';
import * as securityEvents from '../../shared/data/security-events.ts';
import { networkOf } from '../../shared/domain/network-address.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listSecurityEvents, ({ query }) => {
  const network = query.address === undefined ? undefined : networkOf(query.address);
  return securityEvents.list(query, { ...query, network });
});
