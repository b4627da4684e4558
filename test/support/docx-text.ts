import { readContainer, unpack } from '../../shared/engines/docx/container.ts';

/** The XML of a part of a DOCX file. */
export function partOf(file: Buffer, name = 'word/document.xml'): string {
  const entry = readContainer(file).find((candidate) => candidate.name === name);
  if (!entry) throw new Error(`${name} is not in the file`);
  return unpack(entry, Number.MAX_SAFE_INTEGER).toString('utf8');
}

/** The text of each paragraph of a part, a line break as `\n`, paragraphs without text included. */
export function paragraphsOf(file: Buffer, name = 'word/document.xml'): string[] {
  const xml = partOf(file, name).replace(/<w:p\/>|<w:p [^>]*\/>/g, '<w:p></w:p>');
  return [...xml.matchAll(/<w:p[ >](?:(?!<\/w:p>)[\s\S])*<\/w:p>/g)].map(([paragraph]) =>
    [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<w:br\/>/g)]
      .map((match) => match[1] ?? '\n')
      .join('')
      .replace(/&(#36|lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES.get(name) ?? ''),
  );
}

const ENTITIES = new Map([
  ['#36', '$'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);
