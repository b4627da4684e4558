import { TemplateRefused } from '../../domain/template-fault.ts';
import { type ContainerEntry, readContainer, unpack } from '../docx/container.ts';
import { DOCX_LIMITS } from '../docx/limits.ts';
import {
  type Relationship,
  readRelationships,
  relationshipsName,
  resolveTarget,
} from '../docx/package-parts.ts';
import { XmlDamage } from '../docx/xml-scan.ts';
import { firstPageMargins } from './first-page-margins.ts';

/** What of a Word file is compared with its PDF, as XML; empty where the file has none. */
export interface WordParts {
  document: string;
  /** Header and footer of the first page. */
  margins: string;
  footnotes: string;
  endnotes: string;
  styles: string;
  theme: string;
}

const others: readonly (readonly [part: keyof WordParts, file: RegExp])[] = [
  ['footnotes', /(^|\/)footnotes\d*\.xml$/],
  ['endnotes', /(^|\/)endnotes\d*\.xml$/],
  ['styles', /(^|\/)styles\d*\.xml$/],
  ['theme', /(^|\/)theme\d*\.xml$/],
];

/**
 * The parts; or, as a sentence for the log, why LibreOffice must not see the file. The upload gate refuses the same
 * and more. This is the second lock: LibreOffice puts pictures of `file:` addresses into its PDF, whatever its settings.
 */
export function readWordParts(docx: Buffer): WordParts | string {
  try {
    const entries = readContainer(docx);
    const outside = entries.flatMap(linksOf).find(reachesOutside);
    if (outside !== undefined) return `the file reaches out: ${outside.kind}`;
    const root = entries.find(({ name }) => name === '_rels/.rels');
    const main = root && linksOf(root).find(({ kind }) => kind === 'officeDocument');
    const entry = main && entries.find(({ name }) => name === resolveTarget('', main.target));
    if (entry === undefined) return 'the file has no main part';
    const document = textOf(entry);
    const parts: WordParts = {
      document,
      margins: marginsOf(entry.name, document, entries),
      footnotes: '',
      endnotes: '',
      styles: '',
      theme: '',
    };
    for (const [part, file] of others) {
      const other = entries.find(({ name }) => file.test(name));
      if (other !== undefined) parts[part] = textOf(other);
    }
    return parts;
  } catch (error) {
    if (error instanceof TemplateRefused || error instanceof XmlDamage) return error.message;
    throw error;
  }
}

function marginsOf(main: string, document: string, entries: readonly ContainerEntry[]): string {
  const ids = firstPageMargins(document);
  const links = entries.filter(({ name }) => name === relationshipsName(main)).flatMap(linksOf);
  const names = links.filter(({ id }) => ids.includes(id)).map(({ target }) => resolveTarget(main, target));
  return entries
    .filter(({ name }) => names.includes(name))
    .map(textOf)
    .join('');
}

const linksOf = (entry: ContainerEntry): Relationship[] =>
  entry.name.toLowerCase().endsWith('.rels') ? readRelationships(textOf(entry)) : [];

/** Only links that a reader clicks may leave the file; an address with a scheme does, whatever its mode says. */
const reachesOutside = ({ kind, target, external }: Relationship): boolean =>
  kind !== 'hyperlink' && (external || /^[a-z][a-z0-9+.-]*:|^[\\/]{2}/i.test(target));

const textOf = (entry: ContainerEntry): string => unpack(entry, DOCX_LIMITS.partBytes).toString('utf8');
