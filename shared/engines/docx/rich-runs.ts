import type { RichSpan } from '../../domain/rich-inline.ts';
import type { RichBlock } from '../../domain/rich-text.ts';
import { escapeXml } from './print-value.ts';
import {
  type PropertyList,
  propertyOf,
  readProperties,
  withoutProperties,
  withProperty,
  writeProperties,
} from './property-list.ts';
import { readAttributes } from './xml-scan.ts';

/** Gives the addresses that a part links to their relationships. */
export interface LinkTable {
  /** Namespace of the attribute `r:id`. */
  namespace: string;
  /** The id of the relationship to an address. */
  idOf(address: string): string;
}

/** Gives lists their numbers (`w:numId`). */
export interface ListTable {
  /** All bulleted lists share one. */
  bullets(): number;
  /** A new list that counts from 1. */
  numbered(): number;
}

/** How whole paragraphs look, and what they may refer to. */
export interface BlockStyle {
  /** The `w:pPr` of the placeholder's paragraph, empty or null without one. */
  paragraphProperties: string | null;
  /** The `w:rPr` of the placeholder's run, empty or null without one. */
  runProperties: string | null;
  /** Null where there can be no links, as inside a link: their text is written alone. */
  links: LinkTable | null;
  lists: ListTable;
}

const LINK_BLUE = '<w:color w:val="0563C1"/>';
const UNDERLINE = '<w:u w:val="single"/>';
const INDENT_STEP = 720;
const HANGING = 360;
/** What only one of several paragraphs may have: a break before the first, a section's end after the last. */
const FIRST_ONLY = ['w:pageBreakBefore', 'w:pPrChange'];
const LAST_ONLY = ['w:sectPr'];
const FLAT_INDENT = '\u00a0'.repeat(4);

/**
 * Writes spans as `w:r` elements that look like the placeholder's run and, where asked, bold, italic or underlined.
 *
 * @param runProperties the `w:rPr` of the placeholder's run, empty or null without one
 * @param links null where there can be no links; their text is written alone
 */
export function writeInline(
  spans: readonly RichSpan[],
  runProperties: string | null,
  links: LinkTable | null,
): string {
  return writeSpans(spans, readProperties('w:rPr', runProperties), links);
}

/**
 * Writes blocks as whole `w:p` elements in place of the placeholder's paragraph: at least one, because a cell or a
 * text box needs a paragraph.
 */
export function writeBlocks(blocks: readonly RichBlock[], style: BlockStyle): string {
  const paragraph = readProperties('w:pPr', style.paragraphProperties);
  const run = readProperties('w:rPr', style.runProperties);
  const numberOf = listNumbers(style.lists);
  const written = blocks.length === 0 ? [{ type: 'paragraph' as const, spans: [] }] : blocks;
  return written
    .map((block, index) => {
      const place = atPlace(paragraph, index === 0, index === written.length - 1);
      const properties =
        block.type === 'paragraph' ? place : asItem(place, run, numberOf(block), block.level);
      return `<w:p>${writeProperties(properties)}${writeSpans(block.spans, run, style.links)}</w:p>`;
    })
    .join('');
}

/** Writes blocks as runs for a placeholder that shares its paragraph: breaks between them, `•` and `1.` as letters. */
export function writeFlat(
  blocks: readonly RichBlock[],
  style: Pick<BlockStyle, 'runProperties' | 'links'>,
): string {
  const plain = { bold: false, italic: false, underline: false };
  const spans = blocks.flatMap((block, index) => {
    const before = (index === 0 ? '' : '\n') + flatMark(block);
    return before === '' ? block.spans : [{ ...plain, text: before }, ...block.spans];
  });
  return writeInline(spans, style.runProperties, style.links);
}

function flatMark(block: RichBlock): string {
  if (block.type === 'paragraph') return '';
  const mark = block.type === 'bullet' ? '•' : `${block.number}.`;
  return `${block.level === 0 ? '' : FLAT_INDENT}${mark} `;
}

function writeSpans(spans: readonly RichSpan[], base: PropertyList, links: LinkTable | null): string {
  let xml = '';
  let open: string | undefined;
  for (const span of spans) {
    const link = links ? span.link : undefined;
    if (link !== open) {
      if (open !== undefined) xml += '</w:hyperlink>';
      if (link !== undefined && links) xml += openLink(link, links);
      open = link;
    }
    const properties = writeProperties(runPropertiesOf(span, base, link !== undefined));
    xml += `<w:r>${properties}${textElements(span.text)}</w:r>`;
  }
  return open === undefined ? xml : `${xml}</w:hyperlink>`;
}

/** The namespace is declared here because a part without links may not know it. */
const openLink = (address: string, links: LinkTable): string =>
  `<w:hyperlink xmlns:r="${links.namespace}" r:id="${links.idOf(address)}" w:history="1">`;

function runPropertiesOf(span: RichSpan, base: PropertyList, isLink: boolean): PropertyList {
  const added: [string, string][] = [];
  if (span.bold) added.push(['w:b', '<w:b/>'], ['w:bCs', '<w:bCs/>']);
  if (span.italic) added.push(['w:i', '<w:i/>'], ['w:iCs', '<w:iCs/>']);
  if (isLink) added.push(['w:color', LINK_BLUE]);
  if (span.underline || isLink) added.push(['w:u', UNDERLINE]);
  return added.reduce((list, [name, xml]) => withProperty(list, name, xml), base);
}

/** The content of a run: texts, and an element for each break and tab. */
function textElements(text: string): string {
  return text
    .split(/([\n\t])/)
    .map((piece) => {
      if (piece === '') return '';
      if (piece === '\n') return '<w:br/>';
      return piece === '\t' ? '<w:tab/>' : `<w:t xml:space="preserve">${escapeXml(piece)}</w:t>`;
    })
    .join('');
}

/** Gives each numbered list of the text a number of its own when its first item comes. */
function listNumbers(lists: ListTable): (item: Exclude<RichBlock, { type: 'paragraph' }>) => number {
  const numbers = new Map<number, number>();
  return (item) => {
    if (item.type === 'bullet') return lists.bullets();
    const number = numbers.get(item.list) ?? lists.numbered();
    numbers.set(item.list, number);
    return number;
  };
}

const atPlace = (list: PropertyList, isFirst: boolean, isLast: boolean): PropertyList =>
  withoutProperties(list, ...(isFirst ? [] : FIRST_ONLY), ...(isLast ? [] : LAST_ONLY));

/** An item keeps the look of the placeholder's paragraph; an indent of that paragraph is added to the list's. */
function asItem(list: PropertyList, run: PropertyList, number: number, level: 0 | 1): PropertyList {
  const reference = `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${number}"/></w:numPr>`;
  const marked = withProperty(list, 'w:numPr', reference);
  // The mark of an item looks like the end of its paragraph, which should look like the text.
  const look = propertyOf(list, 'w:rPr') ?? writeProperties(run);
  const item = look === '' ? marked : withProperty(marked, 'w:rPr', look);
  const indent = propertyOf(item, 'w:ind');
  return indent === undefined ? item : withProperty(item, 'w:ind', listIndent(indent, level));
}

/** All in twentieths of a point. The first line hangs, so its own indent has no place here. */
function listIndent(indent: string, level: 0 | 1): string {
  const attributes = readAttributes(indent);
  const side = attributes.has('w:start') ? 'start' : 'left';
  const own = Number.parseInt(attributes.get(`w:${side}`) ?? '0', 10) || 0;
  const far = ['w:right', 'w:end']
    .filter((name) => attributes.has(name))
    .map((name) => ` ${name}="${escapeXml(attributes.get(name) ?? '')}"`);
  return `<w:ind w:${side}="${own + INDENT_STEP * (level + 1)}"${far.join('')} w:hanging="${HANGING}"/>`;
}
