// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { scanXml, XmlDamage } from './xml-scan.ts';

/** An open element while a part is read; the chain of parents says where a text stands. */
export interface ElementNode {
  name: string;
  parent: ElementNode | null;
  start: number;
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

/** A text the placeholders of which are not filled: a field code, an equation, an attribute. */
interface UnfilledText {
  start: number;
  end: number;
}

/** What reading a part gives. */
export interface PartText {
  /** Only paragraphs with a `$` in their text. */
  paragraphs: Paragraph[];
  /** Text boxes and notes: separate texts within the text. */
  stories: { start: number; end: number }[];
  /** Comments and processing instructions; docxtemplater cannot read them. */
  asides: { start: number; end: number }[];
  /** Bindings of content controls: `w:sdt` and the range of its `w:dataBinding`. */
  bindings: Map<ElementNode, { start: number; end: number }>;
  /** Places of `wp:docPr`, the numbered pictures and shapes. */
  drawings: number[];
  unfilled: UnfilledText[];
}

const STORIES = new Set(['w:txbxContent', 'w:footnote', 'w:endnote']);
/** Text that tracked changes removed or moved away. */
const REMOVED = new Set(['w:del', 'w:moveFrom']);
const CHARACTERS = new Map([
  ['w:br', '\n'],
  ['w:cr', '\n'],
  ['w:tab', '\t'],
  ['w:noBreakHyphen', '-'],
  ['w:softHyphen', ''],
]);
/** Letters inside these are shown but not filled; the rest of the XML is not read by people. */
const SHOWN_UNFILLED = new Set(['w:instrText', 'a:t', 'm:t']);

/** The nearest element of that name around a node, the node itself included. */
export function enclosing(node: ElementNode | null, names: ReadonlySet<string>): ElementNode | null {
  for (let current = node; current; current = current.parent) if (names.has(current.name)) return current;
  return null;
}

/** Reads the paragraphs of a body, header, footer or notes part. @throws XmlDamage */
export function readPartText(xml: string): PartText {
  const reader = new PartReader(xml);
  scanXml(xml, reader);
  return reader.result;
}

class PartReader {
  readonly result: PartText = {
    paragraphs: [],
    stories: [],
    asides: [],
    bindings: new Map(),
    drawings: [],
    unfilled: [],
  };
  readonly #xml: string;
  readonly #paragraphs: Paragraph[] = [];
  #node: ElementNode | null = null;
  #count = 0;
  #removed = 0;
  #fallbacks = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  open(name: string, start: number, end: number, selfClosing: boolean): void {
    const parent = this.#node;
    if (parent?.name === 'w:t') throw new XmlDamage('an element stands inside a text');
    if (this.#xml.slice(start, end).includes('${')) this.result.unfilled.push({ start, end });
    if (name === 'wp:docPr') this.result.drawings.push(start);
    if (name === 'w:dataBinding') this.#bind(start, end, selfClosing);
    if (name === 'w:p' && this.#fallbacks === 0) this.#count++;
    const stands = CHARACTERS.get(name);
    if (stands !== undefined && parent?.name === 'w:r' && this.#removed === 0) {
      this.#paragraphs.at(-1)?.pieces.push({ start, end, node: parent, stands });
    }
    if (selfClosing) return;
    this.#node = { name, parent, start };
    if (name === 'w:p') this.#paragraphs.push({ number: this.#count, node: this.#node, pieces: [] });
    else if (REMOVED.has(name)) this.#removed++;
    else if (name === 'mc:Fallback') this.#fallbacks++;
  }

  close(name: string, _start: number, end: number): void {
    const node = this.#node;
    this.#node = node?.parent ?? null;
    if (name === 'w:p') this.#finishParagraph();
    else if (REMOVED.has(name)) this.#removed--;
    else if (name === 'mc:Fallback') this.#fallbacks--;
    else if (node && STORIES.has(name)) this.result.stories.push({ start: node.start, end });
  }

  text(start: number, end: number): void {
    const node = this.#node;
    if (node?.name === 'w:t') {
      if (this.#removed === 0) this.#paragraphs.at(-1)?.pieces.push({ start, end, node, stands: null });
    } else if (node && SHOWN_UNFILLED.has(node.name) && this.#xml.slice(start, end).includes('${')) {
      this.result.unfilled.push({ start, end });
    }
  }

  aside(start: number, end: number): void {
    this.result.asides.push({ start, end });
  }

  /** `w:sdt > w:sdtPr > w:dataBinding` */
  #bind(start: number, end: number, selfClosing: boolean): void {
    const control = this.#node?.parent;
    if (control?.name === 'w:sdt' && selfClosing) this.result.bindings.set(control, { start, end });
  }

  #finishParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    if (!paragraph) return;
    const hasDollar = paragraph.pieces.some((piece) => {
      const raw = piece.stands === null ? this.#xml.slice(piece.start, piece.end) : '';
      return raw.includes('$') || raw.includes('&#');
    });
    if (hasDollar) this.result.paragraphs.push(paragraph);
  }
}
