// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { FieldPart } from '../../domain/field.ts';
import { clip, type TemplateFault, TemplateRefused } from '../../domain/template-fault.ts';
import { DOCX_LIMITS } from './limits.ts';
import type { Relationship } from './package-parts.ts';
import { decodeText, scanXml } from './xml-scan.ts';

/** Text of parts that are no Word text, in which plain values can be printed. */
const KINDS: readonly [FieldPart, RegExp, RegExp][] = [
  ['chart', /drawingml\.chart(?:shapes)?\+xml$|chartex\+xml$/i, /^word\/charts\/chart[^/]*\.xml$/i],
  ['diagram', /diagram(?:Data|Drawing)\+xml$/i, /^word\/diagrams\/(?:data|drawing)[^/]*\.xml$/i],
  ['properties', /(?:core|extended|custom)-properties\+xml$/i, /^docProps\/(?:core|app|custom)\.xml$/i],
];
/** Parts whose letters nobody sees: data behind content controls, building blocks. */
const UNSEEN = /^(?:customXml|word\/glossary)\//i;

/** What kind of plain part it is; null when it is none. */
export function plainKind(name: string, type: string): FieldPart | null {
  return KINDS.find(([, types, names]) => types.test(type) || names.test(name))?.[0] ?? null;
}

const OPENING = /(?:\$|&#0*36;|&#x0*24;)(?:\{|&#0*123;|&#x0*7b;)/i;
const DOLLAR = /\$|&#0*36;|&#x0*24;/i;

/** Whether a placeholder may begin in the part, be it with character references or split over several texts. */
export function mayHoldPlaceholder(xml: string, kind: FieldPart | null): boolean {
  if (kind === 'chart' || kind === 'diagram') return DOLLAR.test(xml) && /\{|&#/.test(xml);
  return OPENING.test(xml);
}

/** What the placeholders of a part mean for the document. */
export interface PlainJudgement {
  /** Whether something is to be filled. */
  fills: boolean;
  faults: TemplateFault[];
}

/** Judges the placeholders of an XML part that is neither Word text nor relationships. @throws XmlDamage, TemplateRefused */
export function judgePlain(xml: string, name: string, kind: FieldPart | null): PlainJudgement {
  if (kind === null) {
    const found = OPENING.exec(xml);
    if (!found || UNSEEN.test(name)) return { fills: false, faults: [] };
    return { fills: false, faults: [unfillable(around(xml, found.index), undefined)] };
  }
  const reader = new PlainReader(xml, kind);
  scanXml(xml, reader);
  return { fills: reader.fills, faults: reader.faults };
}

/** Elements with text that can be filled; of the properties every one. */
const FILLED = new Map<FieldPart, ReadonlySet<string> | null>([
  ['chart', new Set(['a:t', 'c:v'])],
  ['diagram', new Set(['a:t'])],
  ['properties', null],
]);

class PlainReader {
  fills = false;
  readonly faults: TemplateFault[] = [];
  readonly #xml: string;
  readonly #kind: FieldPart;
  readonly #open: string[] = [];
  /** The text of the paragraph so far, and how many placeholders begin in its single texts. */
  #paragraph = '';
  #begun = 0;

  constructor(xml: string, kind: FieldPart) {
    this.#xml = xml;
    this.#kind = kind;
  }

  open(name: string, start: number, end: number, selfClosing: boolean): void {
    const tag = this.#xml.slice(start, end);
    // `phldrT` is a prompt that Word shows while a diagram is made.
    if (OPENING.test(tag.replace(/\sphldrT\s*=\s*"[^"]*"/, '')))
      this.#refuse(around(tag, tag.search(OPENING)));
    if (!selfClosing) this.#open.push(name);
  }

  close(name: string): void {
    this.#open.pop();
    if (name !== 'a:p') return;
    const begun = this.#paragraph.split('${').length - 1;
    if (begun > this.#begun) this.#refuse(this.#paragraph);
    this.#paragraph = '';
    this.#begun = 0;
  }

  text(start: number, end: number): void {
    const raw = this.#xml.slice(start, end);
    const element = this.#open.at(-1) ?? '';
    if (element === 'a:t') this.#paragraph += decodeText(raw);
    if (!OPENING.test(raw)) return;
    if (raw.length > DOCX_LIMITS.paragraphLength) throw tooLong(raw, this.#kind);
    const wanted = FILLED.get(this.#kind);
    const whole = raw.split('${').slice(1);
    this.#begun += whole.length;
    // Written with references, or not closed in the same text, it would stay as it is.
    const isPlain =
      decodeText(raw).split('${').length - 1 === whole.length && whole.every((rest) => rest.includes('}'));
    if ((wanted && !wanted.has(element)) || !isPlain) this.#refuse(raw);
    else this.fills = true;
  }

  #refuse(quoted: string): void {
    this.faults.push(unfillable(clip(quoted), this.#kind));
  }
}

/** Judges the placeholders in the targets of relationships: only addresses of links can be filled. */
export function judgeTargets(relationships: readonly Relationship[]): PlainJudgement {
  const judgement: PlainJudgement = { fills: false, faults: [] };
  for (const { kind, target, external } of relationships) {
    if (!/\$(?:\{|%7B)/i.test(target)) continue;
    if (kind === 'hyperlink' && external) judgement.fills = true;
    else judgement.faults.push(unfillable(clip(target), 'link'));
  }
  return judgement;
}

/** Looking for placeholders in megabytes of them would take long, and no reader wants such a text. */
function tooLong(raw: string, part: FieldPart): TemplateRefused {
  const message = `A text is longer than ${DOCX_LIMITS.paragraphLength} characters. Shorten it.`;
  return new TemplateRefused([
    { code: 'paragraph-too-long', message, where: { part, around: clip(raw.slice(0, 80)) } },
  ]);
}

function unfillable(quoted: string, part: FieldPart | undefined): TemplateFault {
  const message =
    part === undefined
      ? 'A placeholder stands in a setting, style or list of the document, where it cannot be filled. Remove it there and write it as ordinary text.'
      : 'A placeholder here cannot be filled. Delete it and type it again in one go, as ordinary text.';
  return {
    code: 'unfillable-place',
    message,
    where: part === undefined ? { around: quoted } : { part, around: quoted },
  };
}

const around = (xml: string, at: number): string =>
  clip(xml.slice(Math.max(0, at - 20), at + 80).toWellFormed());
