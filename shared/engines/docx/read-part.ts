// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { parsePlaceholder } from '../../domain/placeholder.ts';
import {
  nestSections,
  type SectionNode,
  type Spot,
  type StoryEvent,
  type TemplateNode,
} from '../../domain/section-tree.ts';
import {
  clip,
  type TemplateFault,
  TemplateRefused,
  type TemplateWarning,
} from '../../domain/template-fault.ts';
import { type Finding, findPlaceholders, ParagraphText } from './find-placeholders.ts';
import type { TextPart } from './gate.ts';
import { DOCX_LIMITS } from './limits.ts';
import { type ElementNode, enclosing, type Paragraph, type PartText, readPartText } from './part-text.ts';
import { canRepeat } from './section-layout.ts';

/** A placeholder with its place in the XML. */
export interface FoundSpot {
  spot: Spot;
  finding: Finding;
}

/** One part of a template, read: what it asks for and what is wrong with it. */
export interface ReadPart {
  part: TextPart;
  text: PartText;
  nodes: TemplateNode[];
  spots: Map<number, FoundSpot>;
  literals: Finding[];
  /** The text of paragraphs that hold placeholders, by paragraph element. */
  paragraphs: Map<ElementNode, ParagraphText>;
  faults: TemplateFault[];
  warnings: TemplateWarning[];
}

const TABLE = new Set(['w:tbl']);
const TEXT_BOX = new Set(['w:txbxContent']);
const ALTERNATIVES = new Set(['mc:AlternateContent']);
const FALLBACK = new Set(['mc:Fallback']);

/**
 * Reads the placeholders of one part; ids count on from `firstId`.
 *
 * @throws XmlDamage
 * @throws TemplateRefused when there is too much to read; other faults are collected
 */
export function readPart(part: TextPart, firstId: number): ReadPart {
  const text = readPartText(part.xml);
  const read: ReadPart = {
    part,
    text,
    nodes: [],
    spots: new Map(),
    literals: [],
    paragraphs: new Map(),
    faults: [],
    warnings: [],
  };
  const repetitions = new Repetitions();
  let found = firstId;
  for (const paragraph of text.paragraphs) {
    refuseLongParagraph(part, paragraph);
    const paragraphText = new ParagraphText(part.xml, paragraph);
    const findings = findPlaceholders(paragraphText);
    found += findings.length;
    if (found > DOCX_LIMITS.placeholders) {
      const message = `The template has more than ${DOCX_LIMITS.placeholders} placeholders. Split it into several templates.`;
      throw new TemplateRefused([{ code: 'too-many-placeholders', message }]);
    }
    if (findings.length > 0) read.paragraphs.set(paragraph.node, paragraphText);
    for (const finding of findings) {
      const repeated = repetitions.isRepeated(finding);
      judge(read, finding, paragraph.number, repeated, firstId + read.spots.size);
    }
  }
  const { nodes, faults } = nestSections(inReadingOrder(read));
  read.nodes = nodes;
  read.faults.push(...faults);
  if (faults.length === 0) checkLayout(read, nodes);
  warnUnfilled(read);
  return read;
}

function refuseLongParagraph(part: TextPart, { number, pieces }: Paragraph): void {
  const length = pieces.reduce((sum, piece) => sum + piece.end - piece.start, 0);
  if (length <= DOCX_LIMITS.paragraphLength) return;
  const around = clip(part.xml.slice(pieces[0]?.start, (pieces[0]?.start ?? 0) + 80));
  const message = `A paragraph is longer than ${DOCX_LIMITS.paragraphLength} characters. Split it into several.`;
  throw new TemplateRefused([
    { code: 'paragraph-too-long', message, where: { part: part.part, paragraph: number, around } },
  ]);
}

function judge(read: ReadPart, finding: Finding, paragraph: number, repeated: boolean, id: number): void {
  const where = { part: read.part.part, paragraph, around: finding.around };
  if (finding.type === 'literal') {
    read.literals.push(finding);
    const message = 'This is printed as it stands, with one $ less, because of the two $ signs before {.';
    if (!repeated) read.warnings.push({ code: 'literal-placeholder', message, where });
    return;
  }
  if (finding.type === 'unclosed') {
    const message = `“\${${clip(finding.inside, 30)}” has no closing brace }. A placeholder must end in the paragraph it starts in.`;
    if (!repeated) read.faults.push({ code: 'unclosed-placeholder', message, where });
    return;
  }
  const parsed = parsePlaceholder(finding.inside);
  if ('fault' in parsed) {
    if (!repeated) read.faults.push({ ...parsed.fault, where });
    return;
  }
  const place = {
    ...where,
    inTable: enclosing(finding.node, TABLE) !== null,
    inTextBox: enclosing(finding.node, TEXT_BOX) !== null,
  };
  read.spots.set(id, { spot: { id, placeholder: parsed.placeholder, place, repeated }, finding });
}

/**
 * Word writes a text box twice, for new readers (mc:Choice) and for old ones (mc:Fallback). What the
 * fallback repeats is one place with what the choice had.
 */
class Repetitions {
  readonly #seen = new Map<ElementNode, Map<string, number>>();

  isRepeated(finding: Finding): boolean {
    const alternatives = enclosing(finding.node, ALTERNATIVES);
    if (!alternatives) return false;
    const counts = this.#seen.get(alternatives) ?? new Map<string, number>();
    this.#seen.set(alternatives, counts);
    const key = `${finding.type} ${finding.inside}`;
    const count = counts.get(key) ?? 0;
    const inFallback = enclosing(finding.node, FALLBACK) !== null;
    counts.set(key, count + (inFallback ? -1 : 1));
    return inFallback && count > 0;
  }
}

function inReadingOrder(read: ReadPart): StoryEvent[] {
  const events: { at: number; event: StoryEvent }[] = [];
  for (const { spot, finding } of read.spots.values()) {
    events.push({ at: finding.start, event: { type: 'spot', spot } });
  }
  for (const story of read.text.stories) {
    events.push({ at: story.start, event: { type: 'enter' } }, { at: story.end, event: { type: 'leave' } });
  }
  return events.sort((a, b) => a.at - b.at).map(({ event }) => event);
}

function checkLayout(read: ReadPart, nodes: readonly TemplateNode[]): void {
  for (const node of nodes) {
    if (node.type !== 'section') continue;
    const opening = read.spots.get(node.spot.id)?.finding.node;
    const closing = node.closing ? read.spots.get(node.closing.id)?.finding.node : undefined;
    if (opening && closing && !canRepeat(opening, closing) && !node.spot.repeated)
      read.faults.push(layoutFault(node));
    checkLayout(read, node.children);
  }
}

/** Says that a section cannot be repeated where its tags stand. */
export function layoutFault(section: SectionNode): TemplateFault {
  const { part, paragraph, around } = section.spot.place;
  const message =
    `The section “${section.name}” starts and ends in places that do not match, for example outside and inside a ` +
    'table, list box or link. Put both tags in one paragraph, in paragraphs of their own, or in cells of one table.';
  return { code: 'section-crosses-layout', message, where: { part, paragraph, around } };
}

function warnUnfilled(read: ReadPart): void {
  for (const { start, end } of read.text.unfilled) {
    const code = read.part.xml.slice(start, end);
    const at = code.indexOf('${');
    const around = clip(code.slice(Math.max(0, at - 20), at + 60));
    const message = 'A placeholder in a field code, equation, chart or description is not filled.';
    read.warnings.push({ code: 'not-filled', message, where: { part: read.part.part, around } });
  }
}
