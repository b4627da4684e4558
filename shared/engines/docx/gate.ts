import type { FieldPart } from '../../domain/field.ts';
import { refuse, type TemplateFault, TemplateRefused } from '../../domain/template-fault.ts';
import { type ContainerEntry, readContainer } from './container.ts';
import { checkWorkbook } from './embedded-workbook.ts';
import { refuseOtherFormats, refuseOtherZips } from './file-format.ts';
import { DOCX_LIMITS } from './limits.ts';
import { drawingFaults } from './outside-reference.ts';
import { checkFont, readFontKeys } from './package-fonts.ts';
import { type PackageLinks, readLinks } from './package-links.ts';
import {
  type ContentTypes,
  contentTypeOf,
  readContentTypes,
  readRelationships,
  resolveTarget,
} from './package-parts.ts';
import { PictureCheck } from './package-pictures.ts';
import { PackageReader } from './package-reader.ts';
import { type PartKind, partFault, partKind } from './part-kind.ts';
import { judgePlain, judgeTargets, mayHoldPlaceholder, plainKind } from './plain-parts.ts';
import { isSettings, settingsFaults } from './settings-check.ts';
import { WordPartCheck } from './word-part-check.ts';
import { XmlDamage } from './xml-scan.ts';

/** A part of the document that people read, and placeholders may stand in. */
export interface TextPart {
  name: string;
  part: FieldPart;
  /** UTF-8 by its declaration, without byte order mark, whatever the file holds. */
  xml: string;
}

/** A Word document that passed the gate. */
export interface OpenedDocx {
  /** All files of the container in their order, cleaned where necessary; unchanged parts keep their packed bytes. */
  entries: ContainerEntry[];
  /** Body first, then headers, footers, footnotes, endnotes and comments as the body refers to them. */
  textParts: TextPart[];
  /**
   * Other parts in which a placeholder stands where people see it and a plain value can be printed: charts and
   * diagrams (`a:t`, `c:v`), document properties, and `.rels` parts with addresses of links.
   */
  plainParts: TextPart[];
  /** The XML of a part, unpacked again; the name in whatever letter case. Undefined when there is no such part. */
  xmlOf(name: string): string | undefined;
  /** Links to template files that were taken out. */
  removedLinks: string[];
}

const MAIN_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const CHART_TYPE = /drawingml\.chart\+xml$|chartex\+xml$/i;
/** Word text that is no part of the document people read, or that nothing refers to. */
const UNREAD_TEXT =
  /wordprocessingml\.(?:document\.glossary|header|footer|footnotes|endnotes|comments)\+xml$/i;
const XML_TYPE = /^(?:$|(?:application|text)\/(?:xml$|(?!xhtml)[\w.-]+\+xml$))/i;
const OBJECT_TYPE = /oleObject|activeX/i;
const DRAWING = /drawing/i;

/** Compound files (OLE), zips, programs of Windows and Linux, in hexadecimal. */
const PROGRAM_START = /^(?:d0cf11e0|504b|4d5a|7f454c46)/;

/** The parts people read: the relationship of the body that leads to them, what they are, their root element. */
const TEXT_RELATIONSHIPS: readonly [string, FieldPart, string][] = [
  ['header', 'header', 'w:hdr'],
  ['footer', 'footer', 'w:ftr'],
  ['footnotes', 'footnotes', 'w:footnotes'],
  ['endnotes', 'endnotes', 'w:endnotes'],
  ['comments', 'comments', 'w:comments'],
];
const BODY_ROOT = 'w:document';
const DAMAGED =
  'The document is damaged. Open it in Word, save it again as a Word document (.docx) and upload that.';

/**
 * Opens a Word document, refusing whatever is not a plain, self-contained DOCX. Nothing is unpacked before
 * the container has been judged, nothing beyond the limits is unpacked at all, and only the text people read is kept.
 * Links to an attached template, which Word adds by itself, are removed instead of refused.
 *
 * @throws TemplateRefused
 */
export function openDocx(bytes: Buffer): OpenedDocx {
  refuseOtherFormats(bytes);
  const entries = readContainer(bytes);
  refuseOtherZips(entries.map((entry) => entry.name));
  try {
    return new Gate(new PackageReader(entries)).open();
  } catch (error) {
    if (error instanceof XmlDamage) refuse('damaged-file', DAMAGED, error.message);
    throw error;
  }
}

class Gate {
  readonly #parts: PackageReader;
  readonly #faults: TemplateFault[] = [];
  readonly #plainParts: TextPart[] = [];

  constructor(parts: PackageReader) {
    this.#parts = parts;
  }

  open(): OpenedDocx {
    const macros = this.#parts.entries.find(({ name }) => /(?:^|\/)vba(?:Project|Data)/i.test(name));
    if (macros) refuseMacros(macros.name);
    const types = readContentTypes(this.#needed('[Content_Types].xml'));
    const main = this.#mainPart(types);
    refuseMacroTypes(types);
    const links = readLinks(this.#parts, (name) => CHART_TYPE.test(contentTypeOf(types, name)));
    this.#faults.push(...links.faults);
    const kinds = this.#sort(types, links);
    this.#refuseFaults();
    this.#checkContents(kinds);
    const textParts = this.#checkXml(types, links, main);
    this.#checkFonts(kinds, links);
    this.#refuseFaults();
    return {
      entries: this.#parts.entries,
      textParts,
      plainParts: this.#plainParts,
      xmlOf: (name) => this.#parts.xmlOf(name),
      removedLinks: links.removed,
    };
  }

  #refuseFaults(): void {
    if (this.#faults.length > 0) throw new TemplateRefused(this.#faults.slice(0, DOCX_LIMITS.faults));
  }

  #needed(name: string): string {
    const entry = this.#parts.entry(name);
    if (!entry) return refuse('not-docx', 'The file is not a Word document. Save it in Word as .docx.', name);
    return this.#parts.checkedXml(entry).toString('utf8');
  }

  #mainPart(types: ContentTypes): ContainerEntry {
    const root = readRelationships(this.#needed('_rels/.rels'));
    const start = root.find((link) => link.kind === 'officeDocument' && !link.external);
    const entry = start && this.#parts.entry(resolveTarget('', start.target));
    if (!entry) return refuseFormat(NOT_WORD);
    const type = contentTypeOf(types, entry.name);
    if (/macroEnabled/i.test(type)) refuseMacros(entry.name);
    if (type === MAIN_TYPE && /\.xml$/i.test(entry.name)) return entry;
    return refuseFormat(formatOf(type));
  }

  /** Decides by name, content type and relationships how each part is to be judged. */
  #sort(types: ContentTypes, links: PackageLinks): Map<ContainerEntry, PartKind> {
    const kinds = new Map<ContainerEntry, PartKind>();
    for (const entry of this.#parts.entries) {
      const type = contentTypeOf(types, entry.name);
      const kind = partKind(entry.name, links.referrers.get(entry.name.toLowerCase()) ?? []);
      if (OBJECT_TYPE.test(type)) this.#faults.push(partFault(entry.name, 'bin'));
      else if (kind === null) this.#faults.push(partFault(entry.name));
      else if (/\.xml$/i.test(entry.name) && !XML_TYPE.test(type))
        this.#faults.push(partFault(entry.name, 'html'));
      else kinds.set(entry, kind);
    }
    return kinds;
  }

  /** Judges what is no XML, the small before the large. */
  #checkContents(kinds: ReadonlyMap<ContainerEntry, PartKind>): void {
    const pictures = new PictureCheck();
    for (const [entry, kind] of kinds) {
      if (kind === 'picture') pictures.judge(this.#parts.content(entry), entry.name);
      else if (kind === 'thumbnail') this.#parts.content(entry);
      else if (kind === 'printer-settings') this.#checkPrinterSettings(entry);
      else if (kind === 'workbook') {
        const content = this.#parts.content(entry);
        this.#parts.countBytes(checkWorkbook(content, entry.name, this.#parts.bytesLeft));
      }
    }
  }

  #checkPrinterSettings(entry: ContainerEntry): void {
    const start = this.#parts.content(entry).toString('hex', 0, 4);
    const isProgram = PROGRAM_START.test(start);
    if (entry.statedSize <= DOCX_LIMITS.printerSettingsBytes && !isProgram) return;
    throw new TemplateRefused([partFault(entry.name)]);
  }

  #checkFonts(kinds: ReadonlyMap<ContainerEntry, PartKind>, links: PackageLinks): void {
    const fonts = [...kinds].filter(([, kind]) => kind === 'font').map(([entry]) => entry);
    const keys = readFontKeys(this.#parts, links);
    for (const entry of fonts) {
      checkFont(this.#parts.content(entry), entry.name, keys.get(entry.name.toLowerCase()) ?? []);
    }
  }

  /** Judges every XML part that was not judged before; returns those people read. */
  #checkXml(types: ContentTypes, links: PackageLinks, main: ContainerEntry): TextPart[] {
    const texts: TextPart[] = [];
    const checked = new Set(['[content_types].xml']);
    for (const { entry, part, root } of this.#textEntries(links, main)) {
      if (checked.has(entry.name.toLowerCase())) continue;
      checked.add(entry.name.toLowerCase());
      const xml = this.#wordXml(entry, part, root);
      texts.push({ name: entry.name, part, xml });
    }
    for (const entry of this.#parts.entries) {
      if (/\.(?:xml|vml)$/i.test(entry.name) && !checked.has(entry.name.toLowerCase()))
        this.#otherXml(entry, contentTypeOf(types, entry.name));
    }
    for (const source of links.sources) this.#linkTargets(source);
    return texts;
  }

  #textEntries(
    links: PackageLinks,
    main: ContainerEntry,
  ): { entry: ContainerEntry; part: FieldPart; root: string }[] {
    const found: { entry: ContainerEntry; part: FieldPart; root: string }[] = [
      { entry: main, part: 'body', root: BODY_ROOT },
    ];
    const source = links.sources.find(
      (candidate) => candidate.source.toLowerCase() === main.name.toLowerCase(),
    );
    for (const [kind, part, root] of TEXT_RELATIONSHIPS) {
      for (const link of source?.relationships ?? []) {
        const entry =
          link.kind === kind ? this.#parts.entry(resolveTarget(main.name, link.target)) : undefined;
        if (entry) found.push({ entry, part, root });
      }
    }
    return found;
  }

  #wordXml(entry: ContainerEntry, part: FieldPart | undefined, root?: string): string {
    let check: WordPartCheck | undefined;
    const bytes = this.#parts.checkedXml(entry, (xml) => {
      check = new WordPartCheck(xml, entry.name, part);
      return check;
    });
    const found = check?.finish();
    if (root !== undefined && found !== root) refuse('damaged-file', DAMAGED, entry.name);
    this.#faults.push(...(check?.faults ?? []));
    return bytes.toString('utf8');
  }

  #otherXml(entry: ContainerEntry, type: string): void {
    if (UNREAD_TEXT.test(type)) {
      this.#wordXml(entry, undefined);
      return;
    }
    const { name } = entry;
    const xml = this.#parts.checkedXml(entry).toString('latin1');
    if (isSettings(name, type)) this.#faults.push(...settingsFaults(xml));
    if (DRAWING.test(type) || /\.vml$/i.test(name)) this.#faults.push(...drawingFaults(xml));
    const kind = plainKind(name, type);
    if (mayHoldPlaceholder(xml, kind)) this.#plainXml(name, kind);
  }

  #plainXml(name: string, kind: FieldPart | null): void {
    const xml = this.#parts.xmlOf(name) ?? '';
    const { fills, faults } = judgePlain(xml, name, kind);
    this.#faults.push(...faults);
    if (fills && kind !== null) this.#plainParts.push({ name, part: kind, xml });
  }

  #linkTargets({ name, relationships }: PackageLinks['sources'][number]): void {
    const { fills, faults } = judgeTargets(relationships);
    this.#faults.push(...faults);
    if (fills) this.#plainParts.push({ name, part: 'link', xml: this.#parts.xmlOf(name) ?? '' });
  }
}

function formatOf(type: string): string {
  if (/spreadsheetml/.test(type)) return 'an Excel workbook';
  if (/presentationml/.test(type)) return 'a PowerPoint presentation';
  return /template\.main/.test(type) ? 'a Word template file (.dotx)' : NOT_WORD;
}

const NOT_WORD = 'not a Word document';

function refuseFormat(format: string): never {
  return refuse(
    'not-docx',
    `The file is ${format}. Save it in Word as a Word document (.docx) and upload that.`,
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
