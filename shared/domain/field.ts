// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Condition } from './condition.ts';

/**
 * What a template asks for. A field is one name the values must answer, wherever and however often the
 * document shows it.
 */

/**
 * How the document uses a name. `value`: shown as given. `filter`: shown through at least one filter. `section`:
 * `${#name}…${/name}`, a block, or a table row that repeats by itself. `condition`: only asked about, in `${#if …}`.
 * `image`: `${%name}` or `${name:200:80}`. `signature`: signed later, never filled. `qr`: filled by us.
 */
export type FieldKind = 'value' | 'filter' | 'section' | 'condition' | 'image' | 'signature' | 'qr';

/** What a field holds: decides what a form shows and which values are accepted. */
export const fieldTypes = [
  'text',
  'long-text',
  'number',
  'money',
  'kobo',
  'amount-in-words',
  'date',
  'email',
  'phone',
  'address',
  'link',
  'state',
  'lga',
  'choice',
  'yes-no',
  'list',
  'group',
  'image',
  'signature',
  'qr',
  'rc-number',
  'tin',
  'nin',
  'bvn',
  'account-number',
] as const;

export type FieldType = (typeof fieldTypes)[number];

/** The part of the Word file a placeholder stands in; `link` is the address of a hyperlink. */
export const fieldParts = [
  'body',
  'header',
  'footer',
  'footnotes',
  'endnotes',
  'comments',
  'chart',
  'diagram',
  'properties',
  'link',
] as const;

export type FieldPart = (typeof fieldParts)[number];

/** A table cell, each number counted from 1; tables are counted within their part. */
export interface TableCell {
  table: number;
  row: number;
  column: number;
}

/** Where one placeholder stands, precise enough for a person to find it in Word. */
export interface FieldPlace {
  part: FieldPart;
  /** Paragraph number within its part, counted from 1, tables and text boxes included. */
  paragraph: number;
  /** The innermost table cell around it; absent outside tables. */
  cell?: TableCell | undefined;
  inTable: boolean;
  inTextBox: boolean;
  /** The text around the placeholder, at most 80 characters. */
  around: string;
  /** Filters of this occurrence in order, as written: `['naira']`, `['default:none']`. */
  filters: string[];
}

export interface Field {
  /** As written, dots kept: `candidate_name`, `person.name`. Relative to the enclosing section. */
  name: string;
  kind: FieldKind;
  /** What the form shows; made from the name until the owner changes it. */
  label: string;
  /** What it holds, inferred from filters, name and surrounding words until the owner says so. */
  type: FieldType;
  /** How sure the type is, 0 to 1: 1 is what the document or the owner dictates; below `enforcedFrom` it is a guess. */
  confidence: number;
  /** Whether a value has to be given. */
  required: boolean;
  /** What is taken when no value is given; owner's choice. */
  default?: string | number | boolean | undefined;
  /** One or two sentences for the person who fills the form; empty when there is nothing to say. */
  help: string;
  /** The answers of a `choice`; empty for other types. */
  choices: string[];
  /** Name of the amount these words are written from, on the same level; such a field is never asked for. */
  writtenFrom?: string | undefined;
  /**
   * Where the name stands only inside `${#if …}`: it is needed when one of these conditions holds, names in them as
   * the document writes them there. Absent for a name that is needed whenever its level is shown.
   */
  neededWhen?: Condition[] | undefined;
  /**
   * Absent for a name no condition asks about. `number` and `date`: put in order with `<` or `>`, so only such values
   * are accepted. `yes-no`: only asked whether it is so. `text`: compared with `=` and `!=`.
   */
  comparedAs?: 'text' | 'number' | 'date' | 'yes-no' | undefined;
  /** A column that the document adds up: every row must have a number there; `whole` and `kobo` without fraction. */
  summed?: 'number' | 'whole' | 'kobo' | undefined;
  /** Every place of the name; of a section its opening tags. Closing tags have no place. */
  places: FieldPlace[];
  /**
   * The different filter chains the name is printed through, `[]` standing for "as given":
   * `[['naira'], ['words']]`. Empty for a name that is never printed, that is a mere section.
   * A section with an entry here is also printed, so it takes one value: `${#vat}VAT${/vat} ${vat|naira}`.
   */
  shownThrough: string[][];
  /** True for a list that repeats the table row its names stand in: `${items.name}`. */
  repeatsRow: boolean;
  /** Answers the document compares it with, `paid` in `${#if status = "paid"}`; suggestions for a form. */
  comparedWith: string[];
  /** The box of an image in pixels at 96 dpi, where the placeholder names one. */
  box?: { width?: number | undefined; height?: number | undefined } | undefined;
  /** True for a section that needs no rows: used only as `${^name}` or without fields inside. */
  yesNo: boolean;
  /** Fields inside `${#name}…${/name}`, answered by each row or an enclosing level. */
  fields: Field[];
  /** Fields inside `${^name}…${/name}`, needed only when the section is empty, false or no. */
  otherwise: Field[];
}

/** Values must fit an inferred type from this confidence on; below it the type only shapes the form. */
export const enforcedFrom = 0.8;
