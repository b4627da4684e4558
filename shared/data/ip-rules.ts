import * as z from 'zod';
import { systemTrail } from '../domain/audit.ts';
import { type IpRules, ipEffects } from '../domain/ip-list.ts';
import { entity, type Key } from './entity.ts';
import { ListedAddress } from './listed-address.ts';
import { table } from './table.ts';
import { commit } from './write.ts';

/** The rules of the whole system are one item: they are read with a request that is to be let in, and change together. */
export const StoredIpRules = entity<IpRules>({
  name: 'ip-rules',
  audit: { account: () => systemTrail, id: () => 'ip-rules', quiet: ['updatedBy'] },
  schema: z.object({
    rules: z.array(ListedAddress.extend({ effect: z.enum(ipEffects) })),
    updatedBy: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: () => ipRulesKey,
});

export const ipRulesKey: Key = { pk: `${table.guardPrefix}ip-rules`, sk: 'rules' };

/** Undefined while nobody has written any. */
export const find = (): Promise<IpRules | undefined> => StoredIpRules.get(ipRulesKey);

/** False when somebody changed or made them in between. */
export const replace = (previous: IpRules | undefined, next: IpRules): Promise<boolean> =>
  commit([previous ? StoredIpRules.replacement(previous, next) : StoredIpRules.insertion(next)]);
