import * as templates from '../data/templates.ts';
import { archivedName } from '../domain/archive-names.ts';
import type { Template, TemplateVersion } from '../domain/template.ts';
import type { User } from '../domain/user.ts';
import { readArtefact } from '../files/artefacts.ts';
import { templateKey } from '../files/keys.ts';
import { type ArchiveStep, jsonFile, stepsAhead, unlessGone } from './archive-step.ts';
import { readAhead } from './read-ahead.ts';

const folderOf = ({ name, templateId }: Template): string => `templates/${archivedName(name, templateId)}`;

/** What a user decided about their templates. */
export async function* archivedTemplates({ accountId }: User, after?: string): AsyncGenerator<ArchiveStep> {
  for await (const template of templates.all(accountId, after)) {
    const { templateId, name, category, description, state, createdAt, updatedAt } = template;
    const { version, latestVersion: versions, fields, fieldSettings } = template;
    const shown = { templateId, name, category, description, state, version, createdAt, updatedAt };
    yield {
      files: [
        jsonFile(`${folderOf(template)}/template.json`, { ...shown, fields, fieldSettings }, updatedAt),
      ],
      lines: [
        {
          list: 'templates',
          cells: { templateId, name, category, description, state, versions, createdAt, updatedAt },
        },
      ],
      after: templateId,
    };
  }
}

/** Every Word file that was uploaded as a version and not rejected. */
export async function* archivedVersions({ accountId }: User, after?: string): AsyncGenerator<ArchiveStep> {
  yield* readAhead(withTemplates(accountId, after), stepsAhead, versionStep);
}

interface Pair {
  template: Template | undefined;
  version: TemplateVersion;
}

/** Versions lie template by template, so each template is read once. */
async function* withTemplates(accountId: string, after?: string): AsyncGenerator<Pair> {
  let template: Template | undefined;
  for await (const version of templates.everyVersion(accountId, after)) {
    if (template?.templateId !== version.templateId)
      template = await templates.find(accountId, version.templateId);
    yield { template, version };
  }
}

async function versionStep({ template, version: shown }: Pair): Promise<ArchiveStep> {
  const { accountId, templateId, version, state, sha256, createdAt } = shown;
  const after = templates.placeOf(shown);
  if (!template) return { files: [], lines: [], after };
  const file = sha256 && `${folderOf(template)}/version ${version}.docx`;
  const content =
    sha256 &&
    (await unlessGone(
      () => readArtefact(templateKey(accountId, templateId, sha256)),
      () => templates.findVersion(accountId, templateId, version),
    ));
  const problems = shown.problems.map(({ message }) => message).join(' ');
  return {
    files: file && content ? [{ name: file, content, date: new Date(createdAt) }] : [],
    lines: [
      {
        list: 'template-versions',
        cells: { templateId, version, state, problems, createdAt, file: content ? file : undefined },
      },
    ],
    after,
  };
}
