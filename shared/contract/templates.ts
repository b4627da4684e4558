import * as z from 'zod';
import { fieldParts, fieldTypes } from '../domain/field.ts';
import { FieldSchema, FieldSettingsSchema } from '../domain/field-schema.ts';
import { maxTemplateBytes, templateStates } from '../domain/template.ts';
import { TemplateId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { PreviewQuery, previewReply } from './preview.ts';
import { route } from './route.ts';
import { line, prose } from './text.ts';
import { fileAnnouncement, Upload } from './upload.ts';

export const Problem = z
  .object({
    code: z.string().describe('Stable code of what is wrong with the file.'),
    message: z.string().describe('What is wrong, where, and what to do about it.'),
    where: z
      .object({
        part: z.enum(fieldParts).optional(),
        paragraph: z.int().optional().describe('Counted from 1 within its part.'),
        cell: z
          .object({ table: z.int(), row: z.int(), column: z.int() })
          .optional()
          .describe('The table cell it stands in, each number counted from 1.'),
        around: z.string().describe('The spot, quoted from the file.'),
      })
      .optional()
      .describe('Absent for what concerns the file as a whole.'),
  })
  .meta({ id: 'TemplateProblem' });

const Title = line(200);
const Description = prose(2000);
const Category = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} &-]{0,59}$/u, 'Use letters, digits, spaces and hyphens, at most 60.');

export const TemplateVersion = z
  .object({
    templateId: TemplateId,
    version: z.int().min(1),
    state: z.enum(templateStates),
    problems: z.array(Problem).describe('Why it was rejected; empty otherwise.'),
    fields: z.array(FieldSchema).describe('As the document has them, without your settings.'),
    sha256: z.string().optional().describe('Hexadecimal, of the stored Word file.'),
    size: z.int().optional().describe('Bytes.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'TemplateVersion' });

export const Template = z
  .object({
    templateId: TemplateId,
    name: z.string(),
    description: z.string(),
    category: z.string(),
    state: z
      .enum(templateStates)
      .describe('A template with a usable version is ready, whatever became of later uploads.'),
    version: z.int().optional().describe('The version used when none is named; absent until one is ready.'),
    latestVersion: z.int().describe('The version uploaded last, ready or not.'),
    problems: z
      .array(Problem)
      .describe('Why the latest upload was rejected, or is ready but not in use; empty otherwise.'),
    fields: z.array(FieldSchema).describe('Fields of the version in use, with your settings.'),
    fieldSettings: z
      .record(z.string(), FieldSettingsSchema)
      .describe('What you decided about fields, by field name.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'Template' });

/** A list leaves the fields out: ask for the template itself to see them. */
export const TemplateSummary = Template.omit({ fields: true, fieldSettings: true, problems: true }).meta({
  id: 'TemplateSummary',
});

const params = z.object({ templateId: TemplateId });
const VersionNumber = z.coerce.number().int().min(1).max(999_999);

export const uploadTemplate = route({
  method: 'POST',
  path: '/templates/upload',
  auth: 'user',
  permission: 'templates:write',
  limit: 'template-creation',
  summary: 'Create a template and get a link to upload its Word file',
  description:
    'The file is inspected as soon as it has arrived; poll the template until it is ready or rejected.',
  needs: ['table:write', 'uploads:presign'],
  body: z.strictObject({
    name: Title,
    description: Description.default(''),
    category: Category.default('general'),
    ...fileAnnouncement(maxTemplateBytes),
  }),
  reply: { status: 201, body: z.object({ template: Template, upload: Upload }) },
  errors: ['conflict'],
});

export const uploadTemplateVersion = route({
  method: 'POST',
  path: '/templates/{templateId}/versions',
  auth: 'user',
  permission: 'templates:write',
  summary: 'Get a link to upload the next version of a template',
  description:
    'The version in use stays in use until the new one is ready. One that breaks what callers send is ready but not in ' +
    'use until you publish it.',
  needs: ['table:read', 'table:write', 'uploads:presign'],
  params,
  body: z.strictObject({
    ...fileAnnouncement(maxTemplateBytes),
    acceptBreaking: z
      .boolean()
      .optional()
      .describe('Use it when it is ready, even if values that fit the version in use would not fit it.'),
  }),
  reply: { status: 201, body: z.object({ version: TemplateVersion, upload: Upload }) },
  errors: ['conflict'],
});

export const listTemplates = route({
  method: 'GET',
  path: '/templates',
  auth: 'user',
  permission: 'templates:read',
  summary: 'List my templates, newest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({
    ...PageQuery,
    state: z.enum(templateStates).optional(),
    category: Category.optional(),
  }),
  reply: { status: 200, body: pageOf(TemplateSummary) },
  errors: [],
});

export const getTemplate = route({
  method: 'GET',
  path: '/templates/{templateId}',
  auth: 'user',
  permission: 'templates:read',
  summary: 'Read a template with its fields',
  needs: ['table:read'],
  params,
  reply: { status: 200, body: Template },
  errors: [],
});

export const updateTemplate = route({
  method: 'PATCH',
  path: '/templates/{templateId}',
  auth: 'user',
  permission: 'templates:write',
  summary: 'Rename, describe or file a template, or decide about its fields',
  description: 'Send If-Match with the ETag you read to be sure that nobody changed it in between.',
  needs: ['table:read', 'table:write'],
  params,
  body: z
    .strictObject({
      name: Title.optional(),
      description: Description.optional(),
      category: Category.optional(),
      fieldSettings: z
        .record(z.string().max(400), FieldSettingsSchema.nullable())
        .refine((settings) => Object.keys(settings).length <= 500, 'Send at most 500 settings.')
        .optional()
        .describe(
          'By field name, inside a section as "items.price". They replace what was set for that field; null takes it back.',
        ),
    })
    .refine((body) => Object.keys(body).length > 0, 'Name at least one thing to change.'),
  reply: { status: 200, body: Template },
  errors: ['conflict', 'precondition-failed'],
});

export const deleteTemplate = route({
  method: 'DELETE',
  path: '/templates/{templateId}',
  auth: 'user',
  permission: 'templates:delete',
  summary: 'Delete a template and all its versions',
  description: 'Documents already generated from it stay.',
  needs: ['table:read', 'table:write', 'artefacts:list', 'artefacts:delete'],
  params,
  reply: { status: 204 },
  errors: ['conflict', 'precondition-failed'],
});

export const downloadTemplate = route({
  method: 'GET',
  path: '/templates/{templateId}/download',
  auth: 'user',
  permission: 'templates:read',
  summary: 'Get a short-lived link to the Word file of a template',
  needs: ['table:read', 'artefacts:read'],
  params,
  query: z.strictObject({ version: VersionNumber.optional() }),
  reply: {
    status: 200,
    body: z
      .object({
        url: z.url(),
        fileName: z.string(),
        expiresAt: z.iso.datetime(),
        sha256: z.string(),
        size: z.int(),
      })
      .meta({ id: 'Download' }),
  },
  errors: ['template-not-ready'],
});

export const listTemplateVersions = route({
  method: 'GET',
  path: '/templates/{templateId}/versions',
  auth: 'user',
  permission: 'templates:read',
  summary: 'List the versions of a template, newest first',
  needs: ['table:read', 'cursors:sign'],
  params,
  query: z.strictObject({ ...PageQuery }),
  reply: { status: 200, body: pageOf(TemplateVersion) },
  errors: [],
});

const versionParams = z.object({ templateId: TemplateId, version: VersionNumber });

export const publishTemplateVersion = route({
  method: 'POST',
  path: '/templates/{templateId}/versions/{version}/publish',
  auth: 'user',
  permission: 'templates:write',
  summary: 'Put a version of a template into use, an older one too',
  needs: ['table:read', 'table:write'],
  params: versionParams,
  body: z.strictObject({
    acceptBreaking: z
      .boolean()
      .default(false)
      .describe('Publish it although values that fit the version in use would not fit it.'),
  }),
  reply: { status: 200, body: Template },
  errors: ['conflict', 'precondition-failed', 'template-not-ready', 'breaking-change'],
});

const FieldChange = z
  .object({
    name: z.string().describe('Dotted name.'),
    change: z.enum(['added', 'removed', 'retyped', 'required', 'optional']),
    breaking: z.boolean().describe('Values that fitted before may not fit any more.'),
    before: z.enum(fieldTypes).optional(),
    after: z.enum(fieldTypes).optional(),
    message: z.string(),
  })
  .meta({ id: 'FieldChange' });

export const diffTemplateVersion = route({
  method: 'GET',
  path: '/templates/{templateId}/versions/{version}/diff',
  auth: 'user',
  permission: 'templates:read',
  summary: 'See what a version changes for the values',
  needs: ['table:read'],
  params: versionParams,
  query: z.strictObject({
    against: VersionNumber.optional().describe('The version to compare with; the one before it otherwise.'),
  }),
  reply: {
    status: 200,
    body: z
      .object({
        version: z.int(),
        against: z.int().optional().describe('Absent when there is no version before it.'),
        breaking: z.boolean(),
        changes: z.array(FieldChange),
      })
      .meta({ id: 'TemplateDiff' }),
  },
  errors: ['template-not-ready'],
});

const VersionQuery = z.strictObject({
  version: VersionNumber.optional().describe('The one in use when not given.'),
});

export const getTemplateSchema = route({
  method: 'GET',
  path: '/templates/{templateId}/schema',
  auth: 'user',
  permission: 'templates:read',
  summary: 'Get the JSON Schema of the values a template takes',
  description:
    'JSON Schema 2020-12, with your settings; forms can be rendered from it. It accepts what generating accepts, but that pictures it cannot look up. Formats beginning with `mytypist-` are ours: a validator that does not know them accepts more.',
  needs: ['table:read'],
  params,
  query: VersionQuery,
  reply: { status: 200, body: z.record(z.string(), z.unknown()).meta({ id: 'ValuesSchema' }) },
  errors: ['template-not-ready'],
});

export const getTemplateSample = route({
  method: 'GET',
  path: '/templates/{templateId}/sample',
  auth: 'user',
  permission: 'templates:read',
  summary: 'Get plausible values for a template',
  description:
    'Generating accepts them once you replace `ast_sample`, which stands for pictures, with the `assetId` of a picture of yours.',
  needs: ['table:read'],
  params,
  query: VersionQuery,
  reply: { status: 200, body: z.record(z.string(), z.unknown()).meta({ id: 'SampleValues' }) },
  errors: ['template-not-ready'],
});

export const previewTemplate = route({
  method: 'GET',
  path: '/templates/{templateId}/preview',
  auth: 'user',
  permission: 'templates:read',
  summary: 'Get pictures of a page of a template, filled with sample values',
  description:
    'Answers 202 while the pictures are being made; with "Prefer: wait=N" it waits. Pictures are WebP in two sizes.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'preview:send'],
  params,
  query: PreviewQuery.extend({ version: VersionNumber.optional() }),
  reply: previewReply,
  errors: ['template-not-ready', 'preview-failed', 'converter-unavailable'],
  timeout: 29,
});
