import { getExport } from '../../shared/contract/users.ts';
import * as archives from '../../shared/data/archives.ts';
import { archiveView } from '../../shared/pipeline/archive-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getExport, async ({ actor, now }) =>
  archiveView(await archives.get(actor.userId), now()),
);
