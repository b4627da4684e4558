/** Letters that look the same; `\n` in the text is a line break, `\t` a tab. */
export interface RichSpan {
  text: string;
  bold: boolean;
  italic: boolean;
  underline: boolean;
  /** Address to link to, of http, https, mailto or tel. */
  link?: string;
}

type Style = 'bold' | 'italic' | 'underline';
/** One kind for each way to write a mark, because `*` never closes `_`. */
type MarkKind = '**' | '*' | '__' | '_' | '[';

const STYLES: Record<Exclude<MarkKind, '['>, Style> = {
  '**': 'bold',
  '*': 'italic',
  __: 'underline',
  _: 'italic',
};

/** A piece of the text: letters, a mark that found its partner, or an end of a link. */
type Token =
  | { type: 'text'; text: string }
  | { type: 'mark'; kind: MarkKind; change: 1 | -1 | 0 }
  | { type: 'link'; target: string | undefined };

/** A mark waiting for its partner. */
interface Opener {
  token: Token & { type: 'mark' };
  at: number;
  /** The row of marks it was written in: `***` gives two openers that may change places. */
  row: number;
}

const MARK = /\\([\\*_[\]()\-.•])|\*+|_+|\[|\]/g;
/** What follows the text of a link; one pair of brackets may stand in the address. 2,000: Word takes 2,079. */
const ADDRESS = /\(((?:[^\s()]|\([^\s()]*\)){1,2000})\)/y;
const WORD = /[\p{L}\p{N}\p{M}]/u;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const ALLOWED_SCHEME = /^(?:https?|mailto|tel):/i;
/** Characters every reader of a relationship takes as they are. */
const PLAIN_ADDRESS = /^[\w!#$%&'()*+,./:;=?@~[\]-]+$/;

/** Reads the marks within one block. Linear in the length of the text. */
export function readInline(text: string): RichSpan[] {
  return new InlineReader(text).read();
}

class InlineReader {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #openers: Opener[] = [];
  /** How many openers of a kind wait, so that a mark without partner costs nothing. */
  readonly #waiting: Record<MarkKind, number> = { '**': 0, '*': 0, __: 0, _: 0, '[': 0 };
  /** Brackets opened before this token are around a link, and links do not stand in links. */
  #linkFloor = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): RichSpan[] {
    let position = 0;
    MARK.lastIndex = 0;
    for (let match = MARK.exec(this.#text); match; match = MARK.exec(this.#text)) {
      this.#letters(this.#text.slice(position, match.index));
      position = this.#mark(match[0], match[1], match.index);
      MARK.lastIndex = position;
    }
    this.#letters(this.#text.slice(position));
    return spansOf(this.#tokens);
  }

  #letters(text: string): void {
    if (text !== '') this.#tokens.push({ type: 'text', text });
  }

  /** Takes what stands at a place; returns where to go on. */
  #mark(written: string, escaped: string | undefined, index: number): number {
    const end = index + written.length;
    if (escaped !== undefined) this.#letters(escaped);
    else if (written === '[') this.#open('[', index);
    else if (written === ']') return this.#closeLink(index);
    else this.#emphasis(written, index, end);
    return end;
  }

  #emphasis(written: string, start: number, end: number): void {
    const sides = this.#sidesOf(start, end);
    const [single, double]: [MarkKind, MarkKind] = written.startsWith('*') ? ['*', '**'] : ['_', '__'];
    const rows: MarkKind[][] = [[], [single], [double], [double, single]];
    const marks = rows[written.length];
    if (!marks) {
      this.#letters(written);
      return;
    }
    // Of three, the one that was opened last closes first.
    if (this.#openers.at(-1)?.token.kind === single) marks.reverse();
    for (const kind of marks) {
      if (sides.mayClose && this.#close(kind)) continue;
      if (sides.mayOpen) this.#open(kind, start);
      else this.#letters(kind);
    }
  }

  /** A mark opens before a word and closes after one; between two letters it does neither. */
  #sidesOf(start: number, end: number): { mayOpen: boolean; mayClose: boolean } {
    const before = lastCharacter(this.#text, start);
    const after = String.fromCodePoint(this.#text.codePointAt(end) ?? 0x20);
    return {
      mayOpen: after.trim() !== '' && !WORD.test(before),
      mayClose: before.trim() !== '' && !WORD.test(after),
    };
  }

  #open(kind: MarkKind, row: number): void {
    const token: Opener['token'] = { type: 'mark', kind, change: 0 };
    this.#openers.push({ token, at: this.#tokens.length, row });
    this.#waiting[kind]++;
    this.#tokens.push(token);
  }

  #close(kind: MarkKind): boolean {
    const opener = this.#takeOpener(kind);
    if (!opener) return false;
    opener.token.change = 1;
    this.#tokens.push({ type: 'mark', kind, change: -1 });
    return true;
  }

  /** The nearest opener of a kind; those above it lose their chance, or marks would cross. */
  #takeOpener(kind: MarkKind): Opener | null {
    if (this.#waiting[kind] === 0) return null;
    for (let top = this.#openers.pop(); top; top = this.#openers.pop()) {
      this.#waiting[top.token.kind]--;
      if (top.token.kind === kind) return top;
      const below = this.#openers.at(-1);
      if (below?.token.kind === kind && below.row === top.row) {
        this.#changePlaces(below.token, top.token);
        return top;
      }
    }
    return null;
  }

  /** `***a** b*`: the inner of two marks written together is the one that closes first. */
  #changePlaces(below: Opener['token'], top: Opener['token']): void {
    this.#waiting[below.kind]--;
    this.#waiting[top.kind]++;
    const { kind } = below;
    below.kind = top.kind;
    top.kind = kind;
  }

  #closeLink(index: number): number {
    const opener = this.#takeOpener('[');
    ADDRESS.lastIndex = index + 1;
    const address = opener && opener.at >= this.#linkFloor ? ADDRESS.exec(this.#text) : null;
    const written = address?.[1] ?? '';
    const isEmpty = opener?.at === this.#tokens.length - 1;
    if (!opener || isEmpty || !SCHEME.test(written)) {
      this.#letters(']');
      return index + 1;
    }
    this.#tokens[opener.at] = { type: 'link', target: allowedAddress(written) };
    this.#tokens.push({ type: 'link', target: undefined });
    this.#linkFloor = this.#tokens.length;
    return ADDRESS.lastIndex;
  }
}

/** Undefined for an address nobody should be led to, or that no program understands. */
function allowedAddress(written: string): string | undefined {
  if (!ALLOWED_SCHEME.test(written) || !URL.canParse(written)) return undefined;
  return PLAIN_ADDRESS.test(written) ? written : new URL(written).href;
}

/** The character before an offset, a space at the beginning. */
function lastCharacter(text: string, offset: number): string {
  const low = text.charCodeAt(offset - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff && offset > 1;
  return offset === 0 ? ' ' : text.slice(offset - (isPair ? 2 : 1), offset);
}

function spansOf(tokens: readonly Token[]): RichSpan[] {
  const spans: RichSpan[] = [];
  const depth: Record<Style, number> = { bold: 0, italic: 0, underline: 0 };
  let link: string | undefined;
  for (const token of tokens) {
    if (token.type === 'link') link = token.target;
    else if (token.type === 'text') addSpan(spans, token.text, depth, link);
    else if (token.change === 0 || token.kind === '[') addSpan(spans, token.kind, depth, link);
    else depth[STYLES[token.kind]] += token.change;
  }
  return spans;
}

/** Joins what looks the same, so that marks without partner do not cut the text. */
function addSpan(
  spans: RichSpan[],
  text: string,
  depth: Record<Style, number>,
  link: string | undefined,
): void {
  const bold = depth.bold > 0;
  const italic = depth.italic > 0;
  const underline = depth.underline > 0;
  const last = spans.at(-1);
  const isSame =
    last?.bold === bold && last.italic === italic && last.underline === underline && last.link === link;
  if (last && isSame) last.text += text;
  else spans.push({ text, bold, italic, underline, ...(link === undefined ? {} : { link }) });
}
