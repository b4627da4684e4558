import type { SectionNode, TemplateNode } from '../../domain/section-tree.ts';
import type { Edit } from './find-placeholders.ts';
import { type ElementNode, enclosing } from './part-text.ts';
import type { FoundSpot, ReadPart } from './read-part.ts';

/** `$` as XML may also write it; docxtemplater does not take it for the start of a placeholder. */
const ESCAPED_DOLLAR = '&#36;';
const PARAGRAPH = new Set(['w:p']);
const CONTROL = new Set(['w:sdt']);

/** The name a placeholder has in a normalised part: `mt` and the id of its spot. */
export const tokenName = (id: number): string => `mt${id}`;

const TOKEN = /\$\{[#^/]?mt\d+\}/g;

/** How many tokens stand in a text or XML. */
export const countTokens = (text: string): number => text.match(TOKEN)?.length ?? 0;

/**
 * Rewrites a part so that docxtemplater reads exactly the placeholders that were found: each stands in one
 * run, under its id, and no other `$` can be taken for one. Content controls with a placeholder lose their
 * data binding, because Word would show the bound data instead.
 */
export function normalisePart(read: ReadPart): string {
  const edits: Edit[] = [];
  const unbound = new Set<ElementNode>();
  const replace = (found: FoundSpot | undefined, token: string): void => {
    if (!found) return;
    edits.push(...found.finding.replaceWith(token));
    const control = enclosing(found.finding.node, CONTROL);
    if (control) unbound.add(control);
  };
  eachNode(read.nodes, (node) => {
    const token = tokenName(node.spot.id);
    if (node.type === 'value') {
      replace(read.spots.get(node.spot.id), `\${${token}}`);
      return;
    }
    replace(read.spots.get(node.spot.id), `\${${node.inverted ? '^' : '#'}${token}}`);
    if (node.closing) replace(read.spots.get(node.closing.id), `\${/${token}}`);
    edits.push(...clearLonelyTags(read, node));
  });
  for (const literal of read.literals) edits.push(...literal.replaceWith(`${ESCAPED_DOLLAR}{`));
  for (const control of unbound) {
    const binding = read.text.bindings.get(control);
    if (binding) edits.push({ ...binding, text: '' });
  }
  for (const aside of read.text.asides) edits.push({ ...aside, text: '' });
  return applyEdits(read.part.xml, edits);
}

function eachNode(nodes: readonly TemplateNode[], visit: (node: TemplateNode) => void): void {
  for (const node of nodes) {
    visit(node);
    if (node.type === 'section') eachNode(node.children, visit);
  }
}

/** Spaces beside a section tag that is alone in its paragraph would keep the paragraph from being removed. */
function clearLonelyTags(read: ReadPart, section: SectionNode): Edit[] {
  const opening = read.spots.get(section.spot.id)?.finding;
  const closing = section.closing ? read.spots.get(section.closing.id)?.finding : undefined;
  if (!opening || !closing) return [];
  const paragraphs = [opening, closing].map((finding) => enclosing(finding.node, PARAGRAPH));
  if (paragraphs[0] === paragraphs[1]) return [];
  return [opening, closing].flatMap((finding, index) => {
    const paragraph = paragraphs[index];
    const text = paragraph ? read.paragraphs.get(paragraph) : undefined;
    const tag = `\${${finding.inside}}`;
    if (!text || text.text.trim() !== tag.trim() || text.text === tag) return [];
    const start = text.text.indexOf('$');
    return [...text.blank(0, start), ...text.blank(start + tag.length, text.text.length)];
  });
}

function applyEdits(xml: string, edits: Edit[]): string {
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let position = 0;
  for (const edit of edits) {
    result += escapeStray(xml.slice(position, edit.start)) + edit.text;
    position = edit.end;
  }
  return plainTags(result + escapeStray(xml.slice(position)));
}

/** Escapes each `$` that stands before `{` or at the end of a text. */
const escapeStray = (xml: string): string =>
  xml.includes('$') ? xml.replace(/\$(?=[{<]|$)/g, ESCAPED_DOLLAR) : xml;

/**
 * Writes tags the way docxtemplater reads them: a space after the name, none in an end tag, and no `>` inside
 * attributes. In a text these replacements change nothing that XML can tell apart.
 */
function plainTags(xml: string): string {
  return xml
    .replace(/<(\w[\w:.-]*)[\t\r\n]\s*/g, '<$1 ')
    .replace(/<\/([\w:.-]+)\s+>/g, '</$1>')
    .replace(/="[^"<]*>[^"<]*"(?=[\s/>])|='[^'<]*>[^'<]*'(?=[\s/>])/g, (attribute) =>
      attribute.replaceAll('>', '&gt;'),
    );
}
