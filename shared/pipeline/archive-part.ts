import type { ArchiveLimits, ArchivePosition } from '../domain/archive.ts';
import { archiveGuide } from '../domain/archive-guide.ts';
import { type ArchiveLine, type ArchiveListName, archiveLists } from '../domain/archive-lists.ts';
import { writeCsv } from '../engines/table/write-csv.ts';
import type { ZipFile } from '../engines/zip/write-zip.ts';
import type { PlacedStep } from './archive-sections.ts';

/** Which part it is, and what its guide says of it. */
interface PartTitle {
  name: string;
  /** When the archive was asked for. */
  createdAt: string;
  /** Counted from 1. */
  part: number;
}

/** What became of a part; read it when its files have ended. */
export interface PartOutcome {
  files: number;
  /** Where the next part begins; undefined when there is nothing left. */
  next?: ArchivePosition | undefined;
}

/**
 * The files of one part: those of as many things as it may hold, then the lists of these, then the guide. What waits in
 * memory are the lines of the lists.
 */
export async function* partFiles(
  steps: AsyncIterable<PlacedStep>,
  title: PartTitle,
  limits: ArchiveLimits,
  now: () => Date,
  outcome: PartOutcome,
): AsyncGenerator<ZipFile> {
  const began = now().getTime();
  const lines: ArchiveLine[] = [];
  let bytes = 0;
  let next: ArchivePosition | undefined;
  for await (const step of steps) {
    const isFull =
      bytes >= limits.bytes || lines.length >= limits.lines || now().getTime() - began >= limits.time;
    // Only when there is more: no archive ends with a part that holds nothing. Every part holds at least one step.
    if (next && isFull) {
      outcome.next = next;
      break;
    }
    for (const file of step.files) {
      bytes += file.content.length;
      yield counted(file, outcome);
    }
    lines.push(...step.lines);
    next = step.next;
  }
  for (const file of await listFiles(lines, title)) yield counted(file, outcome);
  yield counted(guideFile(title, outcome.next === undefined), outcome);
}

function counted(file: ZipFile, outcome: PartOutcome): ZipFile {
  outcome.files++;
  return file;
}

/** Behind names that every part has, so that all parts can be unpacked into one folder. */
const marked = (name: string, ending: string, part: number): string =>
  part === 1 ? `${name}.${ending}` : `${name} (part ${part}).${ending}`;

async function listFiles(all: readonly ArchiveLine[], { createdAt, part }: PartTitle): Promise<ZipFile[]> {
  const files: ZipFile[] = [];
  const date = new Date(createdAt);
  for (const [list, lines] of Map.groupBy(all, (line) => line.list)) {
    const rows = lines.map(({ cells }) => cellsOf(list, cells));
    const csv: Buffer[] = [];
    for await (const piece of writeCsv([[...archiveLists[list]], ...rows])) csv.push(piece);
    const json = JSON.stringify(
      lines.map(({ cells }) => cells),
      undefined,
      1,
    );
    files.push({ name: `lists/${marked(list, 'csv', part)}`, content: Buffer.concat(csv), date });
    files.push({ name: `lists/${marked(list, 'json', part)}`, content: Buffer.from(json), date });
  }
  return files;
}

function cellsOf(list: ArchiveListName, cells: object): string[] {
  const values = new Map<string, unknown>(Object.entries(cells));
  return archiveLists[list].map((column) => String(values.get(column) ?? ''));
}

const guideFile = ({ name, createdAt, part }: PartTitle, isLast: boolean): ZipFile => ({
  name: marked('README', 'txt', part),
  content: Buffer.from(archiveGuide({ name, createdAt, part, isLast })),
  date: new Date(createdAt),
});
