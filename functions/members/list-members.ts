import { listMembers } from '../../shared/contract/members.ts';
import { listedMembers } from '../../shared/pipeline/member-list.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listMembers, ({ query, actor }) => listedMembers(actor.accountId, query));
