import type { RenderResources } from '../../../shared/engines/docx/render-resources.ts';

/** A document as some program writes it, what it asks for, and what must come out when it is filled. */
export interface GoldenCase {
  /** The program and what is special, `Word: bookmarks inside placeholders`. */
  name: string;
  build(): Buffer;
  /**
   * Every field as `name kind places`, with `type` behind it where the document dictates one; a field inside a
   * section stands behind `>`, one of an inverted section behind `^`: `items>price filter 1 money`.
   */
  fields: string[];
  values?: Record<string, unknown>;
  resources?: RenderResources;
  /** Text of the paragraphs that hold any, by part; inner paragraphs before those around them. */
  texts?: Record<string, string[]>;
  /** Parts that filling changes; all others come out byte for byte. The body when absent. */
  changes?: string[];
  /** Parts that filling adds. */
  adds?: string[];
}
