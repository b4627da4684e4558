import { labelOf } from '../../domain/field-tree.ts';
import { isRich } from '../../domain/filters.ts';
import type {
  ConditionNode,
  EnclosingNode,
  ImageNode,
  SectionNode,
  SignatureNode,
  TemplateNode,
  ValueNode,
} from '../../domain/section-tree.ts';
import { PartEdits } from './part-edits.ts';
import { type ElementNode, enclosing } from './part-text.ts';
import type { FoundSpot, ReadPart } from './read-part.ts';
import {
  firstPiece,
  type Range,
  type Region,
  type SectionLayout,
  tagsOf,
  wrappersOf,
} from './section-layout.ts';
import { append, type Segment } from './segments.ts';

/** A part ready to be filled. */
export interface CompiledPart {
  name: string;
  segments: Segment[];
  /** Whether a section repeats pictures or shapes, whose numbers have to differ in the document. */
  repeatsDrawings: boolean;
  /** The largest number of a picture or shape in the part. */
  largestDrawing: number;
}

const PARAGRAPH = new Set(['w:p']);
const DRAWING = new Set(['w:drawing']);
const LINK = new Set(['w:hyperlink']);
const PRESERVED = '<w:t xml:space="preserve">';
/** Word's own numbers of paragraphs; a repeated paragraph must not repeat them. */
const PARAGRAPH_IDS = / w14:(?:paraId|textId)="[^"]*"/g;
/** The line on which a signature is written by hand, until it is signed electronically. */
const SIGNATURE_LINE = '_'.repeat(28);

/** Turns a part into segments. The part has no faults, nor has its layout. */
export function compilePart(read: ReadPart, layout: SectionLayout): CompiledPart {
  return new PartCompiler(read, layout).compile();
}

class PartCompiler {
  readonly #read: ReadPart;
  readonly #xml: string;
  readonly #layout: SectionLayout;
  readonly #edits: PartEdits;
  #repeats = 0;
  #repeatsDrawings = false;
  #bookmark: number;

  constructor(read: ReadPart, layout: SectionLayout) {
    this.#read = read;
    this.#xml = read.part.xml;
    this.#layout = layout;
    this.#edits = new PartEdits(read, layout);
    this.#bookmark = read.text.largestBookmark;
  }

  compile(): CompiledPart {
    const segments = this.#stretch(this.#read.nodes, { start: 0, end: this.#xml.length });
    return {
      name: this.#read.part.name,
      segments,
      repeatsDrawings: this.#repeatsDrawings,
      largestDrawing: this.#read.text.largestDrawing,
    };
  }

  /** The XML of a range with the nodes in it. */
  #stretch(nodes: readonly TemplateNode[], range: Range): Segment[] {
    const segments: Segment[] = [];
    const placed = nodes
      .map((node) => ({ node, extent: this.#extentOf(node) }))
      .sort((a, b) => a.extent.start - b.extent.start || a.extent.end - b.extent.end);
    let position = range.start;
    for (const { node, extent } of placed) {
      this.#constant(segments, position, extent.start);
      for (const segment of this.#segmentsOf(node)) append(segments, segment);
      position = extent.end;
    }
    this.#constant(segments, position, range.end);
    return segments;
  }

  #constant(segments: Segment[], from: number, to: number): void {
    for (const segment of this.#edits.between(from, to)) {
      const repeated = typeof segment === 'string' && this.#repeats > 0;
      append(segments, repeated ? segment.replace(PARAGRAPH_IDS, '') : segment);
    }
  }

  #spotOf(node: TemplateNode): FoundSpot {
    const found = this.#read.spots.get(node.spot.id);
    if (!found) throw new Error(`placeholder ${node.spot.id} has no place`);
    return found;
  }

  #extentOf(node: TemplateNode): Range {
    if (node.type === 'section' || node.type === 'condition') return this.#regionOf(node).extent;
    const found = this.#spotOf(node);
    if (node.type === 'image' && found.printsInto === 'picture') return rangeOf(this.#drawingOf(found));
    const paragraph = node.type === 'value' && this.#ownParagraph(node, found);
    return paragraph ? rangeOf(paragraph) : firstPiece(found.finding);
  }

  #regionOf(node: EnclosingNode): Region {
    const region = this.#layout.regionOf(node);
    if (!region) throw new Error(`section ${node.spot.id} has no region`);
    return region;
  }

  #drawingOf({ finding }: FoundSpot): ElementNode {
    const drawing = enclosing(finding.node, DRAWING);
    if (!drawing) throw new Error('a picture placeholder stands outside a picture');
    return drawing;
  }

  /** The paragraph that rich text takes over: one with nothing else in it. */
  #ownParagraph(node: ValueNode, { finding, printsInto }: FoundSpot): ElementNode | null {
    if (!isRich(node.filters) || printsInto !== 'run') return null;
    const paragraph = enclosing(finding.node, PARAGRAPH);
    return paragraph && this.#layout.isAlone(finding) ? paragraph : null;
  }

  #segmentsOf(node: TemplateNode): Segment[] {
    if (node.type === 'value') return this.#value(node);
    if (node.type === 'image') return this.#picture(node);
    if (node.type === 'signature') return this.#signature(node);
    return this.#enclosing(node);
  }

  #value(node: ValueNode): Segment[] {
    const found = this.#spotOf(node);
    const { name, filters } = node;
    const words = name.split('.');
    if (found.printsInto !== 'run') return [{ type: 'value', name, words, filters, into: 'plain' }];
    if (!isRich(filters)) return [{ type: 'value', name, words, filters, into: 'run' }];
    const runProperties = this.#runProperties(found);
    const own = this.#ownParagraph(node, found);
    const inLink = enclosing(found.finding.node, LINK) !== null;
    const paragraph = own && { properties: this.#sliceOf(own.properties) };
    const rich: Segment = { type: 'rich', name, words, filters, runProperties, paragraph, inLink };
    return paragraph ? [rich] : [closeRun, rich, openRun(runProperties)];
  }

  #picture(node: ImageNode): Segment[] {
    const found = this.#spotOf(node);
    const { name, qr, box } = node;
    const replaced = found.printsInto === 'picture' ? rangeOf(this.#drawingOf(found)) : null;
    const drawing = replaced && this.#xml.slice(replaced.start, replaced.end);
    if (this.#repeats > 0) this.#repeatsDrawings = true;
    const altText = qr ? 'QR code of the verification page' : labelOf(name);
    return [{ type: 'picture', name, words: name.split('.'), qr, box, altText, drawing }];
  }

  /** A line to sign on, between bookmarks by which the place is found when somebody signs electronically. */
  #signature(node: SignatureNode): Segment[] {
    const runProperties = this.#runProperties(this.#spotOf(node));
    const id = ++this.#bookmark;
    const name = `mytypist_signature_${node.role}_${id}`;
    const start = `<w:bookmarkStart w:id="${id}" w:name="${name.slice(0, 40)}"/>`;
    const end = `<w:bookmarkEnd w:id="${id}"/>`;
    const line = `${openRun(runProperties)}${SIGNATURE_LINE}${closeRun}`;
    return [`${closeRun}${start}${line}${end}${openRun(runProperties)}`];
  }

  #enclosing(node: EnclosingNode): Segment[] {
    const region = this.#regionOf(node);
    const repeats = node.type === 'section' && !node.inverted;
    if (repeats) this.#repeats++;
    const { start, end } = region.extent;
    if (repeats && this.#read.text.drawings.some((drawing) => drawing > start && drawing < end)) {
      this.#repeatsDrawings = true;
    }
    const branches = [node.children, (node.type === 'condition' && node.otherwise?.children) || []];
    const compiled = region.branches.map((range, index) => this.#stretch(branches[index] ?? [], range));
    const separator = region.separator ? this.#stretch([], region.separator) : [];
    if (repeats) this.#repeats--;
    if (region.kind !== 'run') return [this.#branching(node, compiled, separator)];
    const seams = tagsOf(node)
      .flatMap((tag) => this.#read.spots.get(tag.id) ?? [])
      .map((found) => this.#seam(found));
    const inRuns = compiled.map((branch, index) => [
      seams[index]?.open ?? '',
      ...branch,
      seams[index + 1]?.close ?? '',
    ]);
    return [seams[0]?.close ?? '', this.#branching(node, inRuns), seams.at(-1)?.open ?? ''];
  }

  /** What ends the run a tag stands in, with what is around it, and begins it again. */
  #seam(found: FoundSpot): { close: string; open: string } {
    const wrappers = wrappersOf(found.finding);
    const starts = wrappers
      .toReversed()
      .map(({ start }) => this.#xml.slice(start, this.#xml.indexOf('>', start) + 1));
    return {
      close: closeRun + wrappers.map(({ name }) => `</${name}>`).join(''),
      open: starts.join('') + openRun(this.#runProperties(found)),
    };
  }

  #branching(
    node: SectionNode | ConditionNode,
    [first = [], second = []]: Segment[][],
    separator: Segment[] = [],
  ): Segment {
    if (node.type === 'condition') {
      return {
        type: 'condition',
        condition: node.condition,
        children: joined(first),
        otherwise: joined(second),
      };
    }
    const { name, inverted, repeatsRow } = node;
    return {
      type: 'section',
      name,
      words: name.split('.'),
      inverted,
      repeatsRow,
      children: joined(first),
      separator,
    };
  }

  #runProperties({ finding }: FoundSpot): string {
    return this.#sliceOf(finding.node.parent?.properties);
  }

  #sliceOf(range: Range | null | undefined): string {
    return range ? this.#xml.slice(range.start, range.end) : '';
  }
}

const rangeOf = ({ start, end }: ElementNode): Range => ({ start, end });

/** Ends the text and the run a tag stands in. */
const closeRun = '</w:t></w:r>';

/** Goes on in a new run that looks the same. */
const openRun = (properties: string): string => `<w:r>${properties}${PRESERVED}`;

function joined(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) append(result, segment);
  return result;
}
