import { posix } from 'node:path';
import { refuseTable } from '../../domain/table/table-refused.ts';
import { MOST_SHEETS, SMALL_PART_BYTES } from './limits.ts';
import { refuseDamaged, type XlsxPackage } from './xlsx-package.ts';
import { attribute, type XmlHandler } from './xml-stream.ts';

/** A sheet of cells. */
export interface SheetPart {
  name: string;
  hidden: boolean;
  /** Name of its part. */
  part: string;
}

/** What the workbook part and its relationships say. */
export interface Workbook {
  sheets: SheetPart[];
  /** Whether days are counted from 1904, as old Macs did. */
  from1904: boolean;
  /** Part names; undefined where the workbook has none. */
  sharedTexts: string | undefined;
  styles: string | undefined;
}

interface Relationship {
  /** The last word of its type, which Strict and Transitional files share: `worksheet`, `styles`. */
  type: string;
  part: string;
}

/** Parts that tell what else a zip is. */
const OTHER_FORMATS: readonly (readonly [part: RegExp, what: string])[] = [
  [/^word\//, 'a Word document'],
  [/^ppt\//, 'a presentation'],
  [/^xl\/workbook\.bin$/, 'a binary Excel workbook (.xlsb)'],
  [/^index\/.*\.iwa$|^index\.zip$/, 'a document of Apple Numbers or Pages'],
  [/^mimetype$/, 'an OpenDocument file (.ods) or a book'],
];

/** @throws TableRefused for macros and for what is no workbook */
export async function readWorkbook(parts: XlsxPackage): Promise<Workbook> {
  const part = await workbookPart(parts);
  if (parts.names().some((name) => /(?:^|\/)(?:vbaproject|macrosheets|xl4macro)/.test(name)))
    refuseTable(
      'has-macros',
      'The workbook holds macros. Save it as an Excel workbook without macros (.xlsx).',
    );
  const related = await relationships(parts, part);
  const { sheets, from1904 } = await listSheets(parts, part);
  const byType = (type: string): string | undefined =>
    [...related.values()].find((each) => each.type === type && parts.has(each.part))?.part;
  return {
    sheets: sheets.flatMap(({ name, hidden, id }) => {
      const target = related.get(id);
      return target?.type === 'worksheet' ? [{ name, hidden, part: target.part }] : [];
    }),
    from1904,
    sharedTexts: byType('sharedstrings'),
    styles: byType('styles'),
  };
}

async function workbookPart(parts: XlsxPackage): Promise<string> {
  if (parts.has('_rels/.rels'))
    for (const { type, part } of (await relationships(parts, '')).values())
      if (type === 'officedocument' && parts.has(part) && !/^(?:word|ppt)\/|\.bin$/.test(part)) return part;
  for (const [pattern, what] of OTHER_FORMATS)
    if (parts.names().some((name) => pattern.test(name)))
      refuseTable(
        'other-spreadsheet-format',
        `The file is ${what}. Save the table as an Excel workbook (.xlsx) or as CSV and upload that.`,
      );
  return refuseTable(
    'not-a-table',
    'The file is a zip archive and no workbook. Unpack it and upload the spreadsheet itself.',
  );
}

/** The relationships of a part, of the package for the empty name, by their ids. Links to the outside are left out. */
async function relationships(parts: XlsxPackage, part: string): Promise<Map<string, Relationship>> {
  const folder = posix.dirname(part);
  const file = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found = new Map<string, Relationship>();
  await parts.read(file, SMALL_PART_BYTES, {
    ...deaf,
    open: (name, tag) => {
      if (name !== 'Relationship' || attribute(tag, 'TargetMode')?.toLowerCase() === 'external') return;
      const target = attribute(tag, 'Target') ?? '';
      const type = (attribute(tag, 'Type') ?? '').replace(/^.*\//, '').toLowerCase();
      const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      found.set(attribute(tag, 'Id') ?? '', { type, part: path });
    },
  });
  return found;
}

/** Looks at tags only. */
const deaf: Pick<XmlHandler, 'listens' | 'close' | 'text'> = {
  listens: false,
  close: () => {},
  text: () => {},
};

async function listSheets(parts: XlsxPackage, part: string) {
  const sheets: { name: string; hidden: boolean; id: string }[] = [];
  let from1904 = false;
  await parts.read(part, SMALL_PART_BYTES, {
    ...deaf,
    open: (name, tag) => {
      if (name === 'workbookPr') from1904 = /^(?:1|true|on)$/i.test(attribute(tag, 'date1904') ?? '');
      if (name !== 'sheet') return;
      if (sheets.length >= MOST_SHEETS) refuseDamaged();
      const hidden = /^(?:hidden|veryHidden)$/.test(attribute(tag, 'state') ?? '');
      sheets.push({ name: attribute(tag, 'name') ?? '', hidden, id: relationshipId(tag) });
    },
  });
  return { sheets, from1904 };
}

/** `r:id`, which must not be mixed up with an `id` without prefix. */
function relationshipId(tag: string): string {
  const match = /\s[^\s:="'<>]+:id\s*=\s*["']([^"']*)["']/.exec(tag);
  return match?.[1] ?? '';
}
