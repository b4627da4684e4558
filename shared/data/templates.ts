import * as z from 'zod';
import { notFound } from '../domain/fault.ts';
import { fieldParts } from '../domain/field.ts';
import { FieldSchema, FieldSettingsSchema } from '../domain/field-schema.ts';
import { requireWon } from '../domain/revision.ts';
import {
  requireUsable,
  type Template,
  type TemplateState,
  type TemplateVersion,
  templateStates,
  type UsableVersion,
  versionInUse,
} from '../domain/template.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dueKeys, listDue, uploadForgottenAt } from './due.ts';
import { entity, type OnBroken } from './entity.ts';
import { commit, inGroups } from './write.ts';

const Problem = z.object({
  code: z.string(),
  message: z.string(),
  where: z
    .object({
      part: z.enum(fieldParts).optional(),
      paragraph: z.number().optional(),
      cell: z.object({ table: z.number(), row: z.number(), column: z.number() }).optional(),
      around: z.string(),
    })
    .optional(),
});

const Templates = entity<Template>({
  name: 'template',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ templateId }) => templateId,
    open: ['state', 'version', 'latestVersion'],
  },
  schema: z.object({
    accountId: z.string(),
    templateId: z.string(),
    name: z.string(),
    description: z.string(),
    category: z.string(),
    state: z.enum(templateStates),
    version: z.number().optional(),
    latestVersion: z.number(),
    // Lists read a projection without these three.
    problems: z.array(Problem).default([]),
    fields: z.array(FieldSchema).default([]),
    fieldSettings: z.record(z.string(), FieldSettingsSchema).default({}),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (template) => ({
    ...templateKey(template.accountId, template.templateId),
    gsi1pk: `account#${template.accountId}#templates`,
    gsi1sk: template.templateId,
  }),
});

const Versions = entity<TemplateVersion>({
  name: 'template-version',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ templateId }) => templateId,
    part: ({ version }) => `version ${version}`,
    open: ['state'],
  },
  schema: z.object({
    accountId: z.string(),
    templateId: z.string(),
    version: z.number(),
    state: z.enum(templateStates),
    problems: z.array(Problem),
    fields: z.array(FieldSchema),
    sha256: z.string().optional(),
    size: z.number().optional(),
    uploadExpiresAt: z.string().optional(),
    acceptBreaking: z.boolean().optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (version) => ({
    ...versionKey(version.accountId, version.templateId, version.version),
    ...(version.uploadExpiresAt === undefined
      ? {}
      : dueKeys('upload', version.templateId, uploadForgottenAt(version.uploadExpiresAt))),
  }),
});

const templateKey = (accountId: string, templateId: string) => ({
  pk: `account#${accountId}`,
  sk: `template#${templateId}`,
});

/** Six digits, so that text order is number order. */
const versionKey = (accountId: string, templateId: string, version: number) => ({
  pk: `account#${accountId}`,
  sk: `version#${templateId}#${String(version).padStart(6, '0')}`,
});

/** A template with its version, as they change together. */
export interface Pair {
  template: Template;
  version: TemplateVersion;
}

export const insert = ({ template, version }: Pair): Promise<boolean> =>
  commit([Templates.insertion(template), Versions.insertion(version)]);

/** False when somebody changed the template in between. */
export const insertVersion = (previous: Template, { template, version }: Pair): Promise<boolean> =>
  commit([Templates.replacement(previous, template), Versions.insertion(version)]);

export const find = (accountId: string, templateId: string): Promise<Template | undefined> =>
  Templates.get(templateKey(accountId, templateId));

/** Throws `not-found` alike for an unknown id and for one of another account. */
export const get = async (accountId: string, templateId: string): Promise<Template> =>
  (await find(accountId, templateId)) ?? notFound('template');

export const findVersion = (
  accountId: string,
  templateId: string,
  version: number,
): Promise<TemplateVersion | undefined> => Versions.get(versionKey(accountId, templateId, version));

/** The version asked for, or the one in use. Throws `not-found` or `template-not-ready`. */
export const getUsableVersion = async (
  template: Template,
  wanted: number | undefined,
): Promise<UsableVersion> =>
  requireUsable(await findVersion(template.accountId, template.templateId, versionInUse(template, wanted)));

/**
 * The version to compare one with: the one asked for, or the nearest ready one before it, if any. Throws `not-found` or
 * `template-not-ready` for one that was asked for and cannot be used.
 */
export async function findVersionBefore(
  template: Template,
  version: number,
  wanted: number | undefined,
): Promise<TemplateVersion | undefined> {
  if (wanted !== undefined) return getUsableVersion(template, wanted);
  const { items } = await Versions.query({
    partition: `account#${template.accountId}`,
    sortPrefix: `version#${template.templateId}#`,
    newestFirst: true,
    limit: 1,
    after: versionKey(template.accountId, template.templateId, version),
    where: { state: 'ready' },
  });
  return items[0];
}

/** False when somebody changed the template in between. */
export const replace = async (previous: Template, next: Template): Promise<boolean> =>
  previous === next || commit([Templates.replacement(previous, next)]);

/** Attempts to change a template against other changes of it. */
const attempts = 5;

/**
 * Changes a template, again from its newest state when somebody else was faster. Throws what `change` throws,
 * `not-found`, and `conflict` when others were faster every time.
 */
export async function update(
  accountId: string,
  templateId: string,
  change: (template: Template) => Template | Promise<Template>,
): Promise<Template> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const template = await get(accountId, templateId);
    const changed = await change(template);
    if (await replace(template, changed)) return changed;
  }
  return requireWon(false);
}

/** False when somebody changed the version in between. */
export const replaceVersion = (previous: TemplateVersion, next: TemplateVersion): Promise<boolean> =>
  commit([Versions.replacement(previous, next)]);

/** False when somebody changed one of them in between. */
export const replacePair = (previous: Pair, next: Pair): Promise<boolean> =>
  commit([
    Templates.replacement(previous.template, next.template),
    Versions.replacement(previous.version, next.version),
  ]);

/**
 * Removes the template first, so that nothing can be generated from it, then its versions. Returns false when
 * somebody changed the template in between; versions left by a crash are unreachable and hold no file names.
 */
export async function remove(template: Template, versions: readonly TemplateVersion[]): Promise<boolean> {
  const removals = [Templates.removal(template), ...versions.map((version) => Versions.removal(version))];
  const [first = [], ...rest] = inGroups(removals);
  if (!(await commit(first))) return false;
  for (const group of rest) await commit(group);
  return true;
}

export const removeVersion = (version: TemplateVersion): Promise<boolean> =>
  commit([Versions.removal(version)]);

/** An announced upload that never came: the template goes too when this was its only hope. */
export const removePair = (pair: Pair): Promise<boolean> =>
  commit([Templates.removal(pair.template), Versions.removal(pair.version)]);

/** Newest first; fields, settings and problems are left out. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
  filter: { state?: TemplateState | undefined; category?: string | undefined },
): Promise<{ items: Template[]; nextCursor: string | undefined }> {
  const scope = ['templates', accountId, filter.state ?? '', filter.category ?? ''].join('|');
  const { items, end } = await Templates.query({
    index: 'byAccount',
    partition: `account#${accountId}#templates`,
    newestFirst: true,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
    where: filter,
  });
  return { items, nextCursor: toCursor(scope, end) };
}

/** Newest first. */
export async function listVersions(
  accountId: string,
  templateId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: TemplateVersion[]; nextCursor: string | undefined }> {
  const scope = ['versions', accountId, templateId].join('|');
  const { items, end } = await Versions.query({
    partition: `account#${accountId}`,
    sortPrefix: `version#${templateId}#`,
    newestFirst: true,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
  });
  return { items, nextCursor: toCursor(scope, end) };
}

/** Every version of a template, oldest first. */
export async function allVersions(accountId: string, templateId: string): Promise<TemplateVersion[]> {
  const all: TemplateVersion[] = [];
  let after: Record<string, unknown> | undefined;
  do {
    const { items, end } = await Versions.query({
      partition: `account#${accountId}`,
      sortPrefix: `version#${templateId}#`,
      limit: 100,
      after,
    });
    all.push(...items);
    after = end;
  } while (after);
  return all;
}

/** Versions of all accounts whose upload link ran out some minutes before `at` without a verdict. */
export const listOverdueUploads = async (
  at: Date,
  limit: number,
  onBroken: OnBroken,
): Promise<TemplateVersion[]> => Versions.getReadable(await listDue('upload', at, limit), onBroken);

/** All templates of an account, the oldest first; those made after one where that is named. */
export const all = (accountId: string, after?: string): AsyncGenerator<Template> =>
  Templates.all(`account#${accountId}`, 'template#', after && `template#${after}`);

/** All versions of all templates of an account, template by template; those behind one where its place is named. */
export const everyVersion = (accountId: string, after?: string): AsyncGenerator<TemplateVersion> =>
  Versions.all(`account#${accountId}`, 'version#', after);

/** The place of a version among those of its account, see {@link everyVersion}. */
export const placeOf = ({ accountId, templateId, version }: TemplateVersion): string =>
  versionKey(accountId, templateId, version).sk;

/** What templates are called, by id; those that are gone are missing. */
export const namesOf = async (
  accountId: string,
  templateIds: readonly string[],
): Promise<Map<string, string>> =>
  new Map(
    (await Templates.getMany(templateIds.map((id) => templateKey(accountId, id)))).map(
      ({ templateId, name }) => [templateId, name],
    ),
  );
