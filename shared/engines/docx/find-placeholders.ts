// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { DOCX_LIMITS } from './limits.ts';
import type { ElementNode, Paragraph } from './part-text.ts';
import { decodeEntity } from './xml-scan.ts';

/** A replacement in the XML of a part; edits of one part never overlap. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Something that starts with `${` in a paragraph. */
export interface Finding {
  /** `literal` is `$${`, which prints `${`. */
  type: 'placeholder' | 'unclosed' | 'literal';
  /** The text between the braces; of the other types, what follows. */
  inside: string;
  /** Text of the paragraph around it, at most 80 characters. */
  around: string;
  /** Where its first character stands. */
  node: ElementNode;
  /** Offset of its first character in the XML. */
  start: number;
  /** The XML edits that put `text` in its place, wherever Word split it. */
  replaceWith(text: string): Edit[];
}

/** The text of a paragraph with the way back to the XML. */
export class ParagraphText {
  readonly text: string;
  readonly #paragraph: Paragraph;
  /** For each UTF-16 unit: the piece it came from and its offsets in the XML. */
  readonly #piece: number[] = [];
  readonly #start: number[] = [];
  readonly #end: number[] = [];

  /** @throws XmlDamage when an entity is unknown */
  constructor(xml: string, paragraph: Paragraph) {
    this.#paragraph = paragraph;
    let text = '';
    for (const [index, piece] of paragraph.pieces.entries()) {
      if (piece.stands !== null) text += this.#add(piece.stands, index, piece.start, piece.end);
      else text += this.#read(xml, index, piece.start, piece.end);
    }
    this.text = text;
  }

  #add(characters: string, piece: number, start: number, end: number): string {
    for (let count = 0; count < characters.length; count++) {
      this.#piece.push(piece);
      this.#start.push(start);
      this.#end.push(end);
    }
    return characters;
  }

  #read(xml: string, piece: number, from: number, to: number): string {
    let text = '';
    for (let position = from; position < to; ) {
      const end = xml[position] === '&' ? entityEnd(xml, position, to) : position + 1;
      const raw = xml.slice(position, end);
      text += this.#add(end > position + 1 || raw === '&' ? decodeEntity(raw) : raw, piece, position, end);
      position = end;
    }
    return text;
  }

  /** The element around a character. */
  nodeAt(index: number): ElementNode {
    return this.#paragraph.pieces[this.#piece[index] ?? 0]?.node ?? this.#paragraph.node;
  }

  startOf(index: number): number {
    return this.#start[index] ?? this.#paragraph.node.start;
  }

  /** Replaces characters `from` to `to`: the text goes where the first one stood, the rest is removed. */
  replace(from: number, to: number, text: string): Edit[] {
    const edits: Edit[] = [];
    let piece = -1;
    for (let index = from; index < to; index++) {
      const last = edits.at(-1);
      const end = this.#end[index] ?? 0;
      if (last && this.#piece[index] === piece) {
        last.end = end;
        continue;
      }
      edits.push({ start: this.#start[index] ?? 0, end, text: edits.length === 0 ? text : '' });
      piece = this.#piece[index] ?? -1;
    }
    return edits;
  }

  /** Removes the letters from `from` to `to`; breaks and tabs stay, because a page break may be among them. */
  blank(from: number, to: number): Edit[] {
    return this.replace(from, to, '').filter(
      ({ start }) => !this.#paragraph.pieces.some((piece) => piece.stands !== null && piece.start === start),
    );
  }
}

function entityEnd(xml: string, start: number, limit: number): number {
  const end = xml.indexOf(';', start);
  return end === -1 || end >= limit || end - start > 12 ? start + 1 : end + 1;
}

/** Finds every `${…}` of a paragraph in reading order, up to one more than a template may have. */
export function findPlaceholders(paragraph: ParagraphText): Finding[] {
  const { text } = paragraph;
  const findings: Finding[] = [];
  const add = (type: Finding['type'], from: number, to: number, inside: string): void => {
    findings.push({
      type,
      inside,
      around: excerpt(text, from, to),
      node: paragraph.nodeAt(from),
      start: paragraph.startOf(from),
      replaceWith: (replacement) => paragraph.replace(from, to, replacement),
    });
  };
  // Looked for again only once it is behind, so that a text full of opening braces stays linear.
  let end = text.indexOf('}');
  let position = text.indexOf('$');
  while (position !== -1 && findings.length <= DOCX_LIMITS.placeholders) {
    let next = position + 1;
    if (text.startsWith('$${', position)) {
      next = position + 3;
      add('literal', position, next, text.slice(next, next + DOCX_LIMITS.placeholderLength));
    } else if (text.startsWith('${', position)) {
      if (end !== -1 && end < next) end = text.indexOf('}', next);
      const another = text.indexOf('${', next);
      const closed =
        end !== -1 && (another === -1 || another > end) && end - position <= DOCX_LIMITS.placeholderLength;
      next = closed ? end + 1 : position + 2;
      add(
        closed ? 'placeholder' : 'unclosed',
        position,
        next,
        text.slice(position + 2, closed ? end : next + 40),
      );
    }
    position = text.indexOf('$', next);
  }
  return findings;
}

/** At most 80 characters around a stretch of text, cut with an ellipsis. */
function excerpt(text: string, from: number, to: number): string {
  const room = 78;
  const before = Math.max(0, Math.floor((room - Math.min(to - from, room)) / 2));
  const start = Math.max(0, from - before);
  const end = Math.min(text.length, start + room);
  const middle = text.slice(start, end).toWellFormed().replace(/\s/g, ' ');
  return `${start > 0 ? '…' : ''}${middle}${end < text.length ? '…' : ''}`;
}
