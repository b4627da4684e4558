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
  /** Where it stands in the text of its paragraph. */
  from: number;
  to: number;
  /** The element around its first character. */
  node: ElementNode;
  /** Offset of its first character in the XML. */
  start: number;
  /** The XML edits that put `text` in its place, wherever Word split it. */
  replaceWith(text: string): Edit[];
}

/** A piece of a paragraph's text. */
interface Stretch {
  /** Where it begins in the text. */
  from: number;
  piece: Paragraph['pieces'][number];
  /** Offsets in the XML of each of its characters and of its end; null when they follow one another. */
  offsets: number[] | null;
}

/** The text of a paragraph with the way back to the XML. */
export class ParagraphText {
  readonly text: string;
  readonly #paragraph: Paragraph;
  readonly #stretches: Stretch[] = [];

  /** @throws XmlDamage when an entity is unknown */
  constructor(xml: string, paragraph: Paragraph) {
    this.#paragraph = paragraph;
    let text = '';
    for (const piece of paragraph.pieces) {
      const stretch: Stretch = { from: text.length, piece, offsets: null };
      this.#stretches.push(stretch);
      const raw = piece.stands ?? xml.slice(piece.start, piece.end);
      text += piece.stands === null && raw.includes('&') ? decode(raw, stretch) : raw;
    }
    this.text = text;
  }

  /** The element around a character. */
  nodeAt(index: number): ElementNode {
    return this.#stretches[this.#indexAt(index)]?.piece.node ?? this.#paragraph.node;
  }

  startOf(index: number): number {
    const stretch = this.#stretches[this.#indexAt(index)];
    return stretch ? offsetIn(stretch, index) : this.#paragraph.node.start;
  }

  #endOf(index: number): number {
    const stretch = this.#stretches[this.#indexAt(index)];
    if (!stretch) return this.#paragraph.node.start;
    return stretch.piece.stands === null ? offsetIn(stretch, index + 1) : stretch.piece.end;
  }

  /** Index of the last stretch that begins at or before a character. */
  #indexAt(index: number): number {
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#stretches[middle]?.from ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Replaces characters `from` to `to`: the text goes where the first one stood, the rest is removed. */
  replace(from: number, to: number, text: string): Edit[] {
    const edits: Edit[] = [];
    for (let index = from; index < to; ) {
      const last = Math.min(to, this.#stretches[this.#indexAt(index) + 1]?.from ?? to) - 1;
      const put = edits.length === 0 ? text : '';
      edits.push({ start: this.startOf(index), end: this.#endOf(last), text: put });
      index = last + 1;
    }
    return edits;
  }
}

/** The offset in the XML of a character of a stretch, or of the end behind its last one. */
function offsetIn({ from, piece, offsets }: Stretch, index: number): number {
  if (piece.stands !== null) return piece.start;
  return offsets?.[index - from] ?? piece.start + (index - from);
}

/** The characters of a text with entities in it; notes in the stretch where each stands. */
function decode(raw: string, stretch: Stretch): string {
  const offsets: number[] = [];
  const { start } = stretch.piece;
  let text = '';
  for (let position = 0; position < raw.length; ) {
    const end = raw[position] === '&' ? entityEnd(raw, position) : position + 1;
    const written = raw.slice(position, end);
    const characters = raw[position] === '&' ? decodeEntity(written) : written;
    for (let count = 0; count < characters.length; count++) offsets.push(start + position);
    text += characters;
    position = end;
  }
  offsets.push(start + raw.length);
  stretch.offsets = offsets;
  return text;
}

function entityEnd(raw: string, start: number): number {
  const end = raw.indexOf(';', start);
  return end === -1 || end - start > 12 ? start + 1 : end + 1;
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
      from,
      to,
      node: paragraph.nodeAt(from),
      start: paragraph.startOf(from),
      replaceWith: (replacement) => paragraph.replace(from, to, replacement),
    });
  };
  if (!text.includes('${')) return findings;
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
