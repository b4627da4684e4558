// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { type Placeholder, parsePlaceholder } from '../../domain/placeholder.ts';
import { nestSections, type Spot, type StoryEvent, type TemplateNode } from '../../domain/section-tree.ts';
import {
  clip,
  type TemplateFault,
  TemplateRefused,
  type TemplateWarning,
} from '../../domain/template-fault.ts';
import { type Finding, findPlaceholders, ParagraphText } from './find-placeholders.ts';
import { findPlain } from './find-plain.ts';
import type { TextPart } from './gate.ts';
import { DOCX_LIMITS } from './limits.ts';
import {
  type ElementNode,
  enclosing,
  type Paragraph,
  type PartText,
  type PlainText,
  readPartText,
} from './part-text.ts';
import { showsOnePicture } from './replace-picture.ts';

/** A placeholder with its place in the XML. */
export interface FoundSpot {
  spot: Spot;
  finding: Finding;
  /** In a run; where only plain letters can be printed; or the description of a picture it replaces. */
  printsInto: 'run' | 'plain' | 'picture';
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
  /** The placeholders of a paragraph in their order, by paragraph element. */
  findings: Map<ElementNode, Finding[]>;
  faults: TemplateFault[];
  warnings: TemplateWarning[];
}

const TABLE = new Set(['w:tbl']);
const CELL = new Set(['w:tc']);
const DRAWING = new Set(['w:drawing']);
/** The frame of a picture and the picture itself both carry its alternative text. */
const DESCRIBES = /^wp:docPr$|:cNvPr$/;
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
  return new PartSpots(part, firstId).read();
}

class PartSpots {
  readonly #read: ReadPart;
  readonly #firstId: number;
  readonly #repetitions = new Repetitions();
  readonly #pictures = new Set<ElementNode>();
  #found: number;

  constructor(part: TextPart, firstId: number) {
    this.#firstId = firstId;
    this.#found = firstId;
    this.#read = {
      part,
      text: readPartText(part.xml),
      nodes: [],
      spots: new Map(),
      literals: [],
      paragraphs: new Map(),
      findings: new Map(),
      faults: [],
      warnings: [],
    };
  }

  read(): ReadPart {
    for (const paragraph of this.#read.text.paragraphs) this.#paragraph(paragraph, 'run');
    for (const paragraph of this.#read.text.plainParagraphs) this.#paragraph(paragraph, 'plain');
    for (const plain of this.#read.text.plain) this.#plain(plain);
    const { nodes, faults } = nestSections(inReadingOrder(this.#read));
    this.#read.nodes = nodes;
    this.#read.faults.push(...faults);
    return this.#read;
  }

  #paragraph(paragraph: Paragraph, place: 'run' | 'plain'): void {
    const { part } = this.#read;
    refuseLongParagraph(part, paragraph);
    const text = new ParagraphText(part.xml, paragraph);
    const findings = findPlaceholders(text);
    this.#count(findings.length);
    if (findings.length === 0) return;
    this.#read.paragraphs.set(paragraph.node, text);
    this.#read.findings.set(paragraph.node, findings);
    for (const finding of findings) this.#judge(finding, paragraph.number, place);
  }

  #plain(plain: PlainText): void {
    const node = plain.node;
    if (!node) return;
    const findings = findPlain(this.#read.part.xml, plain, node);
    this.#count(findings.length);
    for (const finding of findings) this.#judge(finding, plain.paragraph, 'plain', plain.tag);
  }

  #count(findings: number): void {
    this.#found += findings;
    if (this.#found > DOCX_LIMITS.placeholders) throw tooManyPlaceholders();
  }

  #judge(finding: Finding, paragraph: number, place: 'run' | 'plain', tag: string | null = null): void {
    // More faults are not told, and looking for them in a hostile file would take long.
    if (this.#read.faults.length > DOCX_LIMITS.faults) return;
    const repeated = this.#repetitions.isRepeated(finding);
    const cell = enclosing(finding.node, CELL)?.cell ?? undefined;
    const where = { part: this.#read.part.part, paragraph, cell, around: finding.around };
    const fault = (code: TemplateFault['code'], message: string): void => {
      if (!repeated) this.#read.faults.push({ code, message, where });
    };
    if (finding.type === 'literal') {
      this.#read.literals.push(finding);
      const message = 'This is printed as it stands, with one $ less, because of the two $ signs before {.';
      if (!repeated) this.#read.warnings.push({ code: 'literal-placeholder', message, where });
      return;
    }
    if (finding.type === 'unclosed') {
      fault(
        'unclosed-placeholder',
        `“\${${clip(finding.inside, 30)}” has no closing brace }. A placeholder must end in the paragraph it starts in.`,
      );
      return;
    }
    const parsed = parsePlaceholder(finding.inside);
    if ('fault' in parsed) fault(parsed.fault.code, parsed.fault.message);
    const placeholder = 'placeholder' in parsed ? parsed.placeholder : standIn(finding.inside);
    if (!placeholder) return;
    const spot: Spot = {
      id: this.#firstId + this.#read.spots.size,
      placeholder,
      place: {
        ...where,
        inTable: enclosing(finding.node, TABLE) !== null,
        inTextBox: enclosing(finding.node, TEXT_BOX) !== null,
      },
      // Of a stand-in only what goes wrong with other tags is told.
      repeated: repeated || 'fault' in parsed,
    };
    const printsInto = place === 'run' ? 'run' : this.#plainPlace(spot, finding, tag);
    if (printsInto === 'covered') return;
    if (printsInto) this.#read.spots.set(spot.id, { spot, finding, printsInto });
    else fault('unfillable-place', unfillable(spot));
  }

  /** What a placeholder outside paragraphs can be; null for what cannot be printed there. */
  #plainPlace(spot: Spot, { node }: Finding, tag: string | null): 'plain' | 'picture' | 'covered' | null {
    const { kind } = spot.placeholder;
    if (kind === 'value') return 'plain';
    const drawing = enclosing(node, DRAWING);
    if (kind !== 'image' || !tag || !DESCRIBES.test(tag) || !drawing) return null;
    if (!showsOnePicture(this.#read.part.xml.slice(drawing.start, drawing.end))) return null;
    // Word may keep the text in the picture's name, title and description alike: one of them is enough.
    if (this.#pictures.has(drawing)) return 'covered';
    this.#pictures.add(drawing);
    return 'picture';
  }
}

/**
 * What a tag that cannot be read opens, if anything: with it the other tags pair up, and only what is really wrong is
 * told. Nothing is ever compiled from it, because the template is refused.
 */
function standIn(inside: string): Placeholder | null {
  if (/^\s*#\s*if\b/i.test(inside)) return { kind: 'if', condition: { op: 'shown', name: 'it' } };
  const name = /^\s*[#^]\s*([\p{L}\p{N}_.]{1,100})/u.exec(inside)?.[1];
  return name === undefined ? null : { kind: 'open', name, inverted: false };
}

export function tooManyPlaceholders(): TemplateRefused {
  const message = `The template has more than ${DOCX_LIMITS.placeholders} placeholders. Split it into several templates.`;
  return new TemplateRefused([{ code: 'too-many-placeholders', message }]);
}

function unfillable({ placeholder }: Spot): string {
  return placeholder.kind === 'image'
    ? 'A picture placeholder in a description stands for the picture it describes; put it into the alt text of one ordinary picture, not of a shape or a group.'
    : 'Here only a plain placeholder such as ${name} can be filled, no section, condition or signature.';
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
