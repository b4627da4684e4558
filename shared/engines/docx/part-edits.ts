// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { childrenOf, type Spot, type TemplateNode } from '../../domain/section-tree.ts';
import { type ElementNode, enclosing } from './part-text.ts';
import type { ReadPart } from './read-part.ts';
import { type Range, type SectionLayout, tagsOf } from './section-layout.ts';
import type { Segment } from './segments.ts';

/** A change of the XML of a part that is the same for every document; edits never overlap. */
interface PartEdit {
  start: number;
  end: number;
  put: Segment;
}

const CONTROL = new Set(['w:sdt']);
const TABLE = new Set(['w:tbl']);
/** Elements that must hold a paragraph even when a section in them shows nothing. */
const NEEDS_PARAGRAPH = new Set([
  'w:txbxContent',
  'w:footnote',
  'w:endnote',
  'w:comment',
  'w:hdr',
  'w:ftr',
  'w:tc',
]);
/** What marks places and may have its other end elsewhere, so it survives its paragraph. */
const PLACE_MARK =
  /<w:(?:bookmarkStart|bookmarkEnd|commentRangeStart|commentRangeEnd|permStart|permEnd)\b[^>]*\/>/g;

/** Marks come before everything else at their offset and belong to what ends there. */
const orderOf = ({ start, put }: PartEdit): number =>
  typeof put !== 'string' && put.type === 'mark' ? start - 0.5 : start;

/** Whether an edit concerns only what another one removes. */
function isInside({ start, end }: PartEdit, removed: ReadonlyMap<number, Range>): boolean {
  for (const range of removed.values()) {
    // The removal itself, and what is put before it.
    const outside = start === range.start && (end === range.end || end === start);
    if (!outside && range.start <= start && end <= range.end && start < range.end) return true;
  }
  return false;
}

/** The edits of a part, to be applied stretch by stretch. */
export class PartEdits {
  readonly #read: ReadPart;
  readonly #xml: string;
  #edits: PartEdit[] = [];
  readonly #guarded = new Set<ElementNode>();
  /** Tags that vanish whole; of all others the first piece is left to whoever prints there. */
  readonly #vanishing = new Set<number>();

  constructor(read: ReadPart, layout: SectionLayout) {
    this.#read = read;
    this.#xml = read.part.xml;
    const removed = new Map<number, Range>();
    this.#readRegions(read.nodes, layout, removed);
    for (const { start, end } of removed.values()) {
      const kept = this.#xml.slice(start, end).match(PLACE_MARK)?.join('') ?? '';
      this.#edits.push({ start, end, put: kept });
    }
    this.#editTags([...removed.values()]);
    this.#edits = this.#edits.filter((edit) => !isInside(edit, removed));
    this.#edits.sort((a, b) => orderOf(a) - orderOf(b) || a.end - b.end);
  }

  /** The XML from `from` to `to` with its edits. */
  *between(from: number, to: number): Generator<Segment> {
    let position = from;
    for (let index = this.#firstFrom(from); index < this.#edits.length; index++) {
      const edit = this.#edits[index];
      if (!edit || orderOf(edit) >= to) break;
      yield this.#xml.slice(position, edit.start);
      yield edit.put;
      position = edit.end;
    }
    yield this.#xml.slice(position, to);
  }

  #firstFrom(offset: number): number {
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const edit = this.#edits[middle];
      if (edit && orderOf(edit) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #readRegions(nodes: readonly TemplateNode[], layout: SectionLayout, removed: Map<number, Range>): void {
    for (const node of nodes) {
      if (node.type !== 'section' && node.type !== 'condition') continue;
      const region = layout.regionOf(node);
      for (const range of region?.removed ?? []) removed.set(range.start, range);
      if (region && region.kind !== 'run') {
        for (const tag of tagsOf(node)) this.#vanishing.add(tag.id);
        for (const spot of [node.spot, ...tagsOf(node)]) this.#guard(spot);
      }
      this.#readRegions(childrenOf(node), layout, removed);
    }
  }

  /** What is around a section must stay what Word accepts, even when nothing of the section is left. */
  #guard(spot: Spot): void {
    const place = this.#read.spots.get(spot.id)?.finding.node ?? null;
    for (let element = place; element; element = element.parent) {
      if (this.#guarded.has(element)) continue;
      const { name, start, end } = element;
      if (TABLE.has(name)) this.#require(element, start, end, 'row');
      else if (NEEDS_PARAGRAPH.has(name)) {
        const inside = this.#xml.lastIndexOf('</', end - 1);
        const what = name === 'w:tc' ? 'end-paragraph' : 'paragraph';
        this.#require(element, this.#xml.indexOf('>', start) + 1, inside, what);
      }
    }
  }

  #require(
    element: ElementNode,
    start: number,
    end: number,
    what: 'row' | 'paragraph' | 'end-paragraph',
  ): void {
    this.#guarded.add(element);
    this.#edits.push({ start, end: start, put: { type: 'mark' } });
    this.#edits.push({ start: end, end, put: { type: 'require', what } });
  }

  /** Removes what no longer belongs to the text, and unbinds content controls from data that would overwrite it. */
  #editTags(removed: readonly Range[]): void {
    const isGone = (offset: number): boolean =>
      removed.some(({ start, end }) => start <= offset && offset < end);
    const preserved = new Set<number>();
    const unbound = new Set<ElementNode>();
    for (const [id, { finding, printsInto }] of this.#read.spots) {
      if (printsInto === 'picture' || isGone(finding.start)) continue;
      for (const [index, { start, end }] of finding.replaceWith('').entries()) {
        if (printsInto === 'run') this.#preserveSpace(start, preserved);
        if (index > 0 || this.#vanishing.has(id)) this.#edits.push({ start, end, put: '' });
      }
      const control = enclosing(finding.node, CONTROL);
      if (control) unbound.add(control);
    }
    for (const literal of this.#read.literals) {
      for (const { start, end, text } of literal.replaceWith('${')) {
        if (!isGone(start)) this.#edits.push({ start, end, put: text });
      }
    }
    for (const control of unbound) {
      const binding = this.#read.text.bindings.get(control);
      if (binding) this.#edits.push({ ...binding, put: '' });
    }
  }

  /** Spaces at either end of a text would be lost without the attribute. */
  #preserveSpace(inside: number, preserved: Set<number>): void {
    const start = this.#xml.lastIndexOf('<', inside);
    if (!this.#xml.startsWith('<w:t', start) || start === inside || preserved.has(start)) return;
    preserved.add(start);
    const end = this.#xml.indexOf('>', start);
    if (!this.#xml.slice(start, end).includes('xml:space'))
      this.#edits.push({ start: end, end, put: ' xml:space="preserve"' });
  }
}
