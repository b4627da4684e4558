import { TemplateRefused } from '../../domain/template-fault.ts';
import { type ContainerEntry, readContainer, unpack } from '../docx/container.ts';
import { packEntry, writeContainer } from '../docx/container-writer.ts';
import { DOCX_LIMITS } from '../docx/limits.ts';

/**
 * LibreOffice without a screen dies of the first comment: it makes a small window for each, and Debian leaves the
 * description of that window out of libreoffice-writer-nogui. Nobody misses them, since comments are never printed.
 */
const commentReference = /<(?:\w+:)?commentReference\b[^<>]*?(?:\/>|>\s*<\/(?:\w+:)?commentReference\s*>)/g;

/** LibreOffice prints nothing for IF and 0 for NUMWORDS and NUMCHARS; of QUOTE it prints what Word last wrote into it. */
const lostField = /(<w:instrText\b[^<>]*>\s*|\bw:instr="\s*)(?:IF|NUMWORDS|NUMCHARS)(?=[\s<"])/g;

/** Parts without text, by the names that every program gives them: half of a small file. */
const withoutText = /^word\/(?:(?:styles|settings|numbering|fontTable|webSettings)|theme\/theme\d+)\.xml$/;

/** Relationships, pictures, fonts and what else is no text; a part of any other name may be a header. */
const noMarkup = /\.(?:rels|png|jpe?g|gif|bmp|tiff?|[ew]mf|svg|ttf|odttf|xlsx|bin)$/i;

/** What the relationships of the package say of the main part, in files of ordinary programs. */
const ordinaryMain = /\bTarget="\/?word\/document\d*\.xml"/;

/** Inserted, deleted or moved text, and changed formats. A part in UTF-16 may hold them as well. */
const trackedChange = /<(?:[^\s<>/:]+:)?(?:ins|del|move(?:From|To)|cell(?:Ins|Del|Merge)|\w+Change)\b|\0/;

/** A Word file for LibreOffice. */
export interface PrintableWordFile {
  docx: Buffer;
  /** Whether it may have tracked changes: to ask LibreOffice for them costs a fortieth of a letter. */
  mayHaveChanges: boolean;
}

/**
 * A Word file without what LibreOffice cannot print. One that has nothing of it is returned as it is, and so is a damaged
 * one: that is for LibreOffice to refuse.
 */
export function printableWordFile(docx: Buffer): PrintableWordFile {
  try {
    const entries = readContainer(docx);
    const printable = entries.map(printableEntry);
    const isChanged = printable.some(({ entry }, index) => entry !== entries[index]);
    return {
      docx: isChanged ? writeContainer(printable.map(({ entry }) => entry)) : docx,
      mayHaveChanges: !isOrdinary(entries) || printable.some(({ mayHaveChanges }) => mayHaveChanges),
    };
  } catch (error) {
    if (error instanceof TemplateRefused) return { docx, mayHaveChanges: true };
    throw error;
  }
}

/** Where the main part has an ordinary name, none of those that are passed over is the main part. */
const isOrdinary = (entries: readonly ContainerEntry[]): boolean =>
  entries.some(
    (entry) =>
      entry.name === '_rels/.rels' &&
      ordinaryMain.test(unpack(entry, DOCX_LIMITS.partBytes).toString('utf8')),
  );

function printableEntry(entry: ContainerEntry): { entry: ContainerEntry; mayHaveChanges: boolean } {
  if (!entry.name.toLowerCase().endsWith('.xml'))
    return { entry, mayHaveChanges: !noMarkup.test(entry.name) };
  if (withoutText.test(entry.name)) return { entry, mayHaveChanges: false };
  const xml = unpack(entry, DOCX_LIMITS.partBytes).toString('utf8');
  const changed = xml.replace(commentReference, '').replace(lostField, '$1QUOTE');
  return {
    entry: changed === xml ? entry : packEntry(entry.name, Buffer.from(changed)),
    mayHaveChanges: trackedChange.test(xml),
  };
}
