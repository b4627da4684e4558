import { setIpRules } from '../../shared/contract/ip-rules.ts';
import * as ipRules from '../../shared/data/ip-rules.ts';
import { noIpRules } from '../../shared/domain/ip-list.ts';
import { changeIpRules } from '../../shared/domain/ip-rules.ts';
import { requireRevision, requireWon } from '../../shared/domain/revision.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(setIpRules, async ({ body, actor, client, now, expectedRevision }) => {
  const before = await ipRules.find();
  requireRevision(before ?? noIpRules, expectedRevision);
  const by = { userId: actor.userId, address: client.address, at: now() };
  const changed = changeIpRules(before, body.rules, by);
  requireWon(await ipRules.replace(before, changed));
  return changed;
});
