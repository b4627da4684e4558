import { TemplateRefused } from '../../domain/template-fault.ts';
import { type ContainerEntry, readContainer, unpack } from '../docx/container.ts';
import { DOCX_LIMITS } from '../docx/limits.ts';

/** What of a Word file is compared with its PDF, as XML; empty where the file has none. */
export interface WordParts {
  document: string;
  footnotes: string;
  endnotes: string;
  styles: string;
  theme: string;
}

const names: readonly (readonly [part: keyof WordParts, file: RegExp])[] = [
  ['document', /^word\/document\d*\.xml$/],
  ['footnotes', /^word\/footnotes\d*\.xml$/],
  ['endnotes', /^word\/endnotes\d*\.xml$/],
  ['styles', /^word\/styles\d*\.xml$/],
  ['theme', /^word\/theme\/theme\d*\.xml$/],
];

/** `undefined` when the container is not one that our gate would let through. */
export function readWordParts(docx: Buffer): WordParts | undefined {
  const parts: WordParts = { document: '', footnotes: '', endnotes: '', styles: '', theme: '' };
  try {
    const entries = readContainer(docx);
    for (const [part, file] of names) {
      const entry = entries.find(({ name }) => file.test(name));
      if (entry !== undefined) parts[part] = textOf(entry);
    }
  } catch (error) {
    if (error instanceof TemplateRefused) return undefined;
    throw error;
  }
  return parts.document === '' ? undefined : parts;
}

const textOf = (entry: ContainerEntry): string => unpack(entry, DOCX_LIMITS.partBytes).toString('utf8');
