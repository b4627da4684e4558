import * as z from 'zod';
import { FieldSchema } from '../domain/field-schema.ts';
import { maxTemplateBytes, templateStates } from '../domain/template.ts';
import { TemplateId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';
import { line, prose } from './text.ts';

export const Problem = z
  .object({
    code: z.string().describe('Stable code of what is wrong with the file.'),
    message: z.string().describe('What is wrong, where, and what to do about it.'),
    where: z
      .object({
        part: z.enum(['body', 'header', 'footer', 'footnotes', 'endnotes']).optional(),
        paragraph: z.int().optional().describe('Counted from 1 within its part.'),
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
    fields: z.array(FieldSchema),
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
    problems: z.array(Problem).describe('Why the latest upload was rejected; empty otherwise.'),
    fields: z.array(FieldSchema).describe('Fields of the version in use.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'Template' });

/** A list leaves the fields out: ask for the template itself to see them. */
export const TemplateSummary = Template.omit({ fields: true, problems: true }).meta({
  id: 'TemplateSummary',
});

const FileAnnouncement = {
  size: z
    .int()
    .min(1)
    .max(maxTemplateBytes)
    .optional()
    .describe('Bytes; when given, exactly this size is accepted.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'Give the SHA-256 in lower-case hexadecimal.')
    .optional()
    .describe('When given, only a file with this hash is accepted.'),
};

const Upload = z
  .object({
    url: z.url().describe('POST a multipart/form-data form here: all fields first, the file last as "file".'),
    fields: z.record(z.string(), z.string()),
    maxBytes: z.int(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Upload' });

const params = z.object({ templateId: TemplateId });
const VersionNumber = z.coerce.number().int().min(1).max(999_999);

export const uploadTemplate = route({
  method: 'POST',
  path: '/templates/upload',
  auth: 'user',
  summary: 'Create a template and get a link to upload its Word file',
  description:
    'The file is inspected as soon as it has arrived; poll the template until it is ready or rejected.',
  needs: ['table:write', 'uploads:presign'],
  body: z.strictObject({
    name: Title,
    description: Description.default(''),
    category: Category.default('general'),
    ...FileAnnouncement,
  }),
  reply: { status: 201, body: z.object({ template: Template, upload: Upload }) },
  errors: ['conflict'],
});

export const uploadTemplateVersion = route({
  method: 'POST',
  path: '/templates/{templateId}/versions',
  auth: 'user',
  summary: 'Get a link to upload the next version of a template',
  description: 'The version in use stays in use until the new one is ready.',
  needs: ['table:read', 'table:write', 'uploads:presign'],
  params,
  body: z.strictObject({ ...FileAnnouncement }),
  reply: { status: 201, body: z.object({ version: TemplateVersion, upload: Upload }) },
  errors: ['conflict'],
});

export const listTemplates = route({
  method: 'GET',
  path: '/templates',
  auth: 'user',
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
  summary: 'Rename, describe or file a template, or label its fields',
  description: 'Send If-Match with the ETag you read to be sure that nobody changed it in between.',
  needs: ['table:read', 'table:write'],
  params,
  body: z
    .strictObject({
      name: Title.optional(),
      description: Description.optional(),
      category: Category.optional(),
      fieldLabels: z
        .record(z.string().max(400), line(100))
        .refine((labels) => Object.keys(labels).length <= 500, 'Send at most 500 labels.')
        .refine(
          (labels) => JSON.stringify(labels).length <= 50_000,
          'Shorten the labels: together at most 50 kB.',
        )
        .optional()
        .describe('Label by field name; inside a section as "items.price".'),
    })
    .refine((body) => Object.keys(body).length > 0, 'Name at least one thing to change.'),
  reply: { status: 200, body: Template },
  errors: ['conflict', 'precondition-failed'],
});

export const deleteTemplate = route({
  method: 'DELETE',
  path: '/templates/{templateId}',
  auth: 'user',
  summary: 'Delete a template and all its versions',
  description: 'Documents already generated from it stay.',
  needs: ['table:read', 'table:write', 'artefacts:delete'],
  params,
  reply: { status: 204 },
  errors: ['conflict', 'precondition-failed'],
});

export const downloadTemplate = route({
  method: 'GET',
  path: '/templates/{templateId}/download',
  auth: 'user',
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
  summary: 'List the versions of a template, newest first',
  needs: ['table:read', 'cursors:sign'],
  params,
  query: z.strictObject({ ...PageQuery }),
  reply: { status: 200, body: pageOf(TemplateVersion) },
  errors: [],
});
