import { refuse } from '../../domain/template-fault.ts';
import { DOCX_LIMITS } from './limits.ts';

/** What the XML parts of one file may still use up; shared by all of them. */
export interface XmlBudget {
  tags: number;
  attributes: number;
  references: number;
}

export const xmlBudget = (): XmlBudget => ({
  tags: DOCX_LIMITS.tags,
  attributes: DOCX_LIMITS.attributes,
  references: DOCX_LIMITS.references,
});

/** Looks on while a part is checked; offsets count bytes of the part, `end` is exclusive. */
export interface XmlObserver {
  open(name: string, start: number, end: number, selfClosing: boolean): void;
  close(name: string): void;
  /** Character data inside the root element, entities not decoded. */
  text(start: number, end: number): void;
  /** An `xmlns` or `xmlns:x` attribute; the value as written. */
  namespace(name: string, value: string): void;
  /** Whether comments, processing instructions and CDATA may stand inside the root element. */
  allowsAsides: boolean;
}

const NOTHING: XmlObserver = { open() {}, close() {}, text() {}, namespace() {}, allowsAsides: true };

/**
 * Parts are checked as Latin-1, one character for each byte: that costs neither memory nor time, and all that
 * structures XML is ASCII. Bytes above count as letters, which they are in UTF-8.
 */
const TAG_NAME = /[A-Za-z_:\x80-\xff][\w:.\-\x80-\xff]*/y;
const ATTRIBUTE =
  /[ \t\r\n]+([A-Za-z_:\x80-\xff][\w:.\-\x80-\xff]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /[ \t\r\n]*(\/?)>/y;
const CLOSING_END = /[ \t\r\n]*>/y;
const DECLARATION_START = /^<\?xml[ \t\r\n]/i;
const NOT_BLANK = /[^ \t\r\n]/;
const ENTITY = '(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});';
const UNKNOWN_ENTITY = new RegExp(`&(?!${ENTITY})`);
const REFERENCE = /&#(?:x([0-9a-f]+)|([0-9]+));/gi;
/** Control characters that no XML may hold, and the two code points that are no characters (U+FFFE, U+FFFF). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\u00ef\u00bf[\u00be\u00bf]/;

/**
 * Checks that a part is well-formed and within the limits, in one pass. Namespaces are not resolved.
 *
 * @param xml the UTF-8 bytes of the part, decoded as Latin-1
 * @param part its name, for the refusal
 * @throws TemplateRefused
 */
export function checkXml(xml: string, part: string, budget: XmlBudget, observer = NOTHING): void {
  if (FORBIDDEN.test(xml)) refuseCharacter(part);
  if (xml.includes('<!DOCTYPE') || xml.includes('<!ENTITY')) refuseDoctype(part);
  const asides = new PartCheck(xml, part, budget, observer).run();
  checkReferences(withoutRanges(xml, asides), part, budget);
}

class PartCheck {
  readonly #xml: string;
  readonly #part: string;
  readonly #budget: XmlBudget;
  readonly #observer: XmlObserver;
  readonly #open: string[] = [];
  readonly #asides: [number, number][] = [];
  readonly #hasCdataEnd: boolean;
  #rootSeen = false;
  /** Start of the next `<` behind the tag that is read; the length of the part when there is none. */
  #next = 0;

  constructor(xml: string, part: string, budget: XmlBudget, observer: XmlObserver) {
    this.#xml = xml;
    this.#part = part;
    this.#budget = budget;
    this.#observer = observer;
    this.#hasCdataEnd = xml.includes(']]>');
  }

  /** Returns the ranges of comments, processing instructions and CDATA. */
  run(): [number, number][] {
    const xml = this.#xml;
    let start = this.#tagFrom(0);
    this.#text(0, start);
    while (start < xml.length) {
      const end = this.#tag(start);
      // Behind an aside, which may hold `<`, the next tag is looked for afresh.
      start = end > this.#next ? this.#tagFrom(end) : this.#next;
      if (end < start) this.#text(end, start);
    }
    if (this.#open.length > 0) this.#refuseDamage(`<${this.#open.at(-1) ?? ''}> is not closed`);
    if (!this.#rootSeen) this.#refuseDamage('it has no content');
    return this.#asides;
  }

  #tagFrom(position: number): number {
    const found = this.#xml.indexOf('<', position);
    return found === -1 ? this.#xml.length : found;
  }

  #tag(start: number): number {
    this.#next = this.#tagFrom(start + 1);
    const second = this.#xml.charCodeAt(start + 1);
    if (second === 0x21 || second === 0x3f) return this.#aside(start);
    if (--this.#budget.tags < 0) refuseComplexity(this.#part);
    return second === 0x2f ? this.#closingTag(start) : this.#openingTag(start);
  }

  #closingTag(start: number): number {
    const name = this.#open.pop();
    if (name === undefined || !this.#xml.startsWith(name, start + 2))
      return this.#refuseDamage('its tags cross');
    CLOSING_END.lastIndex = start + 2 + name.length;
    if (!CLOSING_END.test(this.#xml)) this.#refuseDamage('its tags cross');
    this.#observer.close(name);
    return CLOSING_END.lastIndex;
  }

  #openingTag(start: number): number {
    const xml = this.#xml;
    TAG_NAME.lastIndex = start + 1;
    if (!TAG_NAME.test(xml)) this.#refuseDamage('a tag has no name');
    const nameEnd = TAG_NAME.lastIndex;
    const name = xml.slice(start + 1, nameEnd);
    if (this.#open.length === 0) {
      if (this.#rootSeen) this.#refuseDamage('something stands behind its end');
      this.#rootSeen = true;
    }
    TAG_END.lastIndex = xml.charCodeAt(nameEnd) === 0x3e ? nameEnd : this.#attributes(nameEnd);
    const end = TAG_END.exec(xml);
    if (!end) return this.#refuseDamage(`<${name.slice(0, 40)}> is not written correctly`);
    const selfClosing = end[1] !== '';
    const after = TAG_END.lastIndex;
    if (!selfClosing && this.#open.push(name) > DOCX_LIMITS.xmlDepth) refuseDepth(this.#part);
    this.#observer.open(name, start, after, selfClosing);
    return after;
  }

  /** Reads the attributes from `position`; returns the end of the last one. */
  #attributes(position: number): number {
    const names: string[] = [];
    let end = position;
    for (;;) {
      ATTRIBUTE.lastIndex = end;
      const match = ATTRIBUTE.exec(this.#xml);
      if (!match) break;
      end = ATTRIBUTE.lastIndex;
      const [, name = '', double, single] = match;
      if (names.push(name) > DOCX_LIMITS.elementAttributes) refuseComplexity(this.#part);
      if (name.startsWith('xmlns')) this.#observer.namespace(name, double ?? single ?? '');
    }
    this.#budget.attributes -= names.length;
    if (this.#budget.attributes < 0) refuseComplexity(this.#part);
    if (names.length > 1 && holdsTwice(names)) this.#refuseDamage('an attribute stands twice in one tag');
    return end;
  }

  #text(start: number, end: number): void {
    if (this.#open.length > 0) {
      if (this.#hasCdataEnd && this.#xml.slice(start, end).includes(']]>'))
        this.#refuseDamage('it holds ]]> outside of CDATA');
      this.#observer.text(start, end);
    } else if (NOT_BLANK.test(this.#xml.slice(start, end))) {
      this.#refuseDamage('text stands outside of its root element');
    }
  }

  #aside(start: number): number {
    const xml = this.#xml;
    const [opening, closing] = xml.startsWith('<!--', start)
      ? ['<!--', '-->']
      : xml.startsWith('<?', start)
        ? ['<?', '?>']
        : xml.startsWith('<![CDATA[', start)
          ? ['<![CDATA[', ']]>']
          : ['', ''];
    if (opening === '') return refuseDoctype(this.#part);
    if (start > 0 && DECLARATION_START.test(xml.slice(start, start + 6)))
      this.#refuseDamage('its first line stands in the middle');
    const inside = this.#open.length > 0;
    if (inside && !this.#observer.allowsAsides)
      this.#refuseDamage('it holds a comment, an instruction or CDATA, which Word never writes');
    if (!inside && opening === '<![CDATA[') this.#refuseDamage('text stands outside of its root element');
    const found = xml.indexOf(closing, start + opening.length);
    if (found === -1) return this.#refuseDamage('a comment is not closed');
    const end = found + closing.length;
    this.#asides.push([start, end]);
    if (--this.#budget.tags < 0) refuseComplexity(this.#part);
    return end;
  }

  #refuseDamage(why: string): never {
    return refuseDamage(this.#part, why);
  }
}

function holdsTwice(names: readonly string[]): boolean {
  return names.length > 8
    ? new Set(names).size < names.length
    : names.some((name, index) => names.indexOf(name) < index);
}

function withoutRanges(xml: string, ranges: readonly (readonly [number, number])[]): string {
  if (ranges.length === 0) return xml;
  const kept: string[] = [];
  let position = 0;
  for (const [start, end] of ranges) {
    kept.push(xml.slice(position, start));
    position = end;
  }
  // Something between the pieces, lest they join to what was not there.
  return [...kept, xml.slice(position)].join(' ');
}

/** Checks that every entity is known and every numeric reference stands for a character. */
function checkReferences(xml: string, part: string, budget: XmlBudget): void {
  if (UNKNOWN_ENTITY.test(xml)) refuseDamage(part, 'it holds an & that begins no known character');
  if (!xml.includes('&#')) return;
  for (const [, hexadecimal, decimal] of xml.matchAll(REFERENCE)) {
    if (--budget.references < 0) refuseComplexity(part);
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    if (!isCharacter(code)) refuseCharacter(part);
  }
}

/** XML 1.0, production Char. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0x10ffff && code !== 0xfffe && code !== 0xffff);
}

export function refuseDamage(part: string, why: string): never {
  return refuse(
    'damaged-file',
    `The document is damaged: a part of it cannot be read, for ${why}. Open it in Word, save it again as a Word document (.docx) and upload that.`,
    part,
  );
}

function refuseComplexity(part: string): never {
  return refuse(
    'too-complex',
    'The document is made of too many pieces. Split it into several documents, or copy its text into a new one.',
    part,
  );
}

function refuseDepth(part: string): never {
  return refuse(
    'too-complex',
    'The document has elements nested too deeply. Copy its text into a new document and save that.',
    part,
  );
}

function refuseCharacter(part: string): never {
  return refuse(
    'damaged-file',
    'The document contains control characters that Word cannot open. Save it again in Word.',
    part,
  );
}

function refuseDoctype(part: string): never {
  return refuse(
    'has-doctype',
    'The document contains a DOCTYPE, which Word never writes. Save it again in Word.',
    part,
  );
}
