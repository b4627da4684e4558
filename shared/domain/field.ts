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
  places: FieldPlace[];
  /** True for a name used only as `${^name}…${/name}` or as a yes/no section without fields inside. */
  inverted: boolean;
  /** Fields inside the section, empty for the other kinds. */
  fields: Field[];
}
