/**
 * What a template says, apart from any engine's syntax. `[[name]]` in a text stands for a value, inside lines and rows
 * for a column of the item.
 */
export interface Content {
  name: string;
  header: string;
  footer: string;
  blocks: Block[];
}

/** A paragraph's style, as `styles.ts` defines it. */
export type Style = 'Normal' | 'Title' | 'Heading1' | 'Clause';

export interface Paragraph {
  type: 'paragraph';
  text: string;
  style: Style;
}

export type Block =
  | Paragraph
  /** A logo that is the same in every document. */
  | { type: 'picture' }
  /** Stays when the value `flag` is true. */
  | { type: 'condition'; flag: string; paragraphs: Paragraph[] }
  /** One paragraph for each item of a list. */
  | { type: 'lines'; list: string; text: string; style: Style }
  /** One row for each item of a list, between a heading and rows that come once. */
  | { type: 'table'; list: string; heading: string[]; row: string[]; closing: string[][] };

/** What fills a template: texts, flags and lists of items. */
export type Values = Record<string, string | boolean | Record<string, string>[]>;

export const paragraph = (text: string, style: Style = 'Normal'): Paragraph => ({
  type: 'paragraph',
  text,
  style,
});

/** The text with every `[[name]]` replaced by what `say` answers. */
export const fillMarks = (text: string, say: (name: string) => string): string =>
  text.replace(/\[\[(\w+)\]\]/g, (_, name: string) => say(name));
