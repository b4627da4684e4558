import type { Field } from './field.ts';

/**
 * Bytes of JSON that the fields of a version may take: an item of the table holds 400 kB, and a template also
 * keeps labels and problems.
 */
export const mostFieldBytes = 150_000;

/** Places kept for each field, tried one after the other until the fields fit. */
const placesKept = [50, 20, 10, 5, 2, 1];

/**
 * The fields with as many of their places as fit into the table; undefined when not even the first place of each
 * fits. A name that stands in a thousand places is as easy to find by its first fifty.
 */
export function fittingFields(fields: readonly Field[]): Field[] | undefined {
  return placesKept
    .map((most) => withPlaces(fields, most))
    .find((kept) => new TextEncoder().encode(JSON.stringify(kept)).length <= mostFieldBytes);
}

const withPlaces = (fields: readonly Field[], most: number): Field[] =>
  fields.map((field) => ({
    ...field,
    places: field.places.slice(0, most),
    fields: withPlaces(field.fields, most),
    otherwise: withPlaces(field.otherwise, most),
  }));
