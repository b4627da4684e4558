// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { namesIn } from '../../domain/condition.ts';
import type { EnclosingNode, SectionNode, TemplateNode } from '../../domain/section-tree.ts';
import type { TemplateFault } from '../../domain/template-fault.ts';
import { type ElementNode, enclosing } from './part-text.ts';
import type { ReadPart } from './read-part.ts';

const ROW = new Set(['w:tr']);
const CELL = new Set(['w:tc']);
/** Plural words; `address`, `status` and `analysis` are not. */
const PLURAL = /(?:[^sui]s|ies|list|rows|lines)$/i;
const LABEL = /\p{L}{4,}/u;

/** The names of one list in one row of one part. */
interface Candidate {
  owner: string;
  row: ElementNode;
  read: ReadPart;
  /** The list of nodes that holds them. */
  siblings: TemplateNode[];
  nodes: TemplateNode[];
}

/**
 * A table row repeats by itself for a list when dotted names in it share the list: `${items.name}` beside
 * `${items.price}`. That is so when the list is named nowhere but in rows, and its name is a plural, or two cells of
 * one row hold nothing but names of it. Everything else that is dotted belongs to a single thing, such as
 * `${person.name}`.
 *
 * Wraps the placeholders of such rows into section nodes; names inside keep their dots.
 */
export function repeatRows(parts: readonly ReadPart[]): TemplateFault[] {
  const single = new Set<string>();
  const candidates: Candidate[] = [];
  for (const read of parts) new RowSearch(read, single, candidates).search(read.nodes);
  const lists = new Set(
    candidates
      .filter(({ owner }) => !single.has(owner))
      .filter(isList)
      .map(({ owner }) => owner),
  );
  const faults: TemplateFault[] = [];
  const taken = new Map<ElementNode, string>();
  for (const candidate of candidates) {
    if (!lists.has(candidate.owner)) continue;
    const other = taken.get(candidate.row);
    if (other === undefined) wrap(candidate);
    else faults.push(twoLists(candidate, other));
    taken.set(candidate.row, candidate.owner);
  }
  return faults;
}

/** `items` of `items.name`; null for a name without dots. */
function ownerOf(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? null : name.slice(0, dot);
}

function namesOf(node: TemplateNode): string[] {
  if (node.type === 'value' || (node.type === 'image' && !node.qr)) return [node.name];
  if (node.type === 'condition') return namesIn(node.condition);
  return node.type === 'section' ? [node.name] : [];
}

class RowSearch {
  readonly #read: ReadPart;
  readonly #single: Set<string>;
  readonly #candidates: Candidate[];

  constructor(read: ReadPart, single: Set<string>, candidates: Candidate[]) {
    this.#read = read;
    this.#single = single;
    this.#candidates = candidates;
  }

  search(siblings: TemplateNode[], within: readonly string[] = []): void {
    for (const node of siblings) {
      for (const name of namesOf(node)) {
        const owner = ownerOf(name);
        if (owner !== null && !within.includes(owner)) this.#add(node, owner, siblings);
      }
      this.#inside(node, within);
    }
  }

  #inside(node: TemplateNode, within: readonly string[]): void {
    if (node.type === 'section') this.search(node.children, [...within, node.name]);
    if (node.type !== 'condition') return;
    this.search(node.children, within);
    if (node.otherwise) this.search(node.otherwise.children, within);
  }

  #add(node: TemplateNode, owner: string, siblings: TemplateNode[]): void {
    const row = this.#rowOf(node);
    const printed = node.type === 'value' || node.type === 'image';
    if (!row) {
      this.#single.add(owner);
      return;
    }
    const known = this.#candidates.find(
      (candidate) => candidate.row === row && candidate.owner === owner && candidate.siblings === siblings,
    );
    if (known) known.nodes.push(node);
    else if (printed) this.#candidates.push({ owner, row, read: this.#read, siblings, nodes: [node] });
  }

  /** The row that holds the node whole. */
  #rowOf(node: TemplateNode): ElementNode | null {
    const row = this.#elementRow(node.spot.id);
    if (node.type !== 'section' && node.type !== 'condition') return row;
    return row && this.#elementRow(closingId(node)) === row ? row : null;
  }

  #elementRow(spotId: number): ElementNode | null {
    return enclosing(this.#read.spots.get(spotId)?.finding.node ?? null, ROW);
  }
}

const closingId = (node: EnclosingNode): number => node.closing?.id ?? node.spot.id;

function isList({ owner, row, read, nodes }: Candidate): boolean {
  const word = owner.slice(owner.lastIndexOf('.') + 1);
  if (PLURAL.test(word)) return true;
  const names = new Set(nodes.flatMap(namesOf));
  const cells = new Set(
    nodes.map((node) => enclosing(read.spots.get(node.spot.id)?.finding.node ?? null, CELL)),
  );
  return names.size >= 2 && cells.size >= 2 && !LABEL.test(lettersBesideTags(row, read));
}

/** The text of a row without its placeholders. */
function lettersBesideTags(row: ElementNode, read: ReadPart): string {
  const xml = read.part.xml.slice(row.start, row.end);
  const text = [...xml.matchAll(/<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>/g)].map((match) => match[1]).join('');
  return text.replace(/\$\{[^}]*\}/g, ' ');
}

/** Puts everything of the row that stands on the same level into a section. */
function wrap({ owner, row, read, siblings }: Candidate): void {
  const inRow = (node: TemplateNode): boolean => {
    const place = (id: number) => enclosing(read.spots.get(id)?.finding.node ?? null, ROW) === row;
    const enclosed = node.type === 'section' || node.type === 'condition';
    return place(node.spot.id) && (!enclosed || place(closingId(node)));
  };
  const first = siblings.findIndex(inRow);
  const children = siblings.filter(inRow);
  const [opening] = children;
  const last = children.at(-1);
  if (first === -1 || !opening || !last) return;
  const section: SectionNode = {
    type: 'section',
    spot: opening.spot,
    name: owner,
    inverted: false,
    repeatsRow: true,
    closing: last.spot,
    children,
  };
  const others = siblings.filter((node) => !children.includes(node));
  siblings.splice(0, siblings.length, ...others.slice(0, first), section, ...others.slice(first));
}

function twoLists({ owner, nodes }: Candidate, other: string): TemplateFault {
  const place = nodes[0]?.spot.place;
  return {
    code: 'conflicting-use',
    message: `The table row would repeat for “${other}” and for “${owner}”; put the two lists into rows of their own.`,
    ...(place
      ? { where: { part: place.part, paragraph: place.paragraph, cell: place.cell, around: place.around } }
      : {}),
  };
}
