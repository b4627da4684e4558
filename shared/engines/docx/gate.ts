import { isUtf8 } from 'node:buffer';
import type { FieldPart } from '../../domain/field.ts';
import { clip, refuse, type TemplateFault, TemplateRefused } from '../../domain/template-fault.ts';
import { type ContainerEntry, readContainer, unpack } from './container.ts';
import { packEntry } from './container-writer.ts';
import { refuseOtherFormats } from './file-format.ts';
import { DOCX_LIMITS } from './limits.ts';
import {
  type ContentTypes,
  contentTypeOf,
  type Relationship,
  readContentTypes,
  readRelationships,
  relationshipsName,
  resolveTarget,
} from './package-parts.ts';
import { readAttributes, XmlDamage } from './xml-scan.ts';

/** A part of the document that people read, and placeholders may stand in. */
export interface TextPart {
  name: string;
  part: FieldPart;
  xml: string;
}

/** A Word document that passed the gate. */
export interface OpenedDocx {
  /** All files of the container in their order, cleaned where necessary. */
  entries: ContainerEntry[];
  /** Body first, then headers, footers, footnotes and endnotes as the body refers to them. */
  textParts: TextPart[];
  /** Unpacked XML of every part, by name. */
  xmlParts: Map<string, Buffer>;
  /** Links to template files that were taken out. */
  removedLinks: string[];
}

const MAIN_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const WORD_NAMESPACES = new Set([
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'http://purl.oclc.org/ooxml/wordprocessingml/main',
]);
const TEXT_RELATIONSHIPS = new Map<string, FieldPart>([
  ['header', 'header'],
  ['footer', 'footer'],
  ['footnotes', 'footnotes'],
  ['endnotes', 'endnotes'],
]);
const ALLOWED_LINK = /^(?:$|#|https?:|mailto:|tel:)/i;
const DAMAGED =
  'The document is damaged. Open it in Word, save it again as a Word document (.docx) and upload that.';

/**
 * Opens a Word document, refusing whatever is not a plain, self-contained DOCX. Nothing is unpacked before
 * the container has been judged, and nothing beyond the limits is unpacked at all. Links to an attached
 * template, which Word adds by itself, are removed instead of refused.
 *
 * @throws TemplateRefused
 */
export function openDocx(bytes: Buffer): OpenedDocx {
  refuseOtherFormats(bytes);
  const entries = readContainer(bytes);
  const macros = entries.find((entry) => /(^|\/)vba(Project|Data)[^/]*$/i.test(entry.name));
  if (macros) refuseMacros(macros.name);
  const xmlParts = unpackAll(entries);
  try {
    const types = readContentTypes(textOf(xmlParts, '[Content_Types].xml'));
    const main = findMainPart(entries, xmlParts, types);
    refuseMacroTypes(types);
    const removedLinks = judgeLinks(entries, xmlParts);
    return { entries, textParts: findTextParts(main, xmlParts), xmlParts, removedLinks };
  } catch (error) {
    if (error instanceof XmlDamage) refuse('damaged-file', DAMAGED, error.message);
    throw error;
  }
}

/** Unpacks every entry once, to count and check it; keeps only the XML. */
function unpackAll(entries: readonly ContainerEntry[]): Map<string, Buffer> {
  const xmlParts = new Map<string, Buffer>();
  let left: number = DOCX_LIMITS.unpackedBytes;
  let tagsLeft: number = DOCX_LIMITS.tags;
  for (const entry of entries) {
    const content = unpack(entry, left);
    left -= content.length;
    const text =
      /\.(xml|rels|vml|svg)$/i.test(entry.name) ||
      /^(\xEF\xBB\xBF)?\s*<[?!]/.test(content.toString('latin1', 0, 64));
    if (!text) continue;
    refuseUnusualXml(entry.name, content);
    tagsLeft -= countTags(content, tagsLeft);
    if (tagsLeft < 0) {
      refuse(
        'too-complex',
        'The document is made of too many pieces. Split it into several documents, or copy its text into a new one.',
        entry.name,
      );
    }
    xmlParts.set(entry.name, content);
  }
  return xmlParts;
}

/** Tags of a part, counted no further than one more than `most`. */
function countTags(content: Buffer, most: number): number {
  let count = 0;
  for (
    let at = content.indexOf(TAG_START);
    at !== -1 && count <= most;
    at = content.indexOf(TAG_START, at + 1)
  ) {
    count += 1;
  }
  return count;
}

const TAG_START = 0x3c;

/** Control characters that no XML may hold, and the two code points that are no characters (U+FFFE, U+FFFF). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\u00ef\u00bf[\u00be\u00bf]/;

/** A numeric reference, decimal or hexadecimal. */
const REFERENCE = /&#(?:x([0-9a-f]+)|([0-9]+));/gi;

/** Whether a part holds characters that XML forbids, as themselves or by number. */
function holdsForbidden(text: string): boolean {
  if (FORBIDDEN.test(text)) return true;
  if (!text.includes('&#')) return false;
  for (const [, hexadecimal, decimal] of text.matchAll(REFERENCE)) {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    const blank = code === 0x9 || code === 0xa || code === 0xd;
    const surrogate = code >= 0xd800 && code <= 0xdfff;
    if ((code < 0x20 && !blank) || surrogate || code === 0xfffe || code === 0xffff || code > 0x10ffff)
      return true;
  }
  return false;
}

function refuseUnusualXml(name: string, content: Buffer): void {
  const declared = /^[^>]*\sencoding\s*=\s*["']([^"']*)["']/.exec(content.toString('latin1', 0, 200))?.[1];
  const utf8 = declared === undefined || /^(utf-8|us-ascii)$/i.test(declared);
  if (!utf8 || content.subarray(0, 4).includes(0) || !isUtf8(content)) {
    refuse(
      'unsupported-encoding',
      'The document does not store its text as UTF-8. Open it in Word and save it again.',
      name,
    );
  }
  if (holdsForbidden(content.toString('latin1'))) {
    refuse(
      'damaged-file',
      'The document contains control characters that Word cannot open. Save it again in Word.',
      name,
    );
  }
  if (content.includes('<!DOCTYPE') || content.includes('<!ENTITY')) {
    refuse(
      'has-doctype',
      'The document contains a DOCTYPE, which Word never writes. Save it again in Word.',
      name,
    );
  }
}

function textOf(xmlParts: Map<string, Buffer>, name: string): string {
  const content = xmlParts.get(name);
  if (!content) return refuse('not-docx', 'The file is not a Word document. Save it in Word as .docx.', name);
  return decode(content);
}

const BYTE_ORDER_MARK = /^\uFEFF/;
const decode = (content: Buffer): string => content.toString('utf8').replace(BYTE_ORDER_MARK, '');

function findMainPart(
  entries: readonly ContainerEntry[],
  xmlParts: Map<string, Buffer>,
  types: ContentTypes,
): string {
  const root = readRelationships(textOf(xmlParts, '_rels/.rels'));
  const start = root.find((relationship) => relationship.kind === 'officeDocument' && !relationship.external);
  const wanted = resolveTarget('', start?.target ?? '').toLowerCase();
  const entry = entries.find((candidate) => candidate.name.toLowerCase() === wanted);
  const type = entry ? contentTypeOf(types, entry.name) : '';
  if (/macroEnabled/i.test(type)) refuseMacros(entry?.name ?? '');
  if (entry && type === MAIN_TYPE && xmlParts.has(entry.name)) return entry.name;
  const found = /spreadsheetml/.test(type)
    ? 'an Excel workbook'
    : /presentationml/.test(type)
      ? 'a PowerPoint presentation'
      : /template\.main/.test(type)
        ? 'a Word template file (.dotx)'
        : 'not a Word document';
  return refuse(
    'not-docx',
    `The file is ${found}. Save it in Word as a Word document (.docx) and upload that.`,
  );
}

function refuseMacros(name: string): never {
  return refuse(
    'has-macros',
    'The document contains macros. Save it in Word as a Word document (.docx) without macros.',
    name,
  );
}

function refuseMacroTypes(types: ContentTypes): void {
  for (const [name, type] of [...types.overrides, ...types.defaults]) {
    if (/macroEnabled|vbaProject/i.test(type)) refuseMacros(name);
  }
}

/** Judges what the document points to outside itself; returns the template links it took out. */
function judgeLinks(entries: ContainerEntry[], xmlParts: Map<string, Buffer>): string[] {
  const faults: TemplateFault[] = [];
  const removed: string[] = [];
  for (const [name, content] of [...xmlParts]) {
    if (!/\.rels$/i.test(name)) continue;
    const xml = decode(content);
    const outside = readRelationships(xml).filter((relationship) => relationship.external);
    const attached = outside.filter((relationship) => relationship.kind === 'attachedTemplate');
    for (const link of outside) {
      if (
        link.kind === 'attachedTemplate' ||
        (link.kind === 'hyperlink' && ALLOWED_LINK.test(link.target.trim()))
      )
        continue;
      faults.push(linkFault(link));
    }
    if (attached.length === 0) continue;
    removed.push(...attached.map((link) => link.target));
    replacePart(
      entries,
      xmlParts,
      name,
      attached.reduceRight((text, link) => text.slice(0, link.start) + text.slice(link.end), xml),
    );
    removeTemplateReference(entries, xmlParts, name);
  }
  if (faults.length > 0) throw new TemplateRefused(faults.slice(0, DOCX_LIMITS.faults));
  return removed;
}

function linkFault(link: Relationship): TemplateFault {
  const around = clip(link.target);
  const message =
    link.kind === 'hyperlink'
      ? `The link to “${around}” is not allowed; links may start with https:, http:, mailto: or tel:.`
      : `The document loads “${around}” (${clip(link.kind, 30)}) from outside. Insert it into the document instead of linking it.`;
  return { code: 'external-link', message, where: { around } };
}

/** Takes `<w:attachedTemplate r:id="…"/>` out of the part whose relationship is gone. */
function removeTemplateReference(
  entries: ContainerEntry[],
  xmlParts: Map<string, Buffer>,
  relsName: string,
): void {
  const name = relsName.replace(/_rels\/([^/]*)\.rels$/i, '$1');
  const content = xmlParts.get(name);
  if (!content) return;
  const xml = decode(content).replace(
    /<w:attachedTemplate\b[^>]*?(?:\/>|>\s*<\/w:attachedTemplate\s*>)/g,
    '',
  );
  replacePart(entries, xmlParts, name, xml);
}

function replacePart(
  entries: ContainerEntry[],
  xmlParts: Map<string, Buffer>,
  name: string,
  xml: string,
): void {
  const content = Buffer.from(xml, 'utf8');
  const index = entries.findIndex((entry) => entry.name === name);
  entries[index] = packEntry(name, content);
  xmlParts.set(name, content);
}

function findTextParts(main: string, xmlParts: Map<string, Buffer>): TextPart[] {
  const parts: TextPart[] = [readTextPart(main, 'body', textOf(xmlParts, main))];
  const byName = new Map([...xmlParts.keys()].map((name) => [name.toLowerCase(), name]));
  const relsName = byName.get(relationshipsName(main).toLowerCase());
  const relationships = relsName === undefined ? [] : readRelationships(textOf(xmlParts, relsName));
  for (const [kind, part] of TEXT_RELATIONSHIPS) {
    for (const relationship of relationships) {
      if (relationship.kind !== kind || relationship.external) continue;
      const name = byName.get(resolveTarget(main, relationship.target).toLowerCase());
      if (name === undefined || parts.some((known) => known.name === name)) continue;
      parts.push(readTextPart(name, part, textOf(xmlParts, name)));
    }
  }
  return parts;
}

/** Only the prefix `w` is looked for afterwards, so it has to stand for Word's own elements. */
function readTextPart(name: string, part: FieldPart, xml: string): TextPart {
  const root = /<[^?!][^>]*>/.exec(xml)?.[0] ?? '';
  if (!WORD_NAMESPACES.has(readAttributes(root).get('xmlns:w') ?? '') || !root.startsWith('<w:')) {
    refuse('damaged-file', DAMAGED, name);
  }
  return { name, part, xml };
}
