import { type OfficeNames, STRICT_NAMES, TRANSITIONAL } from './office-names.ts';
import { readRelationships, relationshipsName, resolveTarget } from './package-parts.ts';
import { readAttributes, scanXml } from './xml-scan.ts';

/** What additions need to know of a template; an opened one has it. */
export interface PackageSource {
  /** The decoded XML of a part, whatever the case of its name; undefined when there is none. */
  xmlOf(name: string): string | undefined;
  /** The main part is the one called `body`. */
  textParts: readonly { name: string; part: string }[];
}

/** The numbering part of a template and what is used in it. */
export interface NumberingIds {
  name: string;
  exists: boolean;
  lists: Set<number>;
  definitions: Set<number>;
}

const ids = new WeakMap<PackageSource, PackageIds>();

/** What is taken in a template's package, read once for all its documents. */
export function packageIdsOf(source: PackageSource): PackageIds {
  const known = ids.get(source) ?? new PackageIds(source);
  ids.set(source, known);
  return known;
}

/** Reads when asked, because most documents add nothing. */
export class PackageIds {
  readonly mainPart: string;
  readonly #source: PackageSource;
  readonly #relationships = new Map<string, ReadonlySet<string>>();
  #names: OfficeNames | undefined;
  #numbering: NumberingIds | undefined;

  constructor(source: PackageSource) {
    this.#source = source;
    this.mainPart = source.textParts.find(({ part }) => part === 'body')?.name ?? 'word/document.xml';
  }

  /** The vocabulary the document is written in. */
  get names(): OfficeNames {
    this.#names ??= this.#source.xmlOf('_rels/.rels')?.includes(STRICT_NAMES.relationships)
      ? STRICT_NAMES
      : TRANSITIONAL;
    return this.#names;
  }

  /** Ids of the relationships of a part. */
  relationshipsOf(part: string): ReadonlySet<string> {
    const known = this.#relationships.get(part);
    if (known) return known;
    const xml = this.#source.xmlOf(relationshipsName(part));
    const read = new Set(xml === undefined ? [] : readRelationships(xml).map(({ id }) => id));
    this.#relationships.set(part, read);
    return read;
  }

  /** The numbering part; a name nothing has yet when there is none. */
  get numbering(): NumberingIds {
    this.#numbering ??= this.#readNumbering();
    return this.#numbering;
  }

  #readNumbering(): NumberingIds {
    const folder = this.mainPart.slice(0, this.mainPart.lastIndexOf('/') + 1);
    const xml = this.#source.xmlOf(relationshipsName(this.mainPart));
    const relationship = readRelationships(xml ?? '<none/>').find(({ kind }) => kind === 'numbering');
    const name = relationship && resolveTarget(this.mainPart, relationship.target);
    const numbering = name === undefined ? undefined : this.#source.xmlOf(name);
    if (name !== undefined && numbering !== undefined) {
      return { name, exists: true, ...readNumberingIds(numbering) };
    }
    let free = `${folder}numbering.xml`;
    for (let count = 2; this.#source.xmlOf(free) !== undefined; count++) {
      free = `${folder}numbering${count}.xml`;
    }
    return { name: free, exists: false, lists: new Set(), definitions: new Set() };
  }
}

function readNumberingIds(xml: string): Pick<NumberingIds, 'lists' | 'definitions'> {
  const found = { lists: new Set<number>(), definitions: new Set<number>() };
  scanXml(xml, {
    open(name, start, end) {
      const local = name.slice(name.indexOf(':') + 1);
      if (local !== 'num' && local !== 'abstractNum') return;
      const wanted = local === 'num' ? ':numId' : ':abstractNumId';
      for (const [attribute, value] of readAttributes(xml.slice(start, end))) {
        if (attribute.endsWith(wanted))
          (local === 'num' ? found.lists : found.definitions).add(Number(value));
      }
    },
    close() {},
    text() {},
  });
  return found;
}
