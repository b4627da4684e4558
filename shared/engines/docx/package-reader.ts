import { refuse } from '../../domain/template-fault.ts';
import { type ContainerEntry, unpack } from './container.ts';
import { packEntry } from './container-writer.ts';
import { DOCX_LIMITS } from './limits.ts';
import { asUtf8 } from './text-encoding.ts';
import { checkXml, type XmlBudget, type XmlObserver, xmlBudget } from './xml-part-check.ts';

/**
 * The parts of one file, unpacked one at a time and never kept, within limits that hold for all of them together.
 */
export class PackageReader {
  readonly entries: ContainerEntry[];
  readonly #indexes: Map<string, number>;
  readonly #budget: XmlBudget = xmlBudget();
  #bytesLeft: number = DOCX_LIMITS.unpackedBytes;
  #xmlBytesLeft: number = DOCX_LIMITS.xmlBytes;

  /** @throws TemplateRefused when the parts already state that they are too large together */
  constructor(entries: ContainerEntry[]) {
    this.entries = entries;
    this.#indexes = new Map(entries.map((entry, index) => [entry.name.toLowerCase(), index]));
    const stated = entries.reduce((sum, entry) => sum + entry.statedSize, 0);
    if (stated > this.#bytesLeft) refuseSize(DOCX_LIMITS.unpackedBytes);
  }

  /** The entry of that name, in whatever letter case. */
  entry(name: string): ContainerEntry | undefined {
    const index = this.#indexes.get(name.toLowerCase());
    return index === undefined ? undefined : this.entries[index];
  }

  /** Unpacks an entry and counts its bytes. @throws TemplateRefused */
  content(entry: ContainerEntry): Buffer {
    const content = unpack(entry, this.#bytesLeft);
    this.#bytesLeft -= content.length;
    return content;
  }

  /** Counts bytes that were unpacked elsewhere. @throws TemplateRefused */
  countBytes(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0) refuseSize(DOCX_LIMITS.unpackedBytes);
  }

  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  /**
   * Unpacks an XML part and checks it.
   *
   * @param observe makes who looks on, from the bytes of the part decoded as Latin-1
   * @returns the part as UTF-8 without byte order mark
   * @throws TemplateRefused
   */
  checkedXml(entry: ContainerEntry, observe?: (xml: string) => XmlObserver): Buffer {
    const bytes = asUtf8(this.content(entry), entry.name);
    this.#xmlBytesLeft -= bytes.length;
    if (this.#xmlBytesLeft < 0) refuseSize(DOCX_LIMITS.xmlBytes, 'text');
    const xml = bytes.toString('latin1');
    checkXml(xml, entry.name, this.#budget, observe?.(xml));
    return bytes;
  }

  /** The XML of a part that was checked, unpacked again; undefined when there is no such part. */
  xmlOf(name: string): string | undefined {
    const entry = this.entry(name);
    if (!entry) return undefined;
    return asUtf8(unpack(entry, DOCX_LIMITS.unpackedBytes), entry.name).toString('utf8');
  }

  /** Puts other XML into a part. */
  replace(entry: ContainerEntry, xml: string): void {
    const index = this.#indexes.get(entry.name.toLowerCase());
    if (index !== undefined) this.entries[index] = packEntry(entry.name, Buffer.from(xml, 'utf8'));
  }
}

function refuseSize(limit: number, what = 'all'): never {
  return refuse(
    'unpacks-too-large',
    `The file unpacks to more than ${limit / 1024 / 1024} MB in ${what}. Make its pictures smaller or split it.`,
  );
}
