import { RenderFault } from '../../domain/render-fault.ts';
import { scanXml, XmlDamage } from './xml-scan.ts';

/**
 * Checks what a rendering made of a part before anybody sees it: the XML is well-formed, and nothing that looks like a
 * placeholder is left in what people read, in texts however they are split, and in attributes. It knows nothing of what
 * the compiler found, so it also sees what the compiler overlooked.
 *
 * @param expected how many texts of that look came from values and from `$${`
 * @throws RenderFault
 */
export function checkRendered(xml: string, expected: number): void {
  const texts = new ShownTexts(xml);
  try {
    scanXml(xml, texts);
  } catch (error) {
    if (!(error instanceof XmlDamage)) throw error;
    throw new RenderFault('engine', `The document came out damaged: ${error.message}.`);
  }
  if (texts.leftover > expected)
    throw new RenderFault('leftover-placeholder', 'The rendered document still holds a placeholder.');
}

/** What tracked changes removed is no text any more. */
const REMOVED = new Set(['w:del', 'w:moveFrom']);
const PARAGRAPHS = new Set(['w:p', 'a:p', 'm:oMath']);
const TEXTS = new Set(['w:t', 'a:t', 'm:t']);
/** Texts without a paragraph around them, each by itself: values of charts, properties. */
const LONELY = /^(?:c:v|vt:lpwstr|dc:|cp:|[A-Z])/;
const TAG = /\$(?:\{|%7B)[^{}<>]*(?:\}|%7D)/gi;

/** Joins the text of each paragraph, because a placeholder may be split over runs, and counts what looks like one. */
class ShownTexts {
  leftover = 0;
  readonly #xml: string;
  readonly #hasTagsInside: boolean;
  /** The text of the paragraphs that are open. */
  readonly #open: string[] = [];
  readonly #elements: string[] = [];
  #removed = 0;

  constructor(xml: string) {
    this.#xml = xml;
    this.#hasTagsInside = /<[^<>]*\$(?:\{|%7B)/i.test(xml);
  }

  open(name: string, start: number, end: number, selfClosing: boolean): void {
    if (this.#elements.at(-1) === 'w:t') throw new XmlDamage('an element stands inside a text');
    if (this.#hasTagsInside) this.#count(this.#xml.slice(start, end));
    if (selfClosing) return;
    this.#elements.push(name);
    if (PARAGRAPHS.has(name)) this.#open.push('');
    else if (REMOVED.has(name)) this.#removed++;
  }

  close(name: string): void {
    this.#elements.pop();
    if (REMOVED.has(name)) this.#removed--;
    else if (PARAGRAPHS.has(name)) this.#count(this.#open.pop() ?? '');
  }

  text(start: number, end: number): void {
    if (this.#removed > 0) return;
    const element = this.#elements.at(-1) ?? '';
    const last = this.#open.length - 1;
    if (TEXTS.has(element) && last >= 0) this.#open[last] += this.#xml.slice(start, end);
    else if (LONELY.test(element)) this.#count(this.#xml.slice(start, end));
  }

  #count(text: string): void {
    if (text.includes('$')) this.leftover += text.match(TAG)?.length ?? 0;
  }
}
