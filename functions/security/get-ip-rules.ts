import { getIpRules } from '../../shared/contract/ip-rules.ts';
import * as ipRules from '../../shared/data/ip-rules.ts';
import { noIpRules } from '../../shared/domain/ip-list.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getIpRules, async () => (await ipRules.find()) ?? noIpRules);
