import { TextDecoder } from 'node:util';
import { crc32, createInflateRaw } from 'node:zlib';
import { refuseTable, TableRefused } from '../../domain/table/table-refused.ts';
import { TemplateRefused } from '../../domain/template-fault.ts';
import { type ContainerEntry, readContainer } from '../docx/container.ts';
import { XmlDamage } from '../docx/xml-scan.ts';
import { type XmlHandler, XmlStream } from './xml-stream.ts';

/** Bytes unpacked at a time. */
const CHUNK = 256 * 1024;

/** The parts of a workbook, each unpacked while it is read. */
export class XlsxPackage {
  /** By names in small letters, which is how parts are compared (ISO/IEC 29500-2, 6.2.2). */
  readonly #entries: ReadonlyMap<string, ContainerEntry>;

  /** @throws TableRefused when the container is damaged, hides something or is protected */
  constructor(bytes: Buffer) {
    this.#entries = new Map(entriesOf(bytes).map((entry) => [entry.name.toLowerCase(), entry]));
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Reads a whole part. @param most bytes it may have unpacked */
  async read(name: string, most: number, handler: XmlHandler): Promise<void> {
    for await (const _ of this.follow(name, most, handler));
  }

  /**
   * Reads a part, stopping after each piece of it.
   *
   * @throws TableRefused when it is missing, damaged or unpacks to more than `most` bytes
   */
  async *follow(name: string, most: number, handler: XmlHandler): AsyncGenerator<void> {
    const entry = this.#entries.get(name.toLowerCase());
    if (!entry) refuseDamaged();
    try {
      const xml = new XmlStream(handler);
      let decoder: TextDecoder | undefined;
      for await (const piece of unpacked(entry, most)) {
        decoder ??= new TextDecoder(encodingOf(piece), { fatal: true });
        xml.write(decoder.decode(piece, { stream: true }));
        yield;
      }
      xml.write(decoder?.decode() ?? '');
      xml.end();
      yield;
    } catch (error) {
      // A TypeError is how the decoder reports bytes that are no text.
      if (error instanceof XmlDamage || error instanceof TypeError) refuseDamaged();
      throw error;
    }
  }
}

/** @throws TableRefused */
export function refuseDamaged(): never {
  return refuseTable(
    'damaged-table',
    'The workbook is damaged. Open it in Excel, save it again as an Excel workbook (.xlsx) and upload that.',
  );
}

function entriesOf(bytes: Buffer): ContainerEntry[] {
  try {
    return readContainer(bytes, { longSizes: true });
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    if (error.faults.some(({ code }) => code === 'password-protected'))
      refuseTable(
        'password-protected',
        'The workbook is protected by a password. Remove it and upload it again.',
      );
    return refuseDamaged();
  }
}

function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const mark = Buffer.from(start.subarray(0, 2)).toString('latin1');
  if (mark === '\xFF\xFE' || mark === '<\0') return 'utf-16le';
  return mark === '\xFE\xFF' || mark === '\0<' ? 'utf-16be' : 'utf-8';
}

/** Unpacks an entry piece by piece, and checks its size and checksum at the end. */
async function* unpacked(entry: ContainerEntry, most: number): AsyncGenerator<Uint8Array> {
  if (entry.statedSize > most || (entry.method === 0 && entry.packed.length > most)) refuseBomb(most);
  let length = 0;
  let checksum = 0;
  for await (const piece of entry.method === 0 ? stored(entry.packed) : inflated(entry.packed)) {
    length += piece.length;
    if (length > most) refuseBomb(most);
    if (length > entry.statedSize) refuseDamaged();
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (length !== entry.statedSize || checksum !== entry.crc) refuseDamaged();
}

async function* stored(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

async function* inflated(packed: Buffer): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  inflate.end(packed);
  try {
    for await (const piece of inflate) {
      if (!(piece instanceof Uint8Array)) continue;
      yield piece;
    }
  } catch (error) {
    if (error instanceof TableRefused) throw error;
    refuseDamaged();
  } finally {
    inflate.destroy();
  }
}

function refuseBomb(most: number): never {
  const size = Math.round(most / 1024 / 1024);
  return refuseTable(
    'unpacks-too-large',
    `A part of the workbook unpacks to more than ${size} MB. Remove rows, columns and formatting you do not need, or split it.`,
  );
}
