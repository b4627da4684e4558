import type { OfficeNames } from './office-names.ts';
import type { NumberingIds } from './package-ids.ts';
import type { ListTable } from './rich-runs.ts';
import { scanXml } from './xml-scan.ts';

/** Twentieths of a point: each level half an inch further in, its mark a quarter of an inch before the text. */
const INDENT_STEP = 720;
const HANGING = 360;
const BULLETS = ['•', '–'];
const NUMBERS = ['%1.', '%2.'];
/** Numbers above this leave no room to count on, so gaps below are used. */
const COUNTABLE = 1_000_000_000;

/** The lists of one document, on top of those its template has. */
export class NumberingAdditions implements ListTable {
  readonly #taken: NumberingIds;
  readonly #definitions: string[] = [];
  readonly #lists: string[] = [];
  readonly #names: OfficeNames;
  readonly #nextDefinition: () => number;
  readonly #nextList: () => number;
  #bullets: number | undefined;
  #numbers: number | undefined;

  constructor(taken: NumberingIds, names: OfficeNames) {
    this.#taken = taken;
    this.#names = names;
    this.#nextDefinition = counter(taken.definitions, 0);
    this.#nextList = counter(taken.lists, 1);
  }

  bullets(): number {
    this.#bullets ??= this.#list(this.#define('bullet', BULLETS), '');
    return this.#bullets;
  }

  /** The override makes Word begin again, which it would not for a second list of one definition. */
  numbered(): number {
    this.#numbers ??= this.#define('decimal', NUMBERS);
    const restart = [0, 1].map(
      (level) => `<w:lvlOverride w:ilvl="${level}"><w:startOverride w:val="1"/></w:lvlOverride>`,
    );
    return this.#list(this.#numbers, restart.join(''));
  }

  /** The numbering part with the lists of the document. @throws XmlDamage */
  mergeInto(xml: string | undefined): string {
    const definitions = this.#definitions.join('');
    const lists = this.#lists.join('');
    if (xml === undefined || !this.#taken.exists) {
      const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
      return `${declaration}<w:numbering xmlns:w="${this.#names.word}">${definitions}${lists}</w:numbering>`;
    }
    const { forDefinitions, forLists, root } = placesIn(xml);
    if (root)
      return `${xml.slice(0, root.end - 2)}>${definitions}${lists}</${root.name}>${xml.slice(root.end)}`;
    const between = xml.slice(forDefinitions, forLists);
    return `${xml.slice(0, forDefinitions)}${definitions}${between}${lists}${xml.slice(forLists)}`;
  }

  #define(format: string, texts: readonly string[]): number {
    const id = this.#nextDefinition();
    const side = this.#names.startSide;
    const levels = texts.map((text, level) => {
      const indent = `<w:ind w:${side}="${INDENT_STEP * (level + 1)}" w:hanging="${HANGING}"/>`;
      return `<w:lvl w:ilvl="${level}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="${side}"/><w:pPr>${indent}</w:pPr></w:lvl>`;
    });
    this.#definitions.push(
      `<w:abstractNum xmlns:w="${this.#names.word}" w:abstractNumId="${id}"><w:multiLevelType w:val="multilevel"/>${levels.join('')}</w:abstractNum>`,
    );
    return id;
  }

  #list(definition: number, overrides: string): number {
    const id = this.#nextList();
    this.#lists.push(
      `<w:num xmlns:w="${this.#names.word}" w:numId="${id}"><w:abstractNumId w:val="${definition}"/>${overrides}</w:num>`,
    );
    return id;
  }
}

/** Counts on from the largest number taken. */
function counter(taken: ReadonlySet<number>, first: number): () => number {
  let next = first;
  for (const id of taken) if (id < COUNTABLE) next = Math.max(next, id + 1);
  return () => {
    while (taken.has(next)) next++;
    return next++;
  };
}

/** Where the schema wants definitions (before the first list) and lists (behind the last); `root` if it is empty. */
function placesIn(xml: string): {
  forDefinitions: number;
  forLists: number;
  root: { name: string; end: number } | null;
} {
  let depth = 0;
  let firstList = -1;
  let afterLists = -1;
  let rootEnd = xml.length;
  let root: { name: string; end: number } | null = null;
  scanXml(xml, {
    open(name, start, end, selfClosing) {
      const local = name.slice(name.indexOf(':') + 1);
      if (depth === 0 && selfClosing) root = { name, end };
      if (depth === 1 && local === 'num' && firstList === -1) firstList = start;
      if (depth === 1 && local === 'numIdMacAtCleanup') afterLists = start;
      if (!selfClosing) depth++;
    },
    close(_name, start) {
      depth--;
      if (depth === 0) rootEnd = start;
    },
    text() {},
  });
  const forLists = afterLists === -1 ? rootEnd : afterLists;
  return { forDefinitions: firstList === -1 ? forLists : firstList, forLists, root };
}
