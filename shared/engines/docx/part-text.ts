// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { TableCell } from '../../domain/field.ts';
import { scanXml, XmlDamage } from './xml-scan.ts';

/** An open element while a part is read; the chain of parents says where a text stands. */
export interface ElementNode {
  name: string;
  parent: ElementNode | null;
  start: number;
  /** Offset behind its end tag; 0 while it is open. */
  end: number;
  /** Range of its `w:rPr` or `w:pPr`, if it has one. */
  properties: { start: number; end: number } | null;
  /** Of a `w:tc`. */
  cell: TableCell | null;
}

/** A stretch of text of a paragraph, or an element that stands for one character, such as a line break. */
interface TextPiece {
  /** Offsets in the XML: of the characters, or of the whole element. */
  start: number;
  end: number;
  /** The element around the text, `w:t`. */
  node: ElementNode;
  /** The character an element stands for; null for real text. */
  stands: string | null;
}

/** One `w:p` with the text a reader sees; a text box inside it has paragraphs of its own. */
export interface Paragraph {
  /** Counted from 1 within the part. */
  number: number;
  node: ElementNode;
  pieces: TextPiece[];
}

/** A `${` in the attributes of a tag. */
export interface PlainText {
  start: number;
  end: number;
  node: ElementNode | null;
  /** Name of the tag whose attributes these are. */
  tag: string;
  /** Number of the paragraph it belongs to, at least 1. */
  paragraph: number;
}

/** What reading a part gives. */
export interface PartText {
  /** Only paragraphs with a `$` in their text. */
  paragraphs: Paragraph[];
  /** Equations and paragraphs of drawings with a `$` in their text: only plain letters can be printed there. */
  plainParagraphs: Paragraph[];
  /** Text boxes, notes and comments: separate texts within the text. */
  stories: { start: number; end: number }[];
  /** Bindings of content controls: `w:sdt` and the range of its `w:dataBinding`. */
  bindings: Map<ElementNode, { start: number; end: number }>;
  /** Places of `wp:docPr`, the numbered pictures and shapes, and the largest of their numbers. */
  drawings: number[];
  largestDrawing: number;
  /** The largest number of a bookmark. */
  largestBookmark: number;
  plain: PlainText[];
}

const STORIES = new Set(['w:txbxContent', 'w:footnote', 'w:endnote', 'w:comment']);
/** Text that tracked changes removed or moved away. */
const REMOVED = new Set(['w:del', 'w:moveFrom']);
const CHARACTERS = new Map([
  ['w:br', '\n'],
  ['w:cr', '\n'],
  ['w:tab', '\t'],
  ['w:noBreakHyphen', '-'],
  ['w:softHyphen', ''],
]);
/** Letters of these people read although they are no text of a paragraph: drawings and equations. */
const SHOWN = new Set(['a:t', 'm:t']);
/** What holds such letters together, as a paragraph does. */
const PLAIN_PARAGRAPHS = new Set(['m:oMath', 'a:p']);
const PROPERTIES = new Map([
  ['w:rPr', 'w:r'],
  ['w:pPr', 'w:p'],
]);
const NUMBER = /\s(?:w:)?id\s*=\s*["'](\d{1,9})["']/;

/** The nearest element of that name around a node, the node itself included. */
export function enclosing(node: ElementNode | null, names: ReadonlySet<string>): ElementNode | null {
  for (let current = node; current; current = current.parent) if (names.has(current.name)) return current;
  return null;
}

/** Reads the paragraphs of a body, header, footer, notes or comments part. @throws XmlDamage */
export function readPartText(xml: string): PartText {
  const reader = new PartReader(xml);
  scanXml(xml, reader);
  return reader.result;
}

class PartReader {
  readonly result: PartText = {
    paragraphs: [],
    plainParagraphs: [],
    stories: [],
    bindings: new Map(),
    drawings: [],
    largestDrawing: 0,
    largestBookmark: 0,
    plain: [],
  };
  readonly #xml: string;
  readonly #hasAttributeTags: boolean;
  readonly #paragraphs: Paragraph[] = [];
  readonly #plain: Paragraph[] = [];
  readonly #tables: TableCell[] = [];
  #node: ElementNode | null = null;
  #paragraphCount = 0;
  #tableCount = 0;
  #removed = 0;
  #fallbacks = 0;

  constructor(xml: string) {
    this.#xml = xml;
    // Most parts have no `${` inside a tag; looking into each of 100,000 tags would cost more than reading them.
    this.#hasAttributeTags = /<[^<>]*\$\{/.test(xml);
  }

  open(name: string, start: number, end: number, selfClosing: boolean): void {
    const parent = this.#node;
    if (parent?.name === 'w:t') throw new XmlDamage('an element stands inside a text');
    if (this.#hasAttributeTags && this.#xml.slice(start, end).includes('${'))
      this.#addPlain(start, end, name);
    this.#note(name, start, end, selfClosing);
    const stands = CHARACTERS.get(name);
    if (stands !== undefined && parent?.name === 'w:r' && this.#removed === 0) {
      this.#paragraphs.at(-1)?.pieces.push({ start, end, node: parent, stands });
    }
    if (selfClosing) return;
    this.#node = { name, parent, start, end: 0, properties: null, cell: null };
    if (name === 'w:p') this.#paragraphs.push({ number: this.#paragraphCount, node: this.#node, pieces: [] });
    else if (REMOVED.has(name)) this.#removed++;
    else if (name === 'mc:Fallback') this.#fallbacks++;
    else if (PLAIN_PARAGRAPHS.has(name))
      this.#plain.push({ number: Math.max(1, this.#paragraphCount), node: this.#node, pieces: [] });
    else this.#openTable(name, this.#node);
  }

  #addPlain(start: number, end: number, tag: string): void {
    const paragraph = Math.max(1, this.#paragraphCount);
    this.result.plain.push({ start, end, node: this.#node, tag, paragraph });
  }

  #note(name: string, start: number, end: number, selfClosing: boolean): void {
    if (name === 'wp:docPr') {
      this.result.drawings.push(start);
      this.result.largestDrawing = Math.max(this.result.largestDrawing, this.#number(start, end));
    } else if (name === 'w:bookmarkStart') {
      this.result.largestBookmark = Math.max(this.result.largestBookmark, this.#number(start, end));
    } else if (name === 'w:dataBinding') {
      this.#bind(start, end, selfClosing);
    } else if (name === 'w:p' && this.#fallbacks === 0) {
      this.#paragraphCount++;
    }
  }

  #number(start: number, end: number): number {
    return Number(NUMBER.exec(this.#xml.slice(start, end))?.[1] ?? 0);
  }

  #openTable(name: string, node: ElementNode): void {
    if (name === 'w:tbl') {
      if (this.#fallbacks === 0) this.#tableCount++;
      this.#tables.push({ table: this.#tableCount, row: 0, column: 0 });
      return;
    }
    const table = this.#tables.at(-1);
    if (!table) return;
    if (name === 'w:tr') {
      table.row++;
      table.column = 0;
    } else if (name === 'w:tc') {
      table.column++;
      node.cell = { ...table };
    }
  }

  close(name: string, _start: number, end: number): void {
    const node = this.#node;
    if (!node) return;
    node.end = end;
    this.#node = node.parent;
    if (PROPERTIES.get(name) === node.parent?.name && node.parent) {
      node.parent.properties = { start: node.start, end };
    }
    if (name === 'w:p') this.#finish(this.#paragraphs.pop(), this.result.paragraphs);
    else if (PLAIN_PARAGRAPHS.has(name)) this.#finish(this.#plain.pop(), this.result.plainParagraphs);
    else if (name === 'w:tbl') this.#tables.pop();
    else if (REMOVED.has(name)) this.#removed--;
    else if (name === 'mc:Fallback') this.#fallbacks--;
    else if (STORIES.has(name)) this.result.stories.push({ start: node.start, end });
  }

  text(start: number, end: number): void {
    const node = this.#node;
    if (node?.name === 'w:t') {
      if (this.#removed === 0) this.#paragraphs.at(-1)?.pieces.push({ start, end, node, stands: null });
    } else if (node && SHOWN.has(node.name) && this.#removed === 0) {
      this.#plain.at(-1)?.pieces.push({ start, end, node, stands: null });
    }
  }

  /** `w:sdt > w:sdtPr > w:dataBinding` */
  #bind(start: number, end: number, selfClosing: boolean): void {
    const control = this.#node?.parent;
    if (control?.name === 'w:sdt' && selfClosing) this.result.bindings.set(control, { start, end });
  }

  #finish(paragraph: Paragraph | undefined, into: Paragraph[]): void {
    if (!paragraph) return;
    const hasDollar = paragraph.pieces.some((piece) => {
      const raw = piece.stands === null ? this.#xml.slice(piece.start, piece.end) : '';
      return raw.includes('$') || raw.includes('&#');
    });
    if (hasDollar) into.push(paragraph);
  }
}
