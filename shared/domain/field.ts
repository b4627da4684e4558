/**
 * What a template asks for. A field is one name the values must answer, wherever and however often the
 * document shows it.
 */

/** `value`: shown as given. `filter`: shown through at least one filter. `section`: `${#name}…${/name}`. */
export type FieldKind = 'value' | 'filter' | 'section';

/** The part of the Word file a placeholder stands in. */
export type FieldPart = 'body' | 'header' | 'footer' | 'footnotes' | 'endnotes';

/** Where one placeholder stands, precise enough for a person to find it in Word. */
export interface FieldPlace {
  part: FieldPart;
  /** Paragraph number within its part, counted from 1, tables and text boxes included. */
  paragraph: number;
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
  /** Every place of the name; of a section its opening tags. Closing tags have no place. */
  places: FieldPlace[];
  /**
   * The different filter chains the name is printed through, `[]` standing for "as given":
   * `[['naira'], ['words']]`. Empty for a name that is never printed, that is a mere section.
   * A section with an entry here is also printed, so it takes one value: `${#vat}VAT${/vat} ${vat|naira}`.
   */
  shownThrough: string[][];
  /** True for a section that needs no rows: used only as `${^name}` or without fields inside. */
  yesNo: boolean;
  /** Fields inside `${#name}…${/name}`, answered by each row or an enclosing level. */
  fields: Field[];
  /** Fields inside `${^name}…${/name}`, needed only when the section is empty, false or no. */
  otherwise: Field[];
}
