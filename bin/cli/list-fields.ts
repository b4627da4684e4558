import type { Field } from '../../shared/domain/field.ts';

/** A field under its full name: `items.name` for the field `name` of the section `items`. */
export interface ListedField {
  name: string;
  field: Field;
}

/** All fields of a template, those of sections behind their section, each full name once. */
export function listFields(fields: readonly Field[]): ListedField[] {
  const listed = new Map<string, ListedField>();
  collect(fields, '', listed);
  return [...listed.values()];
}

function collect(fields: readonly Field[], prefix: string, listed: Map<string, ListedField>): void {
  for (const field of fields) {
    const name = `${prefix}${field.name}`;
    if (!listed.has(name)) listed.set(name, { name, field });
    collect(field.fields, `${name}.`, listed);
    // What shows instead of a section has no row to stand in: its names are those around the section.
    collect(field.otherwise, prefix, listed);
  }
}
