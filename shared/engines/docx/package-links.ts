import { clip, refuse, type TemplateFault, type TemplateFaultCode } from '../../domain/template-fault.ts';
import type { ContainerEntry } from './container.ts';
import { linkAdvice } from './field-codes.ts';
import { DOCX_LIMITS } from './limits.ts';
import { allowsAddress, climbsOut, leadsOutside } from './link-address.ts';
import { type Relationship, readRelationships, resolveTarget } from './package-parts.ts';
import type { PackageReader } from './package-reader.ts';
import type { Referrer } from './part-kind.ts';
import { MAIL_MERGE } from './settings-check.ts';

/** What the relationships of a package say. */
export interface PackageLinks {
  /** Who refers to each part, by its name in lower case. */
  referrers: Map<string, Referrer[]>;
  /** The `.rels` parts that were read, with the part each belongs to; `''` is the package itself. */
  sources: { name: string; source: string; relationships: Relationship[] }[];
  /** Addresses of attached templates that were taken out. */
  removed: string[];
  faults: TemplateFault[];
}

const OBJECT = 'The document holds an embedded object. Replace it by a picture of it, or by ordinary text.';
const DOCUMENT = 'Another file is embedded in the document. Replace it by its text, a table or a picture.';
const IMPORT = 'The document imports another file when it is opened. Insert its text into the document.';
const MACROS = 'The document contains macros. Save it in Word as a Word document (.docx) without macros.';

/** Relationships, in lower case, that bring in what is not a document, wherever they lead. */
const FORBIDDEN = new Map<string, [TemplateFaultCode, string]>([
  ['oleobject', ['embedded-object', OBJECT]],
  ['control', ['embedded-object', OBJECT]],
  ['activexcontrolbinary', ['embedded-object', OBJECT]],
  ['package', ['embedded-document', DOCUMENT]],
  ['afchunk', ['imported-content', IMPORT]],
  ['subdocument', ['imported-content', IMPORT]],
  ['frame', ['imported-content', IMPORT]],
  ['vbaproject', ['has-macros', MACROS]],
  ['wordvbadata', ['has-macros', MACROS]],
  ['attachedtoolbars', ['has-macros', MACROS]],
  ['mailmergesource', ['external-link', MAIL_MERGE]],
  ['mailmergeheadersource', ['external-link', MAIL_MERGE]],
]);

/** The start of a relationship, whatever its prefix; counted before they are read, which takes longer. */
const RELATIONSHIP = /<(?:[\w.-]+:)?Relationship[\s/>]/g;

/**
 * Reads and judges all relationships. Links to an attached template, which Word adds by itself, are taken out of the
 * package, with the element that uses them.
 *
 * @param isChart whether the part of that name is a chart; only charts may have a workbook
 * @throws TemplateRefused when there are too many; other faults are collected
 */
export function readLinks(parts: PackageReader, isChart: (name: string) => boolean): PackageLinks {
  const links: PackageLinks = { referrers: new Map(), sources: [], removed: [], faults: [] };
  let count = 0;
  for (const entry of parts.entries.filter(({ name }) => /\.rels$/i.test(name))) {
    const source = entry.name.replace(/(^|\/)_rels\/([^/]*)\.rels$/i, '$1$2');
    const xml = parts.checkedXml(entry).toString('utf8');
    for (const _ of xml.matchAll(RELATIONSHIP)) {
      if (++count > DOCX_LIMITS.relationships) refuseNumber(entry.name);
    }
    const relationships = readRelationships(xml);
    const removable = links.removed.length === 0 && isSmall(parts.entry(source));
    const attached = removable ? relationships.filter(isAttached) : [];
    const others = relationships.filter((link) => !attached.includes(link));
    for (const link of others) judge(link, source, isChart(source), links);
    if (attached.length > 0) detach(parts, entry, source, xml, attached);
    links.removed.push(...attached.map((link) => link.target));
    links.sources.push({ name: entry.name, source, relationships: others });
  }
  return links;
}

const isAttached = (link: Relationship): boolean => link.external && link.kind === 'attachedTemplate';

/** The settings, the only part with an attached template, have some kilobytes; taking it out of more is not worth it. */
const isSmall = (source: ContainerEntry | undefined): boolean => (source?.statedSize ?? 0) <= SETTINGS_BYTES;
const SETTINGS_BYTES = 1024 * 1024;

function judge(link: Relationship, source: string, fromChart: boolean, links: PackageLinks): void {
  const fault = linkFault(link, source, fromChart);
  if (fault) {
    const [code, message] = fault;
    if (links.faults.length < DOCX_LIMITS.faults)
      links.faults.push({ code, message, where: { around: clip(link.target) } });
  } else if (!link.external) {
    const target = resolveTarget(source, link.target).toLowerCase();
    const referrers = links.referrers.get(target) ?? [];
    referrers.push({ kind: link.kind.toLowerCase(), fromChart });
    links.referrers.set(target, referrers);
  }
}

function linkFault(
  link: Relationship,
  source: string,
  fromChart: boolean,
): [TemplateFaultCode, string] | undefined {
  const kind = link.kind.toLowerCase();
  const { target } = link;
  const outside = link.external || leadsOutside(target);
  if (outside && kind === 'hyperlink') {
    // Without its mark an address would be taken for the name of a part by some programs.
    if (!link.external) return ['unsafe-target', unmarked(target)];
    return allowsAddress(target) ? undefined : ['external-link', linkAdvice(target)];
  }
  const forbidden = FORBIDDEN.get(kind);
  if (outside) return ['external-link', kind.startsWith('mailmerge') ? MAIL_MERGE : loadAdvice(link)];
  if (forbidden && !(kind === 'package' && fromChart)) return forbidden;
  if (climbsOut(source, target)) return ['unsafe-target', unmarked(target)];
  return undefined;
}

function loadAdvice({ target, kind }: Relationship): string {
  return `The document loads “${clip(target)}” (${clip(kind, 30)}) from outside. Insert it into the document instead of linking it.`;
}

function unmarked(target: string): string {
  return `The document refers to “${clip(target)}”, which is no place inside it. Open it in Word, save it again and upload that.`;
}

function refuseNumber(name: string): never {
  return refuse(
    'too-complex',
    `The document has more than ${DOCX_LIMITS.relationships} links and pictures. Split it into several documents.`,
    name,
  );
}

/** Takes relationships out of their part, and `<w:attachedTemplate r:id="…"/>` out of the part they belong to. */
function detach(
  parts: PackageReader,
  entry: ContainerEntry,
  source: string,
  xml: string,
  attached: readonly Relationship[],
): void {
  const kept: string[] = [];
  let position = 0;
  for (const { start, end } of attached) {
    kept.push(xml.slice(position, start));
    position = end;
  }
  parts.replace(entry, kept.join('') + xml.slice(position));
  const user = parts.entry(source);
  const content = parts.xmlOf(source);
  if (!user || content === undefined) return;
  const element =
    /<((?:[\w.-]+:)?attachedTemplate)(?:\s[^<>]*)?(?:\/>|>\s*<\/(?:[\w.-]+:)?attachedTemplate\s*>)/g;
  parts.replace(user, content.replace(element, ''));
}
