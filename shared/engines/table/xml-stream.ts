import { refuseTable } from '../../domain/table/table-refused.ts';
import { decodeText, XmlDamage } from '../docx/xml-scan.ts';

/** Follows an XML text that comes in pieces. Names come without their prefix. */
export interface XmlHandler {
  /** Whether texts are wanted; those of no interest are not even cut out. */
  listens: boolean;
  /** @param tag the start tag as written, for {@link attribute} */
  open(name: string, tag: string): void;
  close(name: string): void;
  /** A piece of the text between two tags, entities decoded. */
  text(text: string): void;
}

/** Characters of one tag or text. A cell of 32,767 characters, each written as an entity, stays below it. */
const LONGEST_PIECE = 1_000_000;

/** Elements in each other; a sheet has seven. */
const DEEPEST = 50;

/** Reads XML that comes in pieces, keeping no more than one tag or text. Knows no namespaces. */
export class XmlStream {
  readonly #handler: XmlHandler;
  readonly #open: string[] = [];
  #rest = '';
  #ended = false;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  /** @throws TableRefused for a DOCTYPE and for what is nested too deep; XmlDamage for what is no XML */
  write(piece: string): void {
    const xml = this.#rest === '' ? piece : this.#rest + piece;
    let at = 0;
    for (;;) {
      const start = xml.indexOf('<', at);
      if (start === -1) break;
      const end = markupEnd(xml, start);
      if (end === -1) break;
      if (start > at) this.#text(xml, at, start);
      this.#markup(xml, start, end);
      at = end;
    }
    this.#rest = xml.slice(at);
    if (this.#rest.length > LONGEST_PIECE) throw new XmlDamage('a tag or text is too long');
  }

  /** @throws XmlDamage when elements are left open */
  end(): void {
    if (this.#open.length > 0 || !this.#ended || this.#rest.trim() !== '')
      throw new XmlDamage('the XML ends too early');
  }

  #text(xml: string, from: number, to: number): void {
    if (this.#handler.listens) this.#handler.text(decodeText(xml.slice(from, to)));
  }

  #markup(xml: string, start: number, end: number): void {
    const second = xml.charCodeAt(start + 1);
    if (second === 0x2f) {
      const written = xml.slice(start + 2, end - 1).trimEnd();
      if (this.#open.pop() !== written) throw new XmlDamage(`unexpected </${written}>`);
      if (this.#open.length === 0) this.#ended = true;
      this.#handler.close(localName(written));
    } else if (second === 0x21 || second === 0x3f) {
      if (xml.startsWith(CDATA, start) && this.#handler.listens)
        this.#handler.text(xml.slice(start + CDATA.length, end - 3));
    } else {
      this.#start(xml.slice(start, end));
    }
  }

  #start(tag: string): void {
    if (this.#ended) throw new XmlDamage('the XML goes on after its end');
    const written = tag.slice(1, nameEnd(tag));
    if (written === '') throw new XmlDamage('a tag has no name');
    const name = localName(written);
    this.#handler.open(name, tag);
    if (tag.charCodeAt(tag.length - 2) === 0x2f) this.#handler.close(name);
    else if (this.#open.push(written) > DEEPEST) throw new XmlDamage('elements are nested too deeply');
  }
}

const CDATA = '<![CDATA[';

const localName = (written: string): string => written.slice(written.indexOf(':') + 1);

/** Where the name of a start tag ends: at a space, `/` or `>`. */
function nameEnd(tag: string): number {
  let at = 1;
  for (; at < tag.length; at++) {
    const code = tag.charCodeAt(at);
    if (code <= 0x20 || code === 0x2f || code === 0x3e) break;
  }
  return at;
}

/** Where the markup that starts at `start` ends; -1 when it goes on in the next piece. */
function markupEnd(xml: string, start: number): number {
  const second = xml.charCodeAt(start + 1);
  if (second === 0x21) return asideEnd(xml, start);
  if (second === 0x3f) return after(xml, '?>', start);
  let quote = 0;
  for (let at = start + 1; at < xml.length; at++) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x3e) return at + 1;
    else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3c) throw new XmlDamage('a tag is not closed');
  }
  return -1;
}

function asideEnd(xml: string, start: number): number {
  if (xml.startsWith('<!--', start)) return after(xml, '-->', start + 4);
  if (xml.startsWith(CDATA, start)) return after(xml, ']]>', start);
  if (xml.length - start < CDATA.length) return -1;
  return refuseTable(
    'has-doctype',
    'The workbook holds a document type, which no spreadsheet program writes. Save it again in Excel.',
  );
}

function after(xml: string, closing: string, start: number): number {
  const end = xml.indexOf(closing, start);
  return end === -1 ? -1 : end + closing.length;
}

/** Single quotes, prefixes, and spaces other than one before each name. */
const UNUSUAL = /['\t\r\n:]| =|= /;

/** An attribute of a start tag, by its name without prefix; undefined where it is not written. */
export function attribute(tag: string, name: string): string | undefined {
  // As nearly every program writes it; the pattern below takes all the rest.
  if (!UNUSUAL.test(tag)) {
    const before = ` ${name}="`;
    const start = tag.indexOf(before);
    if (start === -1) return undefined;
    const from = start + before.length;
    return decodeText(tag.slice(from, tag.indexOf('"', from)));
  }
  for (const match of tag.matchAll(/\s([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    if (localName(match[1] ?? '') === name) return decodeText(match[2] ?? match[3] ?? '');
  return undefined;
}
