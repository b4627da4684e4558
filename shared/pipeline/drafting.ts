import { type Document, type DocumentFormat, queueDocument } from '../domain/document.ts';
import { type FieldFault, fail } from '../domain/fault.ts';
import type { Field } from '../domain/field.ts';
import { applySettings } from '../domain/field-settings.ts';
import type { PdfOptions } from '../domain/pdf-options.ts';
import { maxPictures, pictureReferences } from '../domain/picture-references.ts';
import { prepareValues } from '../domain/prepare-values.ts';
import type { Template, TemplateVersion } from '../domain/template.ts';
import type { Actor } from '../domain/user.ts';
import { type PictureReference, requireReadyAssets } from './ready-assets.ts';

type Values = Record<string, unknown>;

/** Faults shown in one reply; more of them help nobody. */
const maxFaults = 200;

/**
 * The documents that a request asks for, none of them stored yet: their values are checked, completed, and written as
 * they will be printed. Throws `invalid-values` naming each value of each document that does not fit: all documents are
 * made, or none.
 */
export async function draftDocuments(input: {
  request: {
    name?: string | undefined;
    formats: DocumentFormat[];
    pdf?: PdfOptions | undefined;
    values: Values | Values[];
  };
  keepUntil: string | undefined;
  template: Template;
  version: TemplateVersion;
  actor: Actor;
  newId: (prefix: 'doc') => string;
  newCode: () => string;
  at: Date;
}): Promise<Document[]> {
  const { request, template, version, actor } = input;
  const fields = applySettings(version.fields, template.fieldSettings);
  const sets = await preparedSets(actor.accountId, fields, request.values);
  const name = request.name ?? template.name;
  const hasCode = asksForCode(fields);
  return sets.map((values, index) =>
    queueDocument({
      accountId: actor.accountId,
      documentId: input.newId('doc'),
      templateId: template.templateId,
      version: version.version,
      name: sets.length > 1 ? `${name} ${index + 1}` : name,
      values,
      formats: request.formats,
      pdfOptions: request.pdf,
      keepUntil: input.keepUntil,
      verificationCode: hasCode ? input.newCode() : undefined,
      createdBy: actor.userId,
      at: input.at,
    }),
  );
}

export const asksForCode = (fields: readonly Field[]): boolean =>
  fields.some(
    ({ kind, fields: inner, otherwise }) => kind === 'qr' || asksForCode(inner) || asksForCode(otherwise),
  );

/** @throws Fault `invalid-values` */
async function preparedSets(
  accountId: string,
  fields: readonly Field[],
  given: Values | Values[],
): Promise<Values[]> {
  const sets = (Array.isArray(given) ? given : [given]).map((values, index) => ({
    path: Array.isArray(given) ? `values[${index}]` : 'values',
    prepared: prepareValues(fields, values),
  }));
  const faults = sets.flatMap(({ path, prepared }) =>
    'faults' in prepared ? prepared.faults.map((fault) => under(path, fault.path, fault.message)) : [],
  );
  refuseFaults(faults);
  const values = sets.flatMap(({ prepared }) => ('values' in prepared ? [prepared.values] : []));
  const references = values.flatMap((set, index) =>
    pictureReferences(fields, set).map(({ path, reference }) => ({
      field: under(sets[index]?.path ?? '', path, '').field,
      reference,
    })),
  );
  requireFew(references);
  refuseFaults(await requireReadyAssets(accountId, references));
  return values;
}

/** Each different picture is looked up, so their number is bounded before anything is read. */
function requireFew(references: readonly PictureReference[]): void {
  if (new Set(references.map(({ reference }) => reference)).size <= maxPictures) return;
  const message = `Name at most ${maxPictures.toLocaleString('en')} different pictures in one request.`;
  fail('invalid-values', message, [{ field: 'values', message }]);
}

const under = (set: string, path: string, message: string): FieldFault => ({
  field: path === '' ? set : `${set}.${path}`,
  message,
});

function refuseFaults(faults: readonly FieldFault[]): void {
  const [first] = faults;
  if (!first) return;
  const others = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
  fail(
    'invalid-values',
    `The values do not fit the template: ${first.field}${others}.`,
    faults.slice(0, maxFaults),
  );
}
