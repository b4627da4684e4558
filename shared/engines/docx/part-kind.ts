import { clip, type TemplateFault, type TemplateFaultCode } from '../../domain/template-fault.ts';

/** How a part is judged. Everything that is none of these is refused by `partFault`. */
export type PartKind = 'xml' | 'picture' | 'font' | 'workbook' | 'printer-settings' | 'thumbnail';

const KINDS = new Map<string, PartKind>([
  ['xml', 'xml'],
  ['rels', 'xml'],
  ['vml', 'xml'],
  ['png', 'picture'],
  ['jpg', 'picture'],
  ['jpeg', 'picture'],
  ['gif', 'picture'],
  ['ttf', 'font'],
  ['odttf', 'font'],
]);
/** Endings that are allowed only for a part that nothing but these relationships lead to. */
const BY_RELATIONSHIP = new Map<string, { kind: PartKind; relationship: string }>([
  ['xlsx', { kind: 'workbook', relationship: 'package' }],
  ['bin', { kind: 'printer-settings', relationship: 'printersettings' }],
  ['emf', { kind: 'thumbnail', relationship: 'thumbnail' }],
  ['wmf', { kind: 'thumbnail', relationship: 'thumbnail' }],
]);

/** A relationship seen from its target. */
export interface Referrer {
  /** In lower case, `image`. */
  kind: string;
  fromChart: boolean;
}

/** How a part with that name is to be judged, given who refers to it; null when it may not be there. */
export function partKind(name: string, referrers: readonly Referrer[]): PartKind | null {
  const ending = endingOf(name);
  const plain = KINDS.get(ending);
  if (plain) return plain;
  const special = BY_RELATIONSHIP.get(ending);
  if (!special || referrers.length === 0) return null;
  const fits = referrers.every(
    ({ kind, fromChart }) => kind === special.relationship && (special.kind !== 'workbook' || fromChart),
  );
  return fits ? special.kind : null;
}

const endingOf = (name: string): string => /\.([^./]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';

const DOCUMENTS = new Set(
  `doc docm docx dot dotm dotx htm html mht odp ods odt pdf pps ppt pptm pptx rar rtf xhtml xls xlsb xlsm xlsx zip 7z
  gz jar tar`.split(/\s+/),
);
const PICTURES = new Set(
  'avif bmp emf emz hdp heic ico jp2 jpx pcx pict psd svg tif tiff wdp webp wmf wmz'.split(' '),
);

/** Why a part may not be there, with what to do about it; `ending` is what it really is. */
export function partFault(name: string, ending = endingOf(name)): TemplateFault {
  const [code, message] = faultOf(ending);
  return { code, message, where: { around: clip(name) } };
}

function faultOf(ending: string): [TemplateFaultCode, string] {
  if (PICTURES.has(ending)) {
    const format = ending.toUpperCase();
    return [
      'unsupported-picture',
      `A picture in the document is stored as ${format}. Save the picture as PNG, insert it again and delete the old one.`,
    ];
  }
  if (DOCUMENTS.has(ending)) {
    return [
      'embedded-document',
      'Another file is embedded in the document. Replace it by its text, a table or a picture.',
    ];
  }
  if (ending === 'bin') {
    return [
      'embedded-object',
      'The document holds an embedded object. Replace it by a picture of it, or by ordinary text.',
    ];
  }
  return [
    'unsupported-part',
    'The document holds a part that Word documents do not need. Copy its text into a new document and save that.',
  ];
}
