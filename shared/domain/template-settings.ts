import { fail } from './fault.ts';
import type { Field } from './field.ts';
import { applySettings, type FieldSettings, type SettingFault, settingFaults } from './field-settings.ts';
import { unstorableReason } from './storable-text.ts';
import { changed, type Template } from './template.ts';

/** What the owner may change. */
export interface TemplateChange {
  name?: string | undefined;
  description?: string | undefined;
  category?: string | undefined;
  /** Replaces what was set for each field it names; null takes the settings of a field back. */
  fieldSettings?: Record<string, FieldSettings | null> | undefined;
}

export function changeTemplate(template: Template, change: TemplateChange, at: Date): Template {
  return changed(template, at, {
    name: change.name ?? template.name,
    description: change.description ?? template.description,
    category: change.category ?? template.category,
    fieldSettings: keptSettings(template, change.fieldSettings ?? {}),
  });
}

/** Settings of names that the version in use does not have go, so that they cannot pile up. */
function keptSettings(
  template: Template,
  changes: Record<string, FieldSettings | null>,
): Record<string, FieldSettings> {
  const known = new Set(dottedNames(template.fields));
  const kept: Record<string, FieldSettings> = {};
  for (const [name, settings] of Object.entries({ ...template.fieldSettings, ...changes })) {
    if (known.has(name) && settings !== null) kept[name] = settings;
  }
  return kept;
}

/** Bytes of JSON that the settings of one template may take: with its fields it has to fit into one item of 400 kB. */
const mostSettingsBytes = 100_000;

/**
 * Throws `invalid-request` naming each setting that belongs to no field of the template or contradicts it, or when they
 * are too large together with those given before.
 */
export function requireFittingSettings(
  template: Template,
  settings: Record<string, FieldSettings | null>,
): void {
  const given = Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]) => (setting === null ? [] : [[name, setting]])),
  );
  const faults = [...brokenTexts(given), ...settingFaults(template.fields, given)];
  if (faults.length > 0) {
    fail(
      'invalid-request',
      'Some settings do not fit the fields of the template. See fields.',
      faults.map(({ name, message }) => ({ field: `fieldSettings.${name}`, message })),
    );
  }
  requireRoom(keptSettings(template, settings));
}

/** Labels and help texts that no table and no page could hold. */
const brokenTexts = (settings: Record<string, FieldSettings>): SettingFault[] =>
  Object.entries(settings).flatMap(([name, { label = '', help = '' }]) => {
    const reason = unstorableReason(label) ?? unstorableReason(help);
    return reason === null ? [] : [{ name, message: `Its label or help text ${reason}.` }];
  });

function requireRoom(settings: Record<string, FieldSettings>): void {
  if (new TextEncoder().encode(JSON.stringify(settings)).length <= mostSettingsBytes) return;
  const message = 'Shorten help texts and choices: the settings of all fields may take 100 kB together.';
  fail('invalid-request', message, [{ field: 'fieldSettings', message }]);
}

function dottedNames(fields: readonly Field[], within = ''): string[] {
  return fields.flatMap((field) => [
    `${within}${field.name}`,
    ...dottedNames([...field.fields, ...field.otherwise], `${within}${field.name}.`),
  ]);
}

/** The template as its owner sees it: fields with what was decided about them. */
export const withSettings = (template: Template): Template => ({
  ...template,
  fields: applySettings(template.fields, template.fieldSettings),
});
