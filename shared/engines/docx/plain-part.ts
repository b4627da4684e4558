// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { parsePlaceholder } from '../../domain/placeholder.ts';
import type { Spot, ValueNode } from '../../domain/section-tree.ts';
import type { TemplateFault } from '../../domain/template-fault.ts';
import type { CompiledPart } from './compile-part.ts';
import type { Finding } from './find-placeholders.ts';
import { findPlain } from './find-plain.ts';
import type { TextPart } from './gate.ts';
import { DOCX_LIMITS } from './limits.ts';
import type { ElementNode } from './part-text.ts';
import { tooManyPlaceholders } from './read-part.ts';
import { append, type Segment, type ValueSegment } from './segments.ts';

/** A part outside the text, such as a chart, a document property or the address of a link. */
export interface PlainPart {
  part: TextPart;
  nodes: ValueNode[];
  faults: TemplateFault[];
  compiled: CompiledPart;
  /** Whether it says `${` anywhere, be it only literally. */
  isFilled: boolean;
}

/** The addresses of links; everything else in such a part is no text. */
const ADDRESS = /\sTarget="([^"]*)"/g;

/** Reads and compiles a part in which values are printed as plain letters; ids count on from `firstId`. */
export function readPlainPart(part: TextPart, firstId: number): PlainPart {
  const plain: PlainPart = {
    part,
    nodes: [],
    faults: [],
    compiled: { name: part.name, segments: [], repeatsDrawings: false, largestDrawing: 0 },
    isFilled: false,
  };
  let position = 0;
  const keepUpTo = (offset: number): void => {
    append(plain.compiled.segments, part.xml.slice(position, offset));
    position = offset;
  };
  for (const { finding, into } of findingsOf(part)) {
    if (plain.nodes.length + firstId >= DOCX_LIMITS.placeholders) throw tooManyPlaceholders();
    const segment = judge(plain, finding, firstId, into);
    if (segment === null) continue;
    plain.isFilled = true;
    keepUpTo(finding.start);
    append(plain.compiled.segments, segment);
    position = finding.replaceWith('').at(0)?.end ?? finding.start;
  }
  keepUpTo(part.xml.length);
  return plain;
}

interface PlainFinding {
  finding: Finding;
  into: ValueSegment['into'];
}

function findingsOf({ xml, part }: TextPart): PlainFinding[] {
  const root: ElementNode = {
    name: part,
    parent: null,
    start: 0,
    end: xml.length,
    properties: null,
    cell: null,
  };
  if (part !== 'link') {
    return findPlain(xml, { start: 0, end: xml.length }, root).map((finding) => ({ finding, into: 'plain' }));
  }
  return [...xml.matchAll(ADDRESS)].flatMap(({ index, 0: attribute, 1: address = '' }) => {
    const end = index + attribute.length - 1;
    const start = end - address.length;
    return findPlain(xml, { start, end }, root, true).map((finding): PlainFinding => {
      const tag = finding.replaceWith('').at(0);
      return { finding, into: tag?.start === start && tag.end === end ? 'address' : 'address-piece' };
    });
  });
}

function judge(
  plain: PlainPart,
  finding: Finding,
  firstId: number,
  into: ValueSegment['into'],
): Segment | null {
  if (finding.type === 'literal') return '';
  const where = { part: plain.part.part, paragraph: 1, around: finding.around };
  const parsed = parsePlaceholder(finding.inside);
  if ('fault' in parsed) {
    plain.faults.push({ ...parsed.fault, where });
    return null;
  }
  const { placeholder } = parsed;
  if (placeholder.kind !== 'value') {
    const message = 'Here only a plain placeholder such as ${name} can be filled.';
    plain.faults.push({ code: 'unfillable-place', message, where });
    return null;
  }
  const spot: Spot = {
    id: firstId + plain.nodes.length,
    placeholder,
    place: { ...where, inTable: false, inTextBox: false },
    repeated: false,
  };
  const { name, filters } = placeholder;
  plain.nodes.push({ type: 'value', spot, name, filters });
  return { type: 'value', name, words: name.split('.'), filters, into };
}
