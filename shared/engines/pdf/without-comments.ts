import { TemplateRefused } from '../../domain/template-fault.ts';
import { type ContainerEntry, readContainer, unpack } from '../docx/container.ts';
import { packEntry, writeContainer } from '../docx/container-writer.ts';
import { DOCX_LIMITS } from '../docx/limits.ts';
import { readRelationships } from '../docx/package-parts.ts';
import { XmlDamage } from '../docx/xml-scan.ts';

const reference = /<(?:\w+:)?commentReference\b[^<>]*?(?:\/>|>\s*<\/(?:\w+:)?commentReference\s*>)/g;

/**
 * A Word file in which nothing refers to comments. LibreOffice without a screen dies of the first one: it makes a small
 * window for each, and Debian leaves the description of that window out of libreoffice-writer-nogui. Nobody misses
 * them, since comments are never printed. A file without any is returned as it is, and so is a damaged one: that is
 * for LibreOffice to refuse.
 */
export function withoutComments(docx: Buffer): Buffer {
  try {
    const entries = readContainer(docx);
    return entries.some(linksToComments) ? writeContainer(entries.map(withoutReferences)) : docx;
  } catch (error) {
    if (error instanceof TemplateRefused || error instanceof XmlDamage) return docx;
    throw error;
  }
}

const linksToComments = (entry: ContainerEntry): boolean =>
  entry.name.toLowerCase().endsWith('.rels') &&
  readRelationships(textOf(entry)).some(({ kind }) => kind === 'comments');

function withoutReferences(entry: ContainerEntry): ContainerEntry {
  if (!entry.name.toLowerCase().endsWith('.xml')) return entry;
  const xml = textOf(entry);
  const changed = xml.replace(reference, '');
  return changed === xml ? entry : packEntry(entry.name, Buffer.from(changed));
}

const textOf = (entry: ContainerEntry): string => unpack(entry, DOCX_LIMITS.partBytes).toString('utf8');
