import { deleteTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireRevision, requireWon } from '../../shared/domain/revision.ts';
import { deleteFolder } from '../../shared/files/artefacts.ts';
import { templateFolder } from '../../shared/files/keys.ts';
import { http } from '../../shared/runtime/http.ts';

/** The records go first: a crash in between leaves files nobody can reach, never a template without its file. */
export const handler = http(deleteTemplate, async ({ params, actor, expectedRevision }) => {
  const template = await templates.get(actor.accountId, params.templateId);
  requireRevision(template, expectedRevision);
  const versions = await templates.allVersions(actor.accountId, params.templateId);
  requireWon(await templates.remove(template, versions));
  await deleteFolder(templateFolder(actor.accountId, params.templateId));
});
