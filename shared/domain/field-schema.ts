import * as z from 'zod';
import type { Field, FieldPlace } from './field.ts';

const PlaceSchema: z.ZodType<FieldPlace> = z
  .object({
    part: z.enum(['body', 'header', 'footer', 'footnotes', 'endnotes']),
    paragraph: z.int().min(1).describe('Counted from 1 within its part.'),
    inTable: z.boolean(),
    inTextBox: z.boolean(),
    around: z.string().describe('The text around the placeholder.'),
    filters: z.array(z.string()).describe('Filters of this occurrence, as written.'),
  })
  .meta({ id: 'FieldPlace' });

/** A field as the table keeps it and the API shows it. */
export const FieldSchema: z.ZodType<Field> = z
  .object({
    name: z.string(),
    kind: z.enum(['value', 'filter', 'section']),
    label: z.string().describe('What a form shows; made from the name until you change it.'),
    places: z.array(PlaceSchema),
    shownThrough: z.array(z.array(z.string())).describe('The different filter chains it is printed through.'),
    yesNo: z.boolean().describe('A section that needs no rows: true or false will do.'),
    get fields() {
      return z.array(FieldSchema).describe('What each row of a section asks for.');
    },
    get otherwise() {
      return z.array(FieldSchema).describe('Asked for only when the section is empty or false.');
    },
  })
  .meta({ id: 'Field' });
