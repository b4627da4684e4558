import * as templates from '../data/templates.ts';
import type { Batch } from '../domain/batch.ts';
import type { Field } from '../domain/field.ts';
import { applySettings } from '../domain/field-settings.ts';

/** What a batch makes documents from, as it is now. */
export interface BatchTemplate {
  name: string;
  /** Fields of the batch's version, with what the owner of the template decided. */
  fields: Field[];
}

/** The template of a batch; undefined when it was deleted. */
export async function batchTemplate({
  accountId,
  templateId,
  version,
}: Pick<Batch, 'accountId' | 'templateId' | 'version'>): Promise<BatchTemplate | undefined> {
  const [template, found] = await Promise.all([
    templates.find(accountId, templateId),
    templates.findVersion(accountId, templateId, version),
  ]);
  if (!template || found?.state !== 'ready') return undefined;
  return { name: template.name, fields: applySettings(found.fields, template.fieldSettings) };
}
