import { childrenOf, type EnclosingNode, type Spot, type TemplateNode } from '../../domain/section-tree.ts';
import type { TemplateFault } from '../../domain/template-fault.ts';
import type { Finding } from './find-placeholders.ts';
import { type ElementNode, enclosing } from './part-text.ts';
import type { ReadPart } from './read-part.ts';

/** Offsets in the XML of a part; `end` is exclusive. */
export interface Range {
  start: number;
  end: number;
}

/** The XML that a section repeats or leaves out, or of which a condition keeps one branch. */
export interface Region {
  /**
   * `run`: from tag to tag, the runs are split there. `block`: whole paragraphs and tables. `row`: whole table rows.
   */
  kind: 'run' | 'block' | 'row';
  /** From the beginning of the first branch to the end of the last one, the tags of a `run` included. */
  extent: Range;
  /** One, or two with `${else}`. */
  branches: Range[];
  /** Paragraphs and rows that held nothing but tags; they vanish. */
  removed: Range[];
  /** The last paragraph where it stands between the rows of a list, not behind them. */
  separator: Range | null;
}

const PARAGRAPH = new Set(['w:p']);
const ROW = new Set(['w:tr']);
const TABLE = new Set(['w:tbl']);
/** What makes a paragraph more than its text. */
const OBJECT =
  /<w:(?:drawing|pict|object|footnoteReference|endnoteReference|commentReference|fldChar|fldSimple|sym|ptab|sectPr)\b|<w:br\s[^>]*w:type=/;
const PAGE_BREAK = /<w:br\s[^>]*w:type=["']page["'][^>]*>/;
const LETTERS = /<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>/g;

/** Finds what every section and condition of a part encloses; faults say which ones cross the layout. */
export class SectionLayout {
  readonly faults: TemplateFault[] = [];
  readonly #read: ReadPart;
  readonly #regions = new Map<EnclosingNode, Region>();
  /** Tags of sections and conditions; a paragraph of nothing else vanishes. */
  readonly #structural = new Set<Finding>();
  /** Tags between which runs are repeated, and not paragraphs or rows. */
  readonly #runTags = new Set<Finding>();

  constructor(read: ReadPart) {
    this.#read = read;
    this.#mark(read.nodes);
    this.#measure(read.nodes);
  }

  /** Undefined for a node that crosses the layout. */
  regionOf(node: EnclosingNode): Region | undefined {
    return this.#regions.get(node);
  }

  /** Whether nothing but the tag stands in its paragraph, so that it can become several paragraphs. */
  isAlone(tag: Finding): boolean {
    const paragraph = enclosing(tag.node, PARAGRAPH);
    if (!paragraph || !this.#isBlank(paragraph, 0, tag) || !this.#isBlank(paragraph, 1, tag)) return false;
    return !(this.#read.findings.get(paragraph) ?? []).some((other) => this.#runTags.has(other));
  }

  #mark(nodes: readonly TemplateNode[]): void {
    for (const node of nodes) {
      if (node.type === 'section' || node.type === 'condition') {
        for (const tag of this.#tags(node)) this.#structural.add(tag);
      }
      this.#mark(childrenOf(node));
    }
  }

  #tags(node: EnclosingNode): Finding[] {
    return tagsOf(node).flatMap((spot) => this.#read.spots.get(spot.id)?.finding ?? []);
  }

  #measure(siblings: TemplateNode[]): void {
    for (const node of siblings) {
      if (node.type !== 'section' && node.type !== 'condition') continue;
      const region = this.#region(node);
      if (region) this.#regions.set(node, region);
      else this.#refuse(node);
      if (region?.kind === 'run') for (const tag of this.#tags(node)) this.#runTags.add(tag);
    }
    for (const node of [...siblings]) {
      if (node.type === 'section' || node.type === 'condition') this.#adopt(node, siblings);
    }
    this.#refuseOverlaps(siblings);
    for (const node of siblings) {
      if (node.type === 'section') this.#measure(node.children);
      if (node.type !== 'condition') continue;
      this.#measure(node.children);
      if (node.otherwise) this.#measure(node.otherwise.children);
    }
  }

  #refuse(node: EnclosingNode): void {
    if (!node.spot.repeated) this.faults.push(layoutFault(node));
  }

  /** Table rows are repeated whole, so whatever else stands in them belongs to the section too. */
  #adopt(node: EnclosingNode, siblings: TemplateNode[]): void {
    const region = this.#regions.get(node);
    if (region?.kind !== 'row') return;
    const branches = [node.children, (node.type === 'condition' && node.otherwise?.children) || []];
    for (const other of [...siblings]) {
      const index =
        other === node ? -1 : region.branches.findIndex((branch) => this.#isInside(other, branch));
      if (index === -1) continue;
      siblings.splice(siblings.indexOf(other), 1);
      branches[index]?.push(other);
      branches[index]?.sort((a, b) => this.#startOf(a) - this.#startOf(b));
    }
  }

  #startOf(node: TemplateNode): number {
    return this.#read.spots.get(node.spot.id)?.finding.start ?? 0;
  }

  #isInside(node: TemplateNode, { start, end }: Range): boolean {
    const region = node.type === 'section' || node.type === 'condition' ? this.#regions.get(node) : undefined;
    if (!region) return start <= this.#startOf(node) && this.#startOf(node) < end;
    const { extent } = region;
    return start <= extent.start && extent.end <= end && extent.end - extent.start < end - start;
  }

  /** Two sections of one row would each repeat it. */
  #refuseOverlaps(siblings: readonly TemplateNode[]): void {
    let behind = 0;
    const regions = siblings.flatMap((node) => {
      const region =
        node.type === 'section' || node.type === 'condition' ? this.#regions.get(node) : undefined;
      return region && (node.type === 'section' || node.type === 'condition') ? [{ node, region }] : [];
    });
    for (const { node, region } of regions.sort((a, b) => a.region.extent.start - b.region.extent.start)) {
      if (region.extent.start < behind) this.#refuse(node);
      behind = Math.max(behind, region.extent.end);
    }
  }

  #region(node: EnclosingNode): Region | null {
    if (node.type === 'section' && node.repeatsRow) return this.#ownRow(node.spot.id);
    const tags = this.#tags(node);
    const [first] = tags;
    const last = tags.at(-1);
    if (!first || !last || first === last) return null;
    const paragraphs = tags.map((tag) => enclosing(tag.node, PARAGRAPH));
    if (paragraphs.every((paragraph) => paragraph === paragraphs[0])) return this.#runs(tags);
    if (paragraphs.every((paragraph) => paragraph?.parent === paragraphs[0]?.parent)) {
      return this.#blocks(tags) ?? this.#runs(tags);
    }
    return this.#rows(tags) ?? this.#runs(tags);
  }

  #ownRow(spotId: number): Region | null {
    const row = enclosing(this.#read.spots.get(spotId)?.finding.node ?? null, ROW);
    return (
      row && { kind: 'row', extent: rangeOf(row), branches: [rangeOf(row)], removed: [], separator: null }
    );
  }

  /** From tag to tag; what lies between must be balanced, so that it can be repeated. */
  #runs(tags: readonly Finding[]): Region | null {
    if (tags.some((tag) => tag.node.parent?.name !== 'w:r')) return null;
    const holders = tags.map((tag) => wrappersOf(tag).at(-1)?.parent ?? tag.node.parent?.parent ?? null);
    for (const [index, holder] of holders.entries()) {
      const previous = holders[index - 1];
      if (index > 0 && !(previous && holder && canRepeat(previous, holder))) return null;
    }
    const pieces = tags.map(firstPiece);
    return regionBetween('run', pieces, pieces, []);
  }

  #blocks(tags: readonly Finding[]): Region | null {
    const removed: Range[] = [];
    const cuts: Range[] = [];
    for (const [index, tag] of tags.entries()) {
      const cut = this.#blockCut(tag, index === tags.length - 1, removed);
      if (!cut) return null;
      cuts.push(cut);
    }
    const region = regionBetween('block', cuts, cuts, removed);
    return region && this.#withSeparator(region, tags);
  }

  /**
   * What stands between the rows of a list and not behind the last: a page break, so that letters do not end with an
   * empty page, or the empty paragraph that keeps tables apart.
   */
  #withSeparator(region: Region, tags: readonly Finding[]): Region {
    const paragraph = enclosing(tags.at(-1)?.node ?? null, PARAGRAPH);
    const [branch] = region.branches;
    if (!paragraph || !branch || region.branches.length > 1) return region;
    const separator = rangeOf(paragraph);
    if (branch.end === paragraph.end && this.#isPageBreak(paragraph)) {
      return { ...region, branches: [{ start: branch.start, end: paragraph.start }], separator };
    }
    const vanishes = region.removed.some(({ start }) => start === paragraph.start);
    const beginsWithTable = /^\s*<w:tbl[\s>]/.test(
      this.#read.part.xml.slice(branch.start, branch.start + 40),
    );
    if (!vanishes || !beginsWithTable || !this.#followsTable(paragraph)) return region;
    const removed = region.removed.filter(({ start }) => start !== paragraph.start);
    return { ...region, extent: { start: region.extent.start, end: paragraph.end }, removed, separator };
  }

  /** Whether a paragraph holds a page break and nothing else but tags. */
  #isPageBreak(paragraph: ElementNode): boolean {
    const xml = this.#read.part.xml.slice(paragraph.start, paragraph.end);
    const [, ...more] = xml.split(PAGE_BREAK);
    const tags = (this.#read.findings.get(paragraph) ?? []).filter((tag) => this.#structural.has(tag));
    const letters = tags.reduce((text, tag) => text.replace(`\${${tag.inside}}`, ''), lettersOf(xml));
    return (
      more.length === 1 &&
      tags.length === 1 &&
      letters.trim() === '' &&
      !OBJECT.test(xml.replace(PAGE_BREAK, ''))
    );
  }

  /**
   * Where a tag cuts the paragraphs: around its paragraph when nothing else stands there, before it when the tag
   * stands first, behind it when the tag stands last. Null in the middle of a text.
   */
  #blockCut(tag: Finding, isLast: boolean, removed: Range[]): Range | null {
    const paragraph = enclosing(tag.node, PARAGRAPH);
    if (!paragraph) return null;
    const before = this.#isBlank(paragraph, 0, tag);
    const behind = this.#isBlank(paragraph, 1, tag);
    const { start, end } = paragraph;
    if (before && behind) {
      if (this.#keepsTablesApart(paragraph)) return at(end);
      removed.push({ start, end });
      return { start, end };
    }
    // The text beside an opening tag belongs to what the tag opens, beside a closing one to what it closes.
    if (isLast) return behind ? at(end) : before ? at(start) : null;
    return before ? at(start) : behind ? at(end) : null;
  }

  /** Two tables with nothing between them would become one in Word, and neither cell nor document may end with one. */
  #keepsTablesApart(paragraph: ElementNode): boolean {
    return (
      this.#followsTable(paragraph) && /^\s*<(?:w:tbl[\s>]|w:sectPr[\s>]|\/w:)/.test(this.#behind(paragraph))
    );
  }

  #followsTable({ start }: ElementNode): boolean {
    return this.#read.part.xml
      .slice(Math.max(0, start - 40), start)
      .trimEnd()
      .endsWith('</w:tbl>');
  }

  #behind({ end }: ElementNode): string {
    return this.#read.part.xml.slice(end, end + 40);
  }

  /** Whether nothing but tags and spaces stands before (0) or behind (1) a tag in its paragraph. */
  #isBlank(paragraph: ElementNode, side: 0 | 1, tag: Finding): boolean {
    const text = this.#read.paragraphs.get(paragraph)?.text ?? '';
    let rest = side === 0 ? text.slice(0, tag.from) : text.slice(tag.to);
    const offset = side === 0 ? 0 : tag.to;
    for (const other of (this.#read.findings.get(paragraph) ?? []).toReversed()) {
      if (other === tag || !this.#structural.has(other)) continue;
      const from = other.from - offset;
      if (from < 0 || from >= rest.length) continue;
      rest = rest.slice(0, from) + rest.slice(other.to - offset);
    }
    if (rest.trim() !== '') return false;
    const { start, end } = firstPiece(tag);
    const xml = this.#read.part.xml;
    return !OBJECT.test(side === 0 ? xml.slice(paragraph.start, start) : xml.slice(end, paragraph.end));
  }

  #rows(tags: readonly Finding[]): Region | null {
    const rows = tags.map((tag) => enclosing(tag.node, ROW));
    const table = enclosing(rows[0] ?? null, TABLE);
    const [first] = rows;
    if (!first || !table) return null;
    const same = rows.every((row) => row === first);
    if (same && tags.length > 2) return null;
    if (same)
      return {
        kind: 'row',
        extent: rangeOf(first),
        branches: [rangeOf(first)],
        removed: this.#tagParagraphs(tags),
        separator: null,
      };
    const removed: Range[] = [];
    const cuts: Range[] = [];
    for (const [index, row] of rows.entries()) {
      if (!row || row.parent !== first.parent) return null;
      const cut = this.#rowCut(row, index, index === rows.length - 1, removed);
      if (!cut) return null;
      cuts.push(cut);
    }
    return regionBetween('row', cuts, cuts, removed);
  }

  /** Paragraphs of cells that hold nothing but a tag, where the cell has others. */
  #tagParagraphs(tags: readonly Finding[]): Range[] {
    return tags.flatMap((tag) => {
      const paragraph = enclosing(tag.node, PARAGRAPH);
      const cell = paragraph?.parent;
      if (
        !paragraph ||
        cell?.name !== 'w:tc' ||
        !this.#isBlank(paragraph, 0, tag) ||
        !this.#isBlank(paragraph, 1, tag)
      )
        return [];
      const { xml } = this.#read.part;
      const others = xml.slice(cell.start, paragraph.start) + xml.slice(paragraph.end, cell.end);
      return /<w:p[\s>]/.test(others) && !this.#keepsTablesApart(paragraph) ? [rangeOf(paragraph)] : [];
    });
  }

  #rowCut(row: ElementNode, index: number, isLast: boolean, removed: Range[]): Range | null {
    if (this.#holdsOnlyTags(row)) {
      removed.push(rangeOf(row));
      return rangeOf(row);
    }
    if (index === 0) return at(row.start);
    return isLast ? at(row.end) : null;
  }

  #holdsOnlyTags(row: ElementNode): boolean {
    const xml = this.#read.part.xml.slice(row.start, row.end);
    if (OBJECT.test(xml)) return false;
    let text = lettersOf(xml);
    for (const tag of this.#structural) {
      if (tag.start > row.start && tag.start < row.end) text = text.replace(`\${${tag.inside}}`, '');
    }
    return text.trim() === '';
  }
}

/** The tags of a section or condition that stand in the document; a row that repeats by itself has none. */
export function tagsOf(node: EnclosingNode): Spot[] {
  if (node.type === 'section' && node.repeatsRow) return [];
  const middle = node.type === 'condition' ? node.otherwise?.spot : undefined;
  return [node.spot, middle, node.closing].flatMap((spot) => spot ?? []);
}

/** Says that a section cannot be repeated where its tags stand. */
function layoutFault(node: EnclosingNode): TemplateFault {
  const { part, paragraph, cell, around } = node.spot.place;
  const what = node.type === 'condition' ? 'The condition' : `The section “${node.name}”`;
  const message =
    `${what} starts and ends in places that do not match, for example outside and inside a ` +
    'table, list box, link or content control. Put both tags in one paragraph, in paragraphs of their own, or in cells of one table.';
  return { code: 'section-crosses-layout', message, where: { part, paragraph, cell, around } };
}

/** Elements around runs that can be ended and begun again anywhere, such as an insertion of tracked changes. */
const WRAPPERS = new Set(['w:ins', 'w:moveTo', 'w:smartTag']);

/** The wrappers around the run of a tag, innermost first. */
export function wrappersOf(tag: Finding): ElementNode[] {
  const wrappers: ElementNode[] = [];
  for (let node = tag.node.parent?.parent; node && WRAPPERS.has(node.name); node = node.parent)
    wrappers.push(node);
  return wrappers;
}

/** The first stretch of a tag that Word may have split; the rest of it is removed. */
export function firstPiece(tag: Finding): Range {
  const [piece] = tag.replaceWith('');
  return piece ? { start: piece.start, end: piece.end } : { start: tag.start, end: tag.start };
}

/** The letters of some XML, without those of its tags. */
const lettersOf = (xml: string): string => [...xml.matchAll(LETTERS)].map((match) => match[1]).join('');

const rangeOf = ({ start, end }: ElementNode): Range => ({ start, end });
const at = (offset: number): Range => ({ start: offset, end: offset });

function regionBetween(
  kind: Region['kind'],
  cuts: readonly Range[],
  outer: readonly Range[],
  removed: Range[],
): Region | null {
  const branches: Range[] = [];
  for (const [index, cut] of cuts.entries()) {
    const next = cuts[index + 1];
    if (next) branches.push({ start: cut.end, end: next.start });
  }
  if (branches.some(({ start, end }) => end < start)) return null;
  const first = kind === 'run' ? outer[0]?.start : outer[0]?.end;
  const last = kind === 'run' ? outer.at(-1)?.end : outer.at(-1)?.start;
  return { kind, extent: { start: first ?? 0, end: last ?? 0 }, branches, removed, separator: null };
}

/**
 * Whether the XML between two elements can be repeated and left out: from where their ways to the root part,
 * both have to stand in the same kinds of elements, and none of them may be a piece of a table.
 */
function canRepeat(opening: ElementNode, closing: ElementNode): boolean {
  const openingChain = chainOf(opening);
  const closingChain = chainOf(closing);
  let shared = 0;
  while (shared < openingChain.length && openingChain[shared] === closingChain[shared]) shared++;
  const openingNames = openingChain.slice(shared).map((node) => node.name);
  const closingNames = closingChain.slice(shared).map((node) => node.name);
  return openingNames.join() === closingNames.join() && !openingNames.includes('w:tc');
}

/** From the root element down to the node. */
function chainOf(node: ElementNode): ElementNode[] {
  const chain: ElementNode[] = [];
  for (let current: ElementNode | null = node; current; current = current.parent) chain.push(current);
  return chain.reverse();
}
