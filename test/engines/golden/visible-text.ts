/**
 * The texts of the paragraphs of a part that hold any, read without the engine's own reader: Word text, drawings and
 * equations. What tracked changes removed is left out; a text box comes before the paragraph it hangs on.
 */
export function visibleText(xml: string): string[] {
  const texts: string[] = [];
  const paragraphs: string[] = [];
  let removed = 0;
  let properties = 0;
  const add = (text: string): void => {
    const last = paragraphs.length - 1;
    if (removed > 0) return;
    if (last < 0) texts.push(text);
    else paragraphs[last] += text;
  };
  for (const [, end, name = '', single, text = ''] of xml.matchAll(TAGS)) {
    const isStart = end === '' && single === '';
    if (PARAGRAPH.has(name)) {
      if (isStart) paragraphs.push('');
      else if (end === '/') finish(texts, paragraphs.pop() ?? '');
    } else if (REMOVED.has(name)) removed += isStart ? 1 : end === '/' ? -1 : 0;
    else if (name === 'w:pPr') properties += isStart ? 1 : end === '/' ? -1 : 0;
    else if (end === '' && MARKS.has(name) && properties === 0 && paragraphs.length > 0)
      add(MARKS.get(name) ?? '');
    else if (isStart && TEXT.has(name) && text !== '') add(decode(text));
  }
  return texts;
}

const TAGS = /<(\/?)([\w:]+)(?:\s[^<>]*?)?(\/?)>([^<]*)/g;
const PARAGRAPH = new Set(['w:p', 'a:p']);
const REMOVED = new Set(['w:del', 'w:moveFrom']);
const TEXT = new Set(['w:t', 'a:t', 'm:t', 'c:v']);
const MARKS = new Map([
  ['w:br', '\n'],
  ['w:cr', '\n'],
  ['w:tab', '\t'],
  ['w:noBreakHyphen', '-'],
]);
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function finish(texts: string[], text: string): void {
  if (text !== '') texts.push(text);
}

function decode(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name = '') => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return decimal === undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(Number(decimal));
    },
  );
}
