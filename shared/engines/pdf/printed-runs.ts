import { decodeText, readAttributes } from '../docx/xml-scan.ts';
import { inherited, isOn, type WordStyles } from './word-styles.ts';

/** A piece of text that a printer shows, with what decides about its font. */
export interface PrintedRun {
  text: string;
  paragraphStyle: string;
  style: string;
  /** Attributes of its own `w:rFonts`. */
  fonts?: ReadonlyMap<string, string>;
  /** Right to left, or said to be of a complex script: another font is meant for it. */
  isComplex: boolean;
  /** Part of an equation. */
  isMath: boolean;
}

/** What of a part is never printed, or printed once only: deleted and moved text, earlier looks, the copy for old programs. */
const skipped = new Set(['w:del', 'w:moveFrom', 'w:rPrChange', 'w:pPrChange', 'mc:Fallback']);

const tagOrText = /<(\/?)([A-Za-z]\w*:[A-Za-z]\w*)([^<>]*?)(\/?)>|([^<>]+)/g;

/**
 * Visits the text of a Word part that a printer shows, in the order of the file. Hidden runs, codes of fields and
 * results that are made anew are left out. Reads any depth and never throws for broken XML: it is for counting, not for judging.
 */
export function eachPrintedRun(xml: string, styles: WordStyles, visit: (run: PrintedRun) => void): void {
  const reader = new RunReader(styles, visit);
  for (const [, closing, name = '', attributes = '', selfClosing, content] of xml.matchAll(tagOrText)) {
    if (content !== undefined) reader.text(content);
    else if (closing === '') reader.open(name, attributes, selfClosing !== '');
    else reader.close(name);
  }
}

interface Field {
  code: string;
  /** The code is over. */
  isResult: boolean;
}

/** Fields whose result LibreOffice makes anew: what the file says is not what is printed. */
const isMadeAnew = (code: string): boolean =>
  /^\s*(?:DATE|TIME|SAVEDATE|PRINTDATE|EDITTIME|TITLE|SUBJECT|FILENAME|NUMPAGES|PAGE|PAGEREF|REF|SEQ)\b/i.test(
    code,
  );

const plainRun = { style: '', isComplex: false, isMath: false };

class RunReader {
  readonly #styles: WordStyles;
  readonly #visit: (run: PrintedRun) => void;
  /** Styles of the open paragraphs: those of a text box lie within another. */
  readonly #paragraphs: string[] = [];
  readonly #fields: Field[] = [];
  #skipping = 0;
  #isRun = false;
  #isText = false;
  #isCode = false;
  #text = '';
  #isHidden: boolean | undefined;
  #run: Omit<PrintedRun, 'text' | 'paragraphStyle'> = plainRun;

  constructor(styles: WordStyles, visit: (run: PrintedRun) => void) {
    this.#styles = styles;
    this.#visit = visit;
  }

  text(content: string): void {
    if (this.#skipping > 0) return;
    const field = this.#fields.at(-1);
    if (this.#isCode && field) field.code += content;
    if (this.#isText && this.#fields.every(({ isResult, code }) => isResult && !isMadeAnew(code)))
      this.#text += content;
  }

  open(name: string, attributes: string, isEmpty: boolean): void {
    if (skipped.has(name)) this.#skipping += isEmpty ? 0 : 1;
    else if (name === 'w:t' || name === 'm:t') this.#isText = !isEmpty;
    else if (name === 'w:instrText') this.#isCode = !isEmpty;
    else if (name === 'w:p' && !isEmpty) this.#paragraphs.push('');
    else if (name === 'w:fldSimple' && !isEmpty) this.#beginSimple(attributes);
    else if (name === 'w:r' || name === 'm:r') this.#begin(!isEmpty, name === 'm:r');
    else if (this.#skipping === 0) this.#look(name, attributes);
  }

  close(name: string): void {
    if (skipped.has(name)) this.#skipping = Math.max(0, this.#skipping - 1);
    else if (name === 'w:t' || name === 'm:t') this.#isText = false;
    else if (name === 'w:instrText') this.#isCode = false;
    else if (name === 'w:p') this.#paragraphs.pop();
    else if (name === 'w:fldSimple') this.#fields.pop();
    else if (name === 'w:r' || name === 'm:r') this.#begin(false, false);
  }

  #look(name: string, attributes: string): void {
    if (name === 'w:pStyle' && !this.#isRun && this.#paragraphs.length > 0) {
      this.#paragraphs[this.#paragraphs.length - 1] = valueIn(attributes);
    } else if (name === 'w:fldChar') this.#field(readAttributes(attributes).get('w:fldCharType') ?? '');
    else if (!this.#isRun) return;
    else if (name === 'w:rStyle') this.#run = { ...this.#run, style: valueIn(attributes) };
    else if (name === 'w:rFonts') this.#run = { ...this.#run, fonts: readAttributes(attributes) };
    else if (name === 'w:vanish') this.#isHidden = isOn(attributes);
    else if (name === 'w:rtl' || name === 'w:cs') this.#run = { ...this.#run, isComplex: isOn(attributes) };
  }

  /** Only results are printed; those within the code of another field are not. */
  #field(type: string): void {
    const field = this.#fields.at(-1);
    if (type === 'begin') this.#fields.push({ code: '', isResult: false });
    else if (type === 'end') this.#fields.pop();
    else if (field) field.isResult = true;
  }

  #beginSimple(attributes: string): void {
    this.#fields.push({ code: readAttributes(attributes).get('w:instr') ?? '', isResult: true });
  }

  /** A text box is a run within a run: what came before it is settled first. */
  #begin(isRun: boolean, isMath: boolean): void {
    const paragraphStyle = this.#paragraphs.at(-1) || this.#styles.defaultParagraph;
    if (this.#text !== '' && !this.#hides(paragraphStyle)) {
      this.#visit({ ...this.#run, text: decoded(this.#text), paragraphStyle });
    }
    this.#text = '';
    this.#isHidden = undefined;
    this.#isRun = isRun;
    this.#run = isMath ? { ...plainRun, isMath } : plainRun;
  }

  #hides(paragraphStyle: string): boolean {
    const byStyle = (id: string): boolean | undefined =>
      inherited(this.#styles, id, ({ isHidden }) => isHidden);
    return this.#isHidden ?? byStyle(this.#run.style) ?? byStyle(paragraphStyle) ?? false;
  }
}

const valueIn = (attributes: string): string => readAttributes(attributes).get('w:val') ?? '';

function decoded(text: string): string {
  try {
    return decodeText(text);
  } catch {
    return text;
  }
}
