import { type RichSpan, readInline } from './rich-inline.ts';

/*
 * The small Markdown that `|rich` takes:
 *
 *   text      = { blank line | item | paragraph }
 *   item      = indent ( bullet | number ) text { line break indented-line }
 *   bullet    = ( "-" | "*" | "•" ) " "
 *   number    = 1 to 3 digits ( "." | ")" ) " "
 *   paragraph = line { line break line }          until a blank line or an item
 *
 *   inline    = { strong | emphasis | underline | link | escape | letters }
 *   strong    = "**" inline "**"
 *   emphasis  = "*" inline "*" | "_" inline "_"
 *   underline = "__" inline "__"
 *   link      = "[" inline "](" address ")"       address of http, https, mailto or tel
 *   escape    = "\" one of \ * _ [ ] ( ) - . •
 *
 * - An item indented by two spaces (or a tab) more than the list it stands in is of the second level; there are two.
 * - A line that follows an item belongs to it when it is indented, and is a new paragraph when it is not.
 * - Whatever digits are written, a numbered list counts from 1. A blank line between items does not end a list;
 *   a paragraph or an item of the other kind does.
 * - Marks touch the words they are for and never stand inside a word, so `2*3*4` and `snake_case_names` are letters.
 *   Four or more of them in a row are letters too: `____` is a line to write on.
 * - Marks without a partner are printed as they stand. A link to any other scheme prints its text only.
 */

/** A paragraph, or an item of a list; level 1 is inside level 0. */
export type RichBlock =
  | { type: 'paragraph'; spans: RichSpan[] }
  | { type: 'bullet'; level: 0 | 1; spans: RichSpan[] }
  | NumberedItem;

export interface NumberedItem {
  type: 'number';
  level: 0 | 1;
  /** Which numbered list of the text it belongs to, from 0; a second level under a number shares its list. */
  list: number;
  /** Its place in its level, from 1. */
  number: number;
  spans: RichSpan[];
}

/** Reads a text in time linear in its length; line ends of every kind are understood. Never fails. */
export function parseRichText(text: string): RichBlock[] {
  const reader = new BlockReader();
  for (const line of text.split(/\r\n?|[\n\u2028\u2029\u0085]/)) reader.read(line);
  return reader.finish();
}

const ITEM = /^([ \t]*)(?:([-*•])|\d{1,3}[.)])[ \t]+(?=\S)/;

/** A block whose lines are still being gathered. */
interface OpenBlock {
  make: (spans: RichSpan[]) => RichBlock;
  isItem: boolean;
  lines: string[];
}

class BlockReader {
  readonly #blocks: RichBlock[] = [];
  readonly #lists = new ListCounter();
  #open: OpenBlock | null = null;

  read(line: string): void {
    const item = ITEM.exec(line);
    if (item) this.#startItem(line, item);
    else if (line.trim() === '') this.#close();
    else if (this.#open?.isItem && /^(?: {2}|\t)/.test(line)) this.#open.lines.push(line.trim());
    else this.#readParagraph(line.trimEnd());
  }

  finish(): RichBlock[] {
    this.#close();
    return this.#blocks;
  }

  #startItem(line: string, [marker, space = '', bullet]: RegExpExecArray): void {
    this.#close();
    const place = this.#lists.next(bullet === undefined, space.replaceAll('\t', '    ').length);
    this.#open = {
      make: (spans) => ({ ...place, spans }),
      isItem: true,
      lines: [line.slice(marker.length).trimEnd()],
    };
  }

  #readParagraph(line: string): void {
    if (this.#open && !this.#open.isItem) {
      this.#open.lines.push(line);
      return;
    }
    this.#close();
    this.#lists.end();
    this.#open = { make: (spans) => ({ type: 'paragraph', spans }), isItem: false, lines: [line] };
  }

  #close(): void {
    if (this.#open) this.#blocks.push(this.#open.make(readInline(this.#open.lines.join('\n'))));
    this.#open = null;
  }
}

type ItemPlace = { type: 'bullet'; level: 0 | 1 } | Omit<NumberedItem, 'spans'>;

/** Says which list an item belongs to, and its number in it. */
class ListCounter {
  #lists = 0;
  /** The item of the first level that further items may follow or stand under. */
  #outer: { indent: number; numbered: { list: number; number: number } | null } | null = null;
  #inner: { list: number; number: number } | null = null;

  end(): void {
    this.#outer = null;
    this.#inner = null;
  }

  next(isNumbered: boolean, indent: number): ItemPlace {
    if (this.#outer && indent >= this.#outer.indent + 2) return this.#nextInner(isNumbered);
    const before = this.#outer?.numbered;
    this.#inner = null;
    this.#outer = { indent, numbered: isNumbered ? this.#count(before) : null };
    return this.#outer.numbered
      ? { type: 'number', level: 0, ...this.#outer.numbered }
      : { type: 'bullet', level: 0 };
  }

  #nextInner(isNumbered: boolean): ItemPlace {
    if (!isNumbered) return { type: 'bullet', level: 1 };
    const list = this.#outer?.numbered?.list;
    this.#inner = list === undefined || this.#inner ? this.#count(this.#inner) : { list, number: 1 };
    return { type: 'number', level: 1, ...this.#inner };
  }

  #count(before: { list: number; number: number } | null | undefined): { list: number; number: number } {
    return before ? { list: before.list, number: before.number + 1 } : { list: this.#lists++, number: 1 };
  }
}
