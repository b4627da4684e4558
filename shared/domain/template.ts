import { fail, notFound } from './fault.ts';
import type { Field } from './field.ts';
import type { FieldSettings } from './field-settings.ts';
import type { FaultPlace } from './template-fault.ts';

/** Bytes: 10 MB, the limit the gate and the contract share. */
export const maxTemplateBytes = 10 * 1024 * 1024;

/**
 * Bytes an upload link accepts when no size was announced. More than a template may have, so that the author of one
 * that is too large reads a sentence about it, and not S3's refusal in XML; few enough to read into memory.
 */
export const maxUploadBytes = 2 * maxTemplateBytes;

export const templateStates = ['awaiting-upload', 'inspecting', 'ready', 'rejected'] as const;
export type TemplateState = (typeof templateStates)[number];

/** What is wrong with an uploaded file, for its author: a fault of the engine, or of the upload itself. */
export interface TemplateProblem {
  code: string;
  message: string;
  where?: FaultPlace | undefined;
}

export interface TemplateVersion {
  accountId: string;
  templateId: string;
  version: number;
  state: TemplateState;
  problems: TemplateProblem[];
  fields: Field[];
  sha256?: string | undefined;
  size?: number | undefined;
  /** Until when the upload link is good; only while the upload is awaited. */
  uploadExpiresAt?: string | undefined;
  /** The owner said beforehand that values which fitted the version in use need not fit this one. */
  acceptBreaking?: boolean | undefined;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

export interface Template {
  accountId: string;
  templateId: string;
  name: string;
  description: string;
  category: string;
  state: TemplateState;
  /** The version in use; absent until one is ready. */
  version?: number | undefined;
  latestVersion: number;
  problems: TemplateProblem[];
  fields: Field[];
  /** What the owner decided about fields, by dotted name; it outlives a new version. */
  fieldSettings: Record<string, FieldSettings>;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

const firstRevision = 1;

/** A template and its first version, both waiting for the file. */
export function announceTemplate(input: {
  accountId: string;
  templateId: string;
  name: string;
  description: string;
  category: string;
  at: Date;
  uploadExpiresAt: Date;
}): { template: Template; version: TemplateVersion } {
  const at = input.at.toISOString();
  const template: Template = {
    accountId: input.accountId,
    templateId: input.templateId,
    name: input.name,
    description: input.description,
    category: input.category,
    state: 'awaiting-upload',
    latestVersion: 1,
    problems: [],
    fields: [],
    fieldSettings: {},
    createdAt: at,
    updatedAt: at,
    revision: firstRevision,
  };
  return { template, version: awaitedVersion(template, 1, input.at, input.uploadExpiresAt) };
}

/** The next version of a template, waiting for its file; the version in use stays in use. */
export function announceVersion(
  template: Template,
  { acceptBreaking }: { acceptBreaking?: boolean | undefined },
  at: Date,
  uploadExpiresAt: Date,
): { template: Template; version: TemplateVersion } {
  const latestVersion = template.latestVersion + 1;
  return {
    template: changed(template, at, {
      latestVersion,
      ...(template.version === undefined ? { state: 'awaiting-upload', problems: [] } : {}),
    }),
    version: {
      ...awaitedVersion(template, latestVersion, at, uploadExpiresAt),
      ...(acceptBreaking ? { acceptBreaking } : {}),
    },
  };
}

function awaitedVersion(
  template: Template,
  version: number,
  at: Date,
  uploadExpiresAt: Date,
): TemplateVersion {
  return {
    accountId: template.accountId,
    templateId: template.templateId,
    version,
    state: 'awaiting-upload',
    problems: [],
    fields: [],
    uploadExpiresAt: uploadExpiresAt.toISOString(),
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: firstRevision,
  };
}

/** The file has arrived: it may be inspected, again if an inspection died; undefined when that is over already. */
export function beginInspection(version: TemplateVersion, at: Date): TemplateVersion | undefined {
  if (version.state === 'ready' || version.state === 'rejected') return undefined;
  return changed(version, at, { state: 'inspecting' });
}

/**
 * The template while one of its versions is inspected: it shows that its file is being looked at. One with a usable
 * version stays ready, and an older version than the latest does not speak for it.
 */
export const noteInspection = (template: Template, { version }: TemplateVersion, at: Date): Template =>
  template.version === undefined && version === template.latestVersion
    ? changed(template, at, { state: 'inspecting' })
    : template;

/**
 * The number of the version to use: the one asked for, or the one in use. Throws `template-not-ready` while
 * there is none.
 */
export function versionInUse(template: Template, wanted: number | undefined): number {
  const version = wanted ?? template.version;
  if (version !== undefined) return version;
  return template.state === 'rejected'
    ? fail(
        'template-not-ready',
        'The uploaded file was rejected: see problems, mend the file and upload it again.',
      )
    : fail(
        'template-not-ready',
        `The template is not ready yet (${template.state}). Wait until its state is "ready".`,
      );
}

/** A version that documents can be made from. */
export type UsableVersion = TemplateVersion & { file: { sha256: string; size: number } };

/** Throws `not-found` for a version that was never uploaded, `template-not-ready` for one without a verdict. */
export function requireUsable(version: TemplateVersion | undefined): UsableVersion {
  if (!version) return notFound('version');
  const { sha256, size } = version;
  if (version.state === 'ready' && sha256 !== undefined && size !== undefined) {
    return { ...version, file: { sha256, size } };
  }
  return fail(
    'template-not-ready',
    `Version ${version.version} cannot be used: its state is "${version.state}".`,
  );
}

/** A thing with a change, a later time and the next revision. */
export function changed<T extends { updatedAt: string; revision: number }>(
  thing: T,
  at: Date,
  change: Partial<T>,
): T {
  return { ...thing, ...change, updatedAt: at.toISOString(), revision: thing.revision + 1 };
}
