import { getTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { withLabels } from '../../shared/domain/template.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getTemplate, async ({ params, actor }) =>
  withLabels(await templates.get(actor.accountId, params.templateId)),
);
