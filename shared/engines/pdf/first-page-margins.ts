import { readAttributes } from '../docx/xml-scan.ts';

const reference = /<w:(header|footer)Reference\b([^>]*)>/g;

/**
 * Relationship ids of the header and footer that the first page certainly has. Which ones other pages have depends on
 * where they break; where the numbering decides it, nothing is certain.
 */
export function firstPageMargins(document: string): string[] {
  const whole = /<w:sectPr\b[\s\S]*?<\/w:sectPr>/.exec(document)?.[0] ?? '';
  // What the section was before a tracked change says nothing of today.
  const section = whole.split('<w:sectPrChange')[0] ?? '';
  if (/<w:pgNumType\b[^>]*w:start=/.test(section)) return [];
  const kind = hasTitlePage(section) ? 'first' : 'default';
  return [...section.matchAll(reference)].flatMap(([, , tag = '']) => {
    const attributes = readAttributes(tag);
    const id = attributes.get('r:id');
    return id !== undefined && (attributes.get('w:type') ?? 'default') === kind ? [id] : [];
  });
}

function hasTitlePage(section: string): boolean {
  const tag = /<w:titlePg\b([^>]*)>/.exec(section)?.[1];
  return tag !== undefined && !['0', 'false', 'off'].includes(readAttributes(tag).get('w:val') ?? '');
}
