import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { pictureMediaTypes } from '../../domain/asset.ts';
import { type ContainerEntry, unpack } from './container.ts';
import { packEntry } from './container-writer.ts';
import { DOCX_LIMITS } from './limits.ts';
import { NumberingAdditions } from './numbering-additions.ts';
import type { OfficeNames } from './office-names.ts';
import { type PackageIds, type PackageSource, packageIdsOf } from './package-ids.ts';
import { contentTypeOf, readContentTypes, relationshipsName } from './package-parts.ts';
import type { Picture } from './picture.ts';
import { escapeXml } from './print-value.ts';
import type { LinkTable, ListTable } from './rich-runs.ts';
import { asUtf8 } from './text-encoding.ts';
import { scanXml } from './xml-scan.ts';

interface AddedRelationship {
  id: string;
  kind: 'hyperlink' | 'image' | 'numbering';
  target: string;
}

/** What is added to one part; the next id is `mt` and the number. */
interface AddedToPart {
  next: number;
  /** By kind and target. */
  relationships: Map<string, AddedRelationship>;
}

const MEDIA_FOLDER = 'word/media/';
const CONTENT_TYPES = '[Content_Types].xml';
const NUMBERING_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONSHIPS_NAMESPACE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/**
 * What one document has that its template has not: pictures, addresses of links, lists. Gathers them while the parts
 * are filled and puts them into the package at the end.
 */
export class PackageAdditions {
  readonly #ids: PackageIds;
  readonly #relationships = new Map<string, AddedToPart>();
  /** By name of the entry. */
  readonly #pictures = new Map<string, Picture>();
  /** So that a picture in every row is hashed once. */
  readonly #pictureNames = new Map<Picture, string>();
  #numbering: NumberingAdditions | undefined;

  /** The lists of the document. */
  readonly lists: ListTable = {
    bullets: () => this.#lists().bullets(),
    numbered: () => this.#lists().numbered(),
  };

  constructor(template: PackageSource) {
    this.#ids = packageIdsOf(template);
  }

  /** The vocabulary the document is written in. */
  get names(): OfficeNames {
    return this.#ids.names;
  }

  /** Makes the numbering part when the first list asks for a number. */
  #lists(): NumberingAdditions {
    if (!this.#numbering) {
      const { numbering, mainPart } = this.#ids;
      this.#numbering = new NumberingAdditions(numbering, this.names);
      if (!numbering.exists) this.#relate(mainPart, 'numbering', relativeTarget(mainPart, numbering.name));
    }
    return this.#numbering;
  }

  /** The links of a part. */
  linksOf(part: string): LinkTable {
    return {
      namespace: this.names.relationships,
      idOf: (address) => this.#relate(part, 'hyperlink', address),
    };
  }

  /** Adds a picture to a part. @returns the id of its relationship */
  picture(part: string, picture: Picture): string {
    const name = this.#pictureNames.get(picture) ?? pictureName(picture);
    this.#pictureNames.set(picture, name);
    this.#pictures.set(name, picture);
    return this.#relate(part, 'image', relativeTarget(part, name));
  }

  /**
   * Puts everything into the package: changed parts are packed anew, new ones come last in the order of their names,
   * all others stay as they are. Equal additions to equal entries give equal entries.
   *
   * @param entries of the filled document
   * @throws XmlDamage when the template's own lists of parts are damaged, which its gate has ruled out
   */
  apply(entries: readonly ContainerEntry[]): ContainerEntry[] {
    if (this.#relationships.size === 0 && !this.#numbering) return [...entries];
    const files = new EntryChanges(entries);
    for (const [part, added] of this.#relationships) {
      const name = relationshipsName(part);
      files.put(name, withRelationships(files.textOf(name), [...added.relationships.values()], this.names));
    }
    for (const [name, picture] of this.#pictures) files.putStored(name, picture.bytes);
    this.#putNumbering(files);
    const types = files.textOf(CONTENT_TYPES) ?? '';
    const lines = this.#contentTypes(types);
    if (lines.length > 0) files.put(CONTENT_TYPES, appendToRoot(types, lines));
    return files.result();
  }

  #putNumbering(files: EntryChanges): void {
    if (!this.#numbering) return;
    const { name } = this.#ids.numbering;
    files.put(name, this.#numbering.mergeInto(files.textOf(name)));
  }

  /** The lines `[Content_Types].xml` lacks, as tags without their brackets. */
  #contentTypes(xml: string): string[] {
    const known = readContentTypes(xml);
    const lines: string[] = [];
    const override = (name: string, type: string): void => {
      if (contentTypeOf(known, name) !== type && !known.overrides.has(name.toLowerCase())) {
        lines.push(`Override PartName="/${escapeXml(name)}" ContentType="${type}"`);
      }
    };
    for (const format of new Set([...this.#pictures.values()].map((picture) => picture.format))) {
      if (!known.defaults.has(format)) {
        lines.push(`Default Extension="${format}" ContentType="${pictureMediaTypes[format]}"`);
        known.defaults.set(format, pictureMediaTypes[format]);
      }
    }
    for (const [name, { format }] of this.#pictures) override(name, pictureMediaTypes[format]);
    if (this.#numbering && !this.#ids.numbering.exists) override(this.#ids.numbering.name, NUMBERING_TYPE);
    return lines;
  }

  #relate(part: string, kind: AddedRelationship['kind'], target: string): string {
    const added = this.#relationships.get(part) ?? { next: 1, relationships: new Map() };
    this.#relationships.set(part, added);
    const key = `${kind} ${target}`;
    const known = added.relationships.get(key);
    if (known) return known.id;
    const taken = this.#ids.relationshipsOf(part);
    while (taken.has(`mt${added.next}`)) added.next++;
    const id = `mt${added.next++}`;
    added.relationships.set(key, { id, kind, target });
    return id;
  }
}

/** Named by what is in it, so that equal pictures are stored once. */
function pictureName({ bytes, format }: Picture): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return `${MEDIA_FOLDER}mytypist-${hash}.${format}`;
}

/** The way from a part to another one, as a relationship writes it. */
function relativeTarget(part: string, target: string): string {
  const from = part.split('/').slice(0, -1);
  const to = target.split('/');
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

/** A `.rels` part with further relationships; a new one when there is none. */
function withRelationships(
  xml: string | undefined,
  added: readonly AddedRelationship[],
  names: OfficeNames,
): string {
  const lines = added.map(({ id, kind, target }) => {
    const mode = kind === 'hyperlink' ? ' TargetMode="External"' : '';
    return `Relationship Id="${id}" Type="${names.relationships}/${kind}" Target="${escapeXml(target)}"${mode}`;
  });
  const root = `${DECLARATION}<Relationships xmlns="${RELATIONSHIPS_NAMESPACE}"></Relationships>`;
  return appendToRoot(xml ?? root, lines);
}

/** Adds elements at the end of the root, with the prefix the root has. */
function appendToRoot(xml: string, lines: readonly string[]): string {
  let depth = 0;
  let root = { name: '', end: 0, selfClosing: true };
  let closing = xml.length;
  scanXml(xml, {
    open(name, _start, end, selfClosing) {
      if (depth === 0) root = { name, end, selfClosing };
      if (!selfClosing) depth++;
    },
    close(_name, start) {
      depth--;
      if (depth === 0) closing = start;
    },
    text() {},
  });
  const prefix = root.name.slice(0, root.name.indexOf(':') + 1);
  const elements = lines.map((line) => `<${prefix}${line}/>`).join('');
  return root.selfClosing
    ? `${xml.slice(0, root.end - 2)}>${elements}</${root.name}>${xml.slice(root.end)}`
    : xml.slice(0, closing) + elements + xml.slice(closing);
}

/** Entries and what becomes of them; names of parts do not differ by case alone. */
class EntryChanges {
  readonly #entries: readonly ContainerEntry[];
  readonly #byName: Map<string, ContainerEntry>;
  readonly #changed = new Map<string, ContainerEntry>();

  constructor(entries: readonly ContainerEntry[]) {
    this.#entries = entries;
    this.#byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
  }

  textOf(name: string): string | undefined {
    const entry = this.#byName.get(name.toLowerCase());
    return entry && asUtf8(unpack(entry, DOCX_LIMITS.partBytes), name).toString('utf8');
  }

  put(name: string, xml: string): void {
    this.#put(packEntry(this.#nameOf(name), Buffer.from(xml)));
  }

  /** Pictures are packed in themselves: packing them again costs time and saves nothing. */
  putStored(name: string, content: Buffer): void {
    this.#put({
      name: this.#nameOf(name),
      method: 0,
      crc: crc32(content),
      packed: content,
      statedSize: content.length,
    });
  }

  result(): ContainerEntry[] {
    const kept = this.#entries.map((entry) => this.#changed.get(entry.name.toLowerCase()) ?? entry);
    const added = [...this.#changed].filter(([name]) => !this.#byName.has(name)).map(([, entry]) => entry);
    return [...kept, ...added.sort((a, b) => (a.name < b.name ? -1 : 1))];
  }

  #nameOf(name: string): string {
    return this.#byName.get(name.toLowerCase())?.name ?? name;
  }

  #put(entry: ContainerEntry): void {
    this.#changed.set(entry.name.toLowerCase(), entry);
  }
}
