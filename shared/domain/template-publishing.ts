import { type FieldFault, fail } from './fault.ts';
import type { Field } from './field.ts';
import { diffFields, type FieldDiff } from './field-diff.ts';
import { applySettings } from './field-settings.ts';
import {
  changed,
  type Template,
  type TemplateProblem,
  type TemplateVersion,
  type UsableVersion,
} from './template.ts';

/** What an inspection found. */
export type Inspection =
  | { fields: Field[]; sha256: string; size: number }
  | { problems: TemplateProblem[]; size?: number };

/** Closes an inspection: the version is ready or rejected, and the template follows it. */
export function concludeInspection(
  template: Template,
  version: TemplateVersion,
  found: Inspection,
  at: Date,
): { template: Template; version: TemplateVersion } {
  if ('problems' in found) {
    const concluded = changed(version, at, {
      state: 'rejected' as const,
      problems: found.problems,
      size: found.size,
      uploadExpiresAt: undefined,
    });
    const isLatest = version.version === template.latestVersion;
    const follows: Partial<Template> = isLatest
      ? {
          problems: found.problems,
          ...(template.version === undefined ? { state: 'rejected' as const } : {}),
        }
      : {};
    return { version: concluded, template: changed(template, at, follows) };
  }
  const concluded = changed(version, at, {
    state: 'ready' as const,
    fields: found.fields,
    sha256: found.sha256,
    size: found.size,
    uploadExpiresAt: undefined,
  });
  return { version: concluded, template: changed(template, at, follow(template, concluded)) };
}

/** How the template follows a version that is ready: the newest one is used, unless values would stop fitting. */
function follow(template: Template, version: TemplateVersion): Partial<Template> {
  if (version.version <= (template.version ?? 0)) return {};
  const diff = diffFrom(template, version);
  if (!diff.breaking || version.acceptBreaking) return inUse(template, version);
  const problem: TemplateProblem = { code: 'breaking-change', message: breakingSentence(version, diff) };
  return version.version === template.latestVersion ? { problems: [problem] } : {};
}

/** Problems speak of the latest upload: an older version in use does not solve them. */
const inUse = (
  { latestVersion, problems }: Template,
  { version, fields }: TemplateVersion,
): Partial<Template> => ({
  state: 'ready',
  version,
  fields,
  problems: version === latestVersion ? [] : problems,
});

/** What changes for values when a version replaces the one in use; nothing does while there is none. */
function diffFrom(template: Template, version: TemplateVersion): FieldDiff {
  const settle = (fields: readonly Field[]) => applySettings(fields, template.fieldSettings);
  const before = template.version === undefined ? version.fields : template.fields;
  return diffFields(settle(before), settle(version.fields));
}

function breakingSentence({ version }: TemplateVersion, diff: FieldDiff): string {
  const names = diff.changes.filter(({ breaking }) => breaking).map(({ name }) => name);
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ' …' : '');
  return `Version ${version} is ready but not in use: values that fit today would not fit it (${shown}). Publish it with "acceptBreaking": true.`;
}

/**
 * Puts a version into use, an older one too. Throws `breaking-change` naming each field when values that fit the
 * version in use would not fit it and the caller has not accepted that.
 */
export function publishVersion(
  template: Template,
  version: UsableVersion,
  acceptBreaking: boolean,
  at: Date,
): Template {
  if (template.version === version.version) return template;
  const diff = diffFrom(template, version);
  if (diff.breaking && !acceptBreaking) {
    const fields = diff.changes
      .filter(({ breaking }) => breaking)
      .map(({ name, message }): FieldFault => ({ field: name, message }));
    fail('breaking-change', breakingSentence(version, diff), fields);
  }
  return changed(template, at, inUse(template, version));
}

/** What a version changes for the values, compared with another one; without one all is new, and nothing breaks. */
export function compareVersions(
  { fieldSettings }: Template,
  version: TemplateVersion,
  against: TemplateVersion | undefined,
): FieldDiff & { version: number; against?: number } {
  const settle = (fields: readonly Field[]) => applySettings(fields, fieldSettings);
  const diff = diffFields(settle(against?.fields ?? []), settle(version.fields));
  if (against) return { ...diff, version: version.version, against: against.version };
  const changes = diff.changes.map((change) => ({ ...change, breaking: false }));
  return { breaking: false, changes, version: version.version };
}
