import { type OfficeNames, TRANSITIONAL } from './office-names.ts';
import { type Extent, fitInto, type Picture } from './picture.ts';
import { escapeXml } from './print-value.ts';
import { readAttributes, scanXml } from './xml-scan.ts';

interface Edit {
  start: number;
  end: number;
  put: string;
}

/** An element of the drawing; names are without their prefix. */
interface Element {
  local: string;
  start: number;
  /** Offset behind its start tag. */
  openEnd: number;
  /** Offset behind its end tag. */
  end: number;
  parent: Element | null;
}

/** What describes the picture that is replaced: an SVG of it, its layers, how it was cropped or scaled to the page. */
const OF_THE_OLD_PICTURE = new Set(['srcRect', 'sizeRelH', 'sizeRelV']);
const PLACEHOLDER = /\$\{[^{}]*\}/g;

/**
 * Puts a picture in place of the one a `w:drawing` shows. It is fitted into the old one's size keeping its own ratio;
 * the drawing keeps its place, its frame and its alternative text without the placeholder.
 *
 * @param altText the alternative text when nothing of the old one is left
 * @returns null when the drawing does not show exactly one picture, which can be told before any document is made
 * @throws XmlDamage
 */
export function replacePlaceholderPicture(
  drawingXml: string,
  relationshipId: string,
  picture: Picture,
  altText: string,
  names: OfficeNames = TRANSITIONAL,
): string | null {
  const elements = readElements(drawingXml);
  const [blip, ...others] = elements.filter(({ local }) => local === 'blip');
  const extent = elements.find(({ local }) => local === 'extent');
  if (!blip || others.length > 0 || !extent || elements.some(isGroup)) return null;
  const old = extentOf(tagOf(drawingXml, extent));
  const size = fitInto(picture, old);
  const edits = elements.flatMap((element): Edit[] => {
    const tag = tagOf(drawingXml, element);
    const put = (changed: string): Edit[] => [{ start: element.start, end: element.openEnd, put: changed }];
    if (element === blip) return put(embed(tag, relationshipId, names));
    if (isOfTheOldPicture(element, blip)) return [{ start: element.start, end: element.end, put: '' }];
    if (element === extent || isShapeSize(element)) return put(resize(tag, size));
    const describes = element.local === 'docPr' || (element.local === 'cNvPr' && tag.includes('${'));
    return describes ? put(describe(tag, altText)) : [];
  });
  return applyEdits(drawingXml, edits);
}

/** Whether a drawing shows exactly one picture, so that it can be replaced. @throws XmlDamage */
export function showsOnePicture(drawingXml: string): boolean {
  const elements = readElements(drawingXml);
  const count = (name: string): number => elements.filter(({ local }) => local === name).length;
  return count('blip') === 1 && count('extent') > 0 && !elements.some(isGroup);
}

function readElements(xml: string): Element[] {
  const elements: Element[] = [];
  let inside: Element | null = null;
  scanXml(xml, {
    open(name, start, end, selfClosing) {
      const element: Element = {
        local: name.slice(name.indexOf(':') + 1),
        start,
        openEnd: end,
        end,
        parent: inside,
      };
      elements.push(element);
      if (!selfClosing) inside = element;
    },
    close(_name, _start, end) {
      if (!inside) return;
      inside.end = end;
      inside = inside.parent;
    },
    text() {},
  });
  return elements;
}

const tagOf = (xml: string, { start, openEnd }: Element): string => xml.slice(start, openEnd);

function isOfTheOldPicture({ local, parent }: Element, blip: Element): boolean {
  return OF_THE_OLD_PICTURE.has(local) || (local === 'extLst' && parent === blip);
}

/** Shapes grouped or on a canvas are measured by units of their own. */
const isGroup = ({ local }: Element): boolean => local === 'wgp' || local === 'wpc';

/** `a:ext` of the shape; an extension is called the same. */
const isShapeSize = ({ local, parent }: Element): boolean =>
  local === 'ext' && parent?.local === 'xfrm' && parent.parent?.local === 'spPr';

function extentOf(tag: string): Extent {
  const attributes = readAttributes(tag);
  return { cx: Number(attributes.get('cx')) || 1, cy: Number(attributes.get('cy')) || 1 };
}

const resize = (tag: string, { cx, cy }: Extent): string =>
  setAttribute(setAttribute(tag, 'cx', String(cx)), 'cy', String(cy));

/** A picture that was only linked to becomes one that is inside the file. */
function embed(tag: string, relationshipId: string, names: OfficeNames): string {
  const attributes = [...readAttributes(tag).keys()];
  const linked = attributes.find((name) => name.endsWith(':link'));
  const embedded = attributes.find((name) => name.endsWith(':embed'));
  const unlinked = linked === undefined ? tag : removeAttribute(tag, linked);
  if (embedded) return setAttribute(unlinked, embedded, relationshipId);
  if (linked) return setAttribute(unlinked, linked.replace(/link$/, 'embed'), relationshipId);
  return setAttribute(setAttribute(unlinked, 'xmlns:r', names.relationships), 'r:embed', relationshipId);
}

function describe(tag: string, altText: string): string {
  const attributes = readAttributes(tag);
  const rest = (name: string): string =>
    (attributes.get(name) ?? '').replace(PLACEHOLDER, '').replace(/\s+/g, ' ').trim();
  const described = setAttribute(tag, 'descr', rest('descr') || altText);
  const named = setAttribute(described, 'name', rest('name') || altText);
  if (!attributes.has('title')) return named;
  return rest('title') === '' ? removeAttribute(named, 'title') : setAttribute(named, 'title', rest('title'));
}

const attributePattern = (name: string): RegExp =>
  new RegExp(`(\\s)${name.replace(/[^\w:]/g, '\\$&')}\\s*=\\s*(?:"[^"]*"|'[^']*')`);

/** Sets an attribute of a start tag. */
function setAttribute(tag: string, name: string, value: string): string {
  const written = `${name}="${escapeXml(value)}"`;
  const pattern = attributePattern(name);
  if (pattern.test(tag)) return tag.replace(pattern, (_, space: string) => space + written);
  return tag.replace(/\s*\/?>$/, (end) => ` ${written}${end.trim()}`);
}

const removeAttribute = (tag: string, name: string): string => tag.replace(attributePattern(name), '');

/** Edits are in the order of their places; one inside another's range is lost with it. */
function applyEdits(xml: string, edits: readonly Edit[]): string {
  let result = '';
  let position = 0;
  for (const { start, end, put } of edits) {
    if (start < position) continue;
    result += xml.slice(position, start) + put;
    position = end;
  }
  return result + xml.slice(position);
}
