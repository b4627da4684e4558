import { scanXml } from './xml-scan.ts';

/** A `w:pPr` or `w:rPr`, whose children have to stand in the order of the schema. */
export interface PropertyList {
  element: 'w:pPr' | 'w:rPr';
  children: readonly Property[];
}

interface Property {
  name: string;
  xml: string;
}

/** ECMA-376 part 1, CT_PPr and EG_RPrBase; what is not named stands behind what is. */
const ORDER = {
  'w:pPr':
    'pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange',
  'w:rPr':
    'rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath',
};
const RANKS = {
  'w:pPr': ranksOf(ORDER['w:pPr']),
  'w:rPr': ranksOf(ORDER['w:rPr']),
};

function ranksOf(order: string): Map<string, number> {
  return new Map(order.split(' ').map((name, rank) => [`w:${name}`, rank]));
}

const rankOf = ({ element }: PropertyList, name: string): number =>
  RANKS[element].get(name) ?? Number.POSITIVE_INFINITY;

/** Reads the element; empty or null XML is a list without properties. @throws XmlDamage */
export function readProperties(element: PropertyList['element'], xml: string | null): PropertyList {
  const children: Property[] = [];
  let depth = 0;
  let started = 0;
  if (xml) {
    scanXml(xml, {
      open(name, start, end, selfClosing) {
        if (depth === 1) {
          started = start;
          if (selfClosing) children.push({ name, xml: xml.slice(start, end) });
        }
        if (!selfClosing) depth++;
      },
      close(name, _start, end) {
        depth--;
        if (depth === 1) children.push({ name, xml: xml.slice(started, end) });
      },
      text() {},
    });
  }
  return { element, children };
}

/** The XML of a property; undefined when the list lacks it. */
export const propertyOf = (list: PropertyList, name: string): string | undefined =>
  list.children.find((child) => child.name === name)?.xml;

/** A list without the named properties. */
export const withoutProperties = (list: PropertyList, ...names: string[]): PropertyList => ({
  ...list,
  children: list.children.filter((child) => !names.includes(child.name)),
});

/** A list with a property put at its place, instead of the one of that name if there is one. */
export function withProperty(list: PropertyList, name: string, xml: string): PropertyList {
  const others = withoutProperties(list, name).children;
  const rank = rankOf(list, name);
  const behind = others.findIndex((child) => rankOf(list, child.name) > rank);
  const at = behind === -1 ? others.length : behind;
  return { ...list, children: [...others.slice(0, at), { name, xml }, ...others.slice(at)] };
}

/** The element; nothing when it would be empty. */
export const writeProperties = ({ element, children }: PropertyList): string =>
  children.length === 0 ? '' : `<${element}>${children.map(({ xml }) => xml).join('')}</${element}>`;
