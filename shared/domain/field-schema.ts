import * as z from 'zod';
import type { Condition, Operand } from './condition.ts';
import { type Field, type FieldPlace, fieldParts, fieldTypes } from './field.ts';
import type { FieldSettings } from './field-settings.ts';

const PlaceSchema: z.ZodType<FieldPlace> = z
  .object({
    part: z.enum(fieldParts),
    paragraph: z.int().min(1).describe('Counted from 1 within its part.'),
    cell: z
      .object({ table: z.int().min(1), row: z.int().min(1), column: z.int().min(1) })
      .optional()
      .describe('The innermost table cell around it, each number counted from 1.'),
    inTable: z.boolean(),
    inTextBox: z.boolean(),
    around: z.string().describe('The text around the placeholder.'),
    filters: z.array(z.string()).describe('Filters of this occurrence, as written.'),
  })
  .meta({ id: 'FieldPlace' });

const OperandSchema: z.ZodType<Operand> = z.union([
  z.object({ name: z.string() }),
  z.object({ literal: z.union([z.string(), z.number(), z.boolean()]) }),
]);

const ConditionSchema: z.ZodType<Condition> = z
  .union([
    z.object({
      op: z.enum(['and', 'or']),
      get of() {
        return z.array(ConditionSchema);
      },
    }),
    z.object({
      op: z.literal('not'),
      get of() {
        return ConditionSchema;
      },
    }),
    z.object({ op: z.enum(['=', '!=', '>', '<', '>=', '<=']), left: OperandSchema, right: OperandSchema }),
    z.object({ op: z.literal('shown'), name: z.string() }),
  ])
  .meta({ id: 'Condition' });

/** A field as the table keeps it and the API shows it. */
export const FieldSchema: z.ZodType<Field> = z
  .object({
    name: z.string(),
    kind: z.enum(['value', 'filter', 'section', 'condition', 'image', 'signature', 'qr']),
    label: z.string().describe('What a form shows; made from the name until you change it.'),
    type: z.enum(fieldTypes).describe('What it holds, inferred from the document until you change it.'),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .describe(
        'How sure the type is; from 0.8 on values must fit it. 1 is what the document or you dictate.',
      ),
    required: z.boolean(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    help: z.string().describe('For the person who fills the form; empty when there is nothing to say.'),
    choices: z.array(z.string()).describe('The answers of a choice; empty for other types.'),
    writtenFrom: z.string().optional().describe('The amount these words are written from; never asked for.'),
    neededWhen: z
      .array(ConditionSchema)
      .optional()
      .describe('Needed when one of these conditions holds; absent when it is always needed.'),
    comparedAs: z
      .enum(['text', 'number', 'date', 'yes-no'])
      .optional()
      .describe('How conditions of the document use it; absent when none asks about it.'),
    summed: z
      .enum(['number', 'whole', 'kobo'])
      .optional()
      .describe('The document adds this column up, so every row needs a number there.'),
    places: z.array(PlaceSchema),
    shownThrough: z.array(z.array(z.string())).describe('The different filter chains it is printed through.'),
    repeatsRow: z.boolean().describe('A list that repeats a table row by itself.'),
    comparedWith: z.array(z.string()).describe('Answers that the document compares it with.'),
    box: z
      .object({ width: z.number().optional(), height: z.number().optional() })
      .optional()
      .describe('The box of a picture in pixels at 96 dpi.'),
    yesNo: z.boolean().describe('A section that needs no rows: true or false will do.'),
    get fields() {
      return z.array(FieldSchema).describe('What each row of a section asks for.');
    },
    get otherwise() {
      return z.array(FieldSchema).describe('Asked for only when the section is empty or false.');
    },
  })
  .meta({ id: 'Field' });

/** What an owner decides about one field. */
export const FieldSettingsSchema: z.ZodType<FieldSettings> = z
  .strictObject({
    label: z.string().trim().min(1).max(100).optional().describe('What a form shows.'),
    type: z.enum(fieldTypes).optional(),
    required: z.boolean().optional(),
    default: z
      .union([z.string().max(10_000), z.number(), z.boolean()])
      .optional()
      .describe('Taken when no value is given, so the field is not required.'),
    help: z.string().trim().max(500).optional().describe('One or two sentences for who fills the form.'),
    choices: z
      .array(z.string().trim().min(1).max(200))
      .max(200)
      .optional()
      .describe('The answers of a field of type choice.'),
  })
  .meta({ id: 'FieldSettings' });
