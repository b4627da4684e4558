import { exportMe } from '../../shared/contract/users.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { requestArchive } from '../../shared/pipeline/archive-order.ts';
import { archiveView } from '../../shared/pipeline/archive-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(exportMe, async ({ actor, now, newId }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  return archiveView(await requestArchive(actor.userId, newId, at), at);
});
