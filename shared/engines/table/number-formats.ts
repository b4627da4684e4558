import { SMALL_PART_BYTES } from './limits.ts';
import type { XlsxPackage } from './xlsx-package.ts';
import { attribute, type XmlHandler } from './xml-stream.ts';

/** How a number of a cell is to be read. `digits` is a number shown with that many digits, zeros before it. */
export type NumberKind =
  | { is: 'number' | 'text' | 'date' | 'date-time' | 'time' | 'duration' }
  | { is: 'digits'; count: number };

const PLAIN: NumberKind = { is: 'number' };

/** Built-in formats that are no numbers: ECMA-376 Part 1, 18.8.30. 27-36 and 50-58 are dates in East Asia. */
const BUILT_IN = new Map<number, NumberKind>([
  ...ids(14, 17, 'date'),
  ...ids(18, 21, 'time'),
  ...ids(22, 22, 'date-time'),
  ...ids(27, 31, 'date'),
  ...ids(32, 35, 'time'),
  ...ids(36, 36, 'date'),
  ...ids(45, 45, 'time'),
  ...ids(46, 46, 'duration'),
  ...ids(47, 47, 'time'),
  ...ids(49, 49, 'text'),
  ...ids(50, 58, 'date'),
]);

function ids(first: number, last: number, is: Exclude<NumberKind['is'], 'digits'>): [number, NumberKind][] {
  return Array.from({ length: last - first + 1 }, (_, index) => [first + index, { is }]);
}

/** What a format of a workbook's own makes of a number: `dd/mm/yyyy`, `[h]:mm`, `"₦"#,##0.00`, `0000000000`. */
export function kindOfFormat(code: string): NumberKind {
  const [first = ''] = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';');
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return { is: 'duration' };
  const bare = first.replace(/\[[^\]]*\]/g, '').trim();
  if (bare === '@') return { is: 'text' };
  if (/^0{2,20}$/.test(bare)) return { is: 'digits', count: bare.length };
  if (/general/i.test(bare)) return PLAIN;
  const letters = bare.replace(/am\/pm|a\/p/gi, 'h').replace(/e[+-]/gi, '');
  const hasTime = /[hs]/i.test(letters);
  const hasDate = /[yd]/i.test(letters) || (/m/i.test(letters) && !hasTime);
  if (hasDate) return { is: hasTime ? 'date-time' : 'date' };
  return hasTime ? { is: 'time' } : PLAIN;
}

/** The kind of each cell style of a workbook, in order. */
export async function readNumberKinds(parts: XlsxPackage, part: string | undefined): Promise<NumberKind[]> {
  const own = new Map<number, string>();
  const styles: number[] = [];
  let inCells = false;
  const handler: XmlHandler = {
    listens: false,
    open: (name, tag) => {
      if (name === 'numFmt' && !inCells) addFormat(own, tag);
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) styles.push(Number(attribute(tag, 'numFmtId') ?? '0'));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
    text: () => {},
  };
  if (part !== undefined) await parts.read(part, SMALL_PART_BYTES, handler);
  const kinds = new Map<number, NumberKind>();
  for (const [id, code] of own) kinds.set(id, kindOfFormat(code));
  return styles.map((id) => kinds.get(id) ?? BUILT_IN.get(id) ?? PLAIN);
}

/** The first one of an id counts: conditional formats further down bring their own. */
function addFormat(formats: Map<number, string>, tag: string): void {
  const id = Number(attribute(tag, 'numFmtId'));
  if (!formats.has(id)) formats.set(id, attribute(tag, 'formatCode') ?? '');
}
