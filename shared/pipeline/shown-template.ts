import { createHash } from 'node:crypto';
import * as templates from '../data/templates.ts';
import type { Field } from '../domain/field.ts';
import { applySettings } from '../domain/field-settings.ts';
import { sampleValues } from '../domain/sample-values.ts';
import type { ValueGroup } from '../domain/scope.ts';
import type { Shown } from './shown.ts';

/** A template version with the values it is filled with to be looked at. */
export interface ShownTemplate extends Shown {
  fields: Field[];
  sample: ValueGroup;
}

/**
 * The version asked for, or the one in use. A version never changes, but its sample follows the settings of fields.
 * Throws `not-found` or `template-not-ready`.
 */
export async function shownTemplate(
  accountId: string,
  templateId: string,
  wanted: number | undefined,
): Promise<ShownTemplate> {
  const template = await templates.get(accountId, templateId);
  const { version, ...usable } = await templates.getUsableVersion(template, wanted);
  const fields = applySettings(usable.fields, template.fieldSettings);
  const sample = sampleValues(fields);
  return {
    accountId,
    subject: { of: 'template', templateId, version },
    shown: `${templateId}/${version}-${sampleHash(sample)}`,
    fields,
    sample,
  };
}

const sampleHash = (sample: ValueGroup): string =>
  createHash('sha256').update(JSON.stringify(sample)).digest('hex');
