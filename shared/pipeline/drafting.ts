import { type Document, queueDocument } from '../domain/document.ts';
import { type FieldFault, fail } from '../domain/fault.ts';
import type { Template, TemplateVersion } from '../domain/template.ts';
import type { Actor } from '../domain/user.ts';
import { checkValues } from '../domain/values.ts';

type Values = Record<string, unknown>;

/** Faults shown in one reply; more of them help nobody. */
const maxFaults = 200;

/**
 * The documents that a request asks for, none of them stored yet. Throws `invalid-values` naming each value of
 * each document that does not fit: all documents are made, or none.
 */
export function draftDocuments(input: {
  request: { name?: string | undefined; values: Values | Values[] };
  template: Template;
  version: TemplateVersion;
  actor: Actor;
  newId: (prefix: 'doc') => string;
  at: Date;
}): Document[] {
  const { request, template, version } = input;
  const sets = Array.isArray(request.values) ? request.values : [request.values];
  const faults = sets.flatMap((values, index) =>
    checkValues(version.fields, values).map(
      ({ path, message }): FieldFault => ({
        field: Array.isArray(request.values) ? `values[${index}].${path}` : `values.${path}`,
        message,
      }),
    ),
  );
  const [first] = faults;
  if (first) {
    const others = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
    fail(
      'invalid-values',
      `The values do not fit the template: ${first.field}${others}.`,
      faults.slice(0, maxFaults),
    );
  }
  const name = request.name ?? template.name;
  return sets.map((values, index) =>
    queueDocument({
      accountId: input.actor.accountId,
      documentId: input.newId('doc'),
      templateId: template.templateId,
      version: version.version,
      name: sets.length > 1 ? `${name} ${index + 1}` : name,
      values,
      createdBy: input.actor.userId,
      at: input.at,
    }),
  );
}
