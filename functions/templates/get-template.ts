import { getTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { withSettings } from '../../shared/domain/template-settings.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getTemplate, async ({ params, actor }) =>
  withSettings(await templates.get(actor.accountId, params.templateId)),
);
