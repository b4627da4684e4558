import type { FieldPart, TableCell } from '../../domain/field.ts';
import {
  clip,
  refuse,
  type TemplateFault,
  type TemplateFaultCode,
  TemplateRefused,
} from '../../domain/template-fault.ts';
import { FieldCodes } from './field-code-reader.ts';
import type { FieldRefusal } from './field-codes.ts';
import { DOCX_LIMITS } from './limits.ts';
import { outsideReference, REFERENCE_HINT } from './outside-reference.ts';
import { refuseDamage, type XmlObserver } from './xml-part-check.ts';
import { decodeText, readAttributes } from './xml-scan.ts';

const TRANSITIONAL = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const STRICT = 'http://purl.oclc.org/ooxml/wordprocessingml/main';
const WORD_NAMESPACES = new Set([TRANSITIONAL, STRICT]);

/** Elements whose text counts for the length of a paragraph; `w:t` and the codes are also read. */
const TEXT = new Set(['w:t', 'm:t', 'a:t', 'w:delText', 'w:instrText', 'w:delInstrText']);
const CODE = new Set(['w:instrText', 'w:delInstrText']);

const EMBEDDED = 'The document holds an embedded object. Replace it by a picture of it, or by ordinary text.';
const IMPORTED = 'The document imports another file when it is opened. Insert its text into the document.';
/** Elements, without prefix, that bring in what is not a document. */
const FORBIDDEN_ELEMENTS = new Map<string, [TemplateFaultCode, string]>([
  ['OLEObject', ['embedded-object', EMBEDDED]],
  ['objectEmbed', ['embedded-object', EMBEDDED]],
  ['objectLink', ['embedded-object', EMBEDDED]],
  ['control', ['embedded-object', EMBEDDED]],
  ['altChunk', ['imported-content', IMPORTED]],
  ['subDoc', ['imported-content', IMPORTED]],
  [
    'webVideoPr',
    ['external-link', 'The document shows a video from the web. Replace it by a link or a picture.'],
  ],
]);
const ELEMENT_HINT = new RegExp(`<(?:[\\w.-]+:)?(?:${[...FORBIDDEN_ELEMENTS.keys()].join('|')})[\\s/>]`);

/**
 * Looks at a part in WordprocessingML while it is checked: limits of layout, namespaces, fields, objects, references
 * to the outside. Faults are collected in `faults`; limits are refused at once.
 */
export class WordPartCheck implements XmlObserver {
  readonly allowsAsides = false;
  readonly faults: TemplateFault[] = [];
  readonly #xml: string;
  readonly #name: string;
  readonly #part: FieldPart | undefined;
  readonly #ascii: boolean;
  readonly #mayReferOutside: boolean;
  readonly #mayEmbed: boolean;
  readonly #fields = new FieldCodes((refusal) => this.#add(refusal));
  readonly #tables: TableCell[] = [];
  /** Characters so far of each open paragraph; text boxes lie within paragraphs. */
  readonly #lengths: number[] = [];
  #namespace: string | null = null;
  #root: string | null = null;
  #textElement: string | null = null;
  #paragraphs = 0;
  #tableCount = 0;
  #rows = 0;
  #fallbacks = 0;

  /**
   * @param xml the UTF-8 bytes of the part, decoded as Latin-1
   * @param part where people see it; undefined for parts they do not see
   */
  constructor(xml: string, name: string, part: FieldPart | undefined) {
    this.#xml = xml;
    this.#name = name;
    this.#part = part;
    this.#ascii = !/[\x80-\xff]/.test(xml);
    this.#mayReferOutside = REFERENCE_HINT.test(xml);
    this.#mayEmbed = ELEMENT_HINT.test(xml);
  }

  /** To be called when the part is read. Returns the name of the root element. */
  finish(): string {
    this.#fields.finish();
    if (this.#namespace === null) this.#refuseNamespaces();
    return this.#root ?? '';
  }

  namespace(attribute: string, raw: string): void {
    const value = decodeText(raw);
    const isWord = WORD_NAMESPACES.has(value);
    if (attribute !== 'xmlns:w') {
      if (isWord) this.#refuseNamespaces();
      return;
    }
    if (!isWord || (this.#namespace !== null && this.#namespace !== value)) this.#refuseNamespaces();
    this.#namespace = value;
  }

  open(name: string, start: number, end: number, selfClosing: boolean): void {
    if (this.#root === null) {
      if (!name.startsWith('w:')) this.#refuseNamespaces();
      this.#root = name;
    }
    if (this.#textElement !== null) refuseDamage(this.#name, 'an element stands inside a text');
    if (this.#mayEmbed) this.#judgeElement(name);
    if (this.#mayReferOutside) this.#judgeReference(name, start, end);
    this.#field(name, start, end);
    if (selfClosing) {
      if (name === 'w:p' && this.#fallbacks === 0) this.#paragraphs++;
      if (name === 'w:tr') this.#row();
    } else if (TEXT.has(name)) this.#textElement = name;
    else this.#openLayout(name);
  }

  #openLayout(name: string): void {
    if (name === 'w:p') {
      if (this.#fallbacks === 0) this.#paragraphs++;
      this.#lengths.push(0);
    } else if (name === 'w:tbl') this.#openTable();
    else if (name === 'w:tr') this.#row();
    else if (name === 'w:tc') {
      const table = this.#tables.at(-1);
      if (table) table.column++;
    } else if (name === 'mc:Fallback') this.#fallbacks++;
  }

  #openTable(): void {
    if (this.#fallbacks === 0) this.#tableCount++;
    if (this.#tables.push({ table: this.#tableCount, row: 0, column: 0 }) <= DOCX_LIMITS.tableDepth) return;
    refuse(
      'too-complex',
      `Tables are nested more than ${DOCX_LIMITS.tableDepth} deep. Take the inner tables out of their cells.`,
      this.#name,
    );
  }

  #row(): void {
    const table = this.#tables.at(-1);
    if (table) {
      table.row++;
      table.column = 0;
    }
    if (++this.#rows <= DOCX_LIMITS.tableRows) return;
    refuse(
      'too-complex',
      `The tables of the document have more than ${DOCX_LIMITS.tableRows} rows. Repeat one row with a list, or split the document.`,
      this.#name,
    );
  }

  close(name: string): void {
    if (name === this.#textElement) this.#textElement = null;
    else if (name === 'w:p') this.#lengths.pop();
    else if (name === 'w:tbl') this.#tables.pop();
    else if (name === 'mc:Fallback') this.#fallbacks--;
  }

  text(start: number, end: number): void {
    const element = this.#textElement;
    if (element === null) return;
    this.#count(start, end);
    const isCode = CODE.has(element);
    if (isCode || (element === 'w:t' && this.#fields.inCode))
      this.#fields.text(this.#decoded(this.#xml.slice(start, end)), isCode);
  }

  #count(start: number, end: number): void {
    const index = this.#lengths.length - 1;
    if (index < 0) return;
    const bytes = this.#xml.slice(start, end);
    const length = (this.#lengths[index] ?? 0) + (this.#ascii ? end - start : utf8Of(bytes).length);
    this.#lengths[index] = length;
    if (length <= DOCX_LIMITS.paragraphLength) return;
    const limit = DOCX_LIMITS.paragraphLength.toLocaleString('en-GB');
    const message = `A paragraph is longer than ${limit} characters. Split it into several.`;
    const around = clip(utf8Of(bytes.slice(0, 80)));
    throw new TemplateRefused([{ code: 'paragraph-too-long', message, where: this.#where(around) }]);
  }

  #field(name: string, start: number, end: number): void {
    if (name === 'w:fldChar') {
      const type = readAttributes(this.#xml.slice(start, end)).get('w:fldCharType');
      if (type === 'begin') this.#fields.begin();
      else if (type === 'separate') this.#fields.separate();
      else if (type === 'end') this.#fields.end();
    } else if (name === 'w:fldSimple') {
      this.#fields.simple(readAttributes(utf8Of(this.#xml.slice(start, end))).get('w:instr') ?? '');
    }
  }

  #judgeElement(name: string): void {
    const forbidden = FORBIDDEN_ELEMENTS.get(name.slice(name.indexOf(':') + 1));
    if (forbidden) this.#add({ code: forbidden[0], message: forbidden[1], around: name });
  }

  #judgeReference(name: string, start: number, end: number): void {
    const refusal = outsideReference(name, utf8Of(this.#xml.slice(start, end)));
    if (refusal) this.#add(refusal);
  }

  #add({ code, message, around }: FieldRefusal): void {
    // Nobody sees what is left of a placeholder in a part that is not shown.
    if (code === 'unfillable-place' && this.#part === undefined) return;
    if (this.faults.length < DOCX_LIMITS.faults)
      this.faults.push({ code, message, where: this.#where(around) });
  }

  #where(around: string): TemplateFault['where'] & object {
    if (this.#part === undefined) return { around };
    const cell = this.#tables.at(-1);
    const inCell = cell && cell.column > 0 ? { cell: { ...cell } } : {};
    return { part: this.#part, paragraph: Math.max(1, this.#paragraphs), ...inCell, around };
  }

  #decoded(bytes: string): string {
    return decodeText(this.#ascii ? bytes : utf8Of(bytes));
  }

  #refuseNamespaces(): never {
    return refuse(
      'unusual-namespaces',
      'The document names its elements in a way Word never does. Open it in Word and save it again as a Word document (.docx).',
      this.#name,
    );
  }
}

const utf8Of = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');
