import { evaluate } from '../../domain/evaluate-condition.ts';
import { RenderFault } from '../../domain/render-fault.ts';
import { isGroup, isShown, lookUp, type ValueGroup } from '../../domain/scope.ts';
import type { CompiledPart } from './compile-part.ts';
import { DOCX_LIMITS } from './limits.ts';
import type { PictureWriter } from './picture-writer.ts';
import { addressText, escapeXml, printValue, runText } from './print-value.ts';
import type { RichWriter } from './rich-writer.ts';
import type { ConditionSegment, SectionSegment, Segment, ValueSegment } from './segments.ts';

/** What `$${` leaves in the XML of a part; in addresses the brace is escaped. */
const LITERAL = /\$(?:\{|%7B)/gi;

/** Fills the parts of one document; counts what it prints, so that no values can make it grow without end. */
export class Rendering {
  readonly #pictures: PictureWriter;
  readonly #rich: RichWriter;
  #tags = 0;
  #characters = 0;
  #out: string[] = [];
  #marks: number[] = [];
  /** How many things that look like placeholders were printed on purpose; they are no leftovers. */
  expectedTags = 0;

  constructor(pictures: PictureWriter, rich: RichWriter) {
    this.#pictures = pictures;
    this.#rich = rich;
  }

  /** The XML of a part. @throws RenderFault */
  render(part: CompiledPart, values: ValueGroup): string {
    this.#out = [];
    this.#marks = [];
    this.expectedTags = 0;
    this.#pictures.enter(part);
    this.#rich.enter(part);
    this.#fill(part.segments, [values]);
    return this.#out.join('');
  }

  #fill(segments: readonly Segment[], levels: readonly ValueGroup[]): void {
    for (const segment of segments) {
      if (typeof segment === 'string') {
        this.#put(segment);
        if (segment.includes('$')) this.expectedTags += segment.match(LITERAL)?.length ?? 0;
      } else this.#decide(segment, levels);
    }
  }

  #decide(segment: Exclude<Segment, string>, levels: readonly ValueGroup[]): void {
    switch (segment.type) {
      case 'value':
        this.#put(this.#value(segment, levels));
        break;
      case 'section':
        this.#section(segment, levels);
        break;
      case 'condition':
        this.#fill(this.#isTrue(segment, levels) ? segment.children : segment.otherwise, levels);
        break;
      case 'picture':
        this.#countTag();
        this.#put(this.#pictures.write(segment, lookUp(levels, segment.words).value));
        break;
      case 'rich':
        this.#put(this.#rich.write(segment, this.#print(segment, levels)));
        break;
      case 'mark':
        this.#marks.push(this.#out.length);
        break;
      case 'require':
        this.#require(segment.what, this.#marks.pop() ?? 0);
    }
  }

  #put(xml: string): void {
    this.#characters += xml.length;
    if (this.#characters > DOCX_LIMITS.outputBytes) {
      const limit = DOCX_LIMITS.outputBytes / 1024 / 1024;
      throw new RenderFault(
        'output-too-large',
        `The document would be larger than ${limit} MB; use fewer rows or shorter texts.`,
      );
    }
    this.#out.push(xml);
  }

  #countTag(): void {
    if (++this.#tags <= DOCX_LIMITS.renderedTags) return;
    throw new RenderFault(
      'too-many-tags',
      `The document would print more than ${DOCX_LIMITS.renderedTags} values; use fewer rows.`,
    );
  }

  #print(
    { name, words, filters }: Pick<ValueSegment, 'name' | 'words' | 'filters'>,
    levels: readonly ValueGroup[],
  ): string {
    this.#countTag();
    const text = printValue(lookUp(levels, words).value, name, filters);
    // Also by meeting what stands beside it: a value may end with the sign, or begin with the brace.
    if (/[${]/.test(text)) this.expectedTags += text.split(/[${]/).length;
    return text;
  }

  #value(segment: ValueSegment, levels: readonly ValueGroup[]): string {
    const text = this.#print(segment, levels);
    if (segment.into === 'run') return runText(text);
    if (segment.into === 'plain') return escapeXml(text.replace(/\s+/g, ' '));
    return addressText(text, segment.name, segment.into === 'address');
  }

  #section(
    { name, words, inverted, repeatsRow, children, separator }: SectionSegment,
    levels: readonly ValueGroup[],
  ): void {
    this.#countTag();
    const { value } = lookUp(levels, words);
    if (value === undefined) throw new RenderFault('missing-value', `“${name}” is missing.`);
    if (inverted || !isShown(value)) {
      if (inverted && !isShown(value)) this.#fill([...children, ...separator], levels);
      return;
    }
    const isList = Array.isArray(value);
    for (const [index, row] of rowsOf(value, name).entries()) {
      this.#countTag();
      if (isList && index > 0) this.#fill(separator, levels);
      if (row === null) this.#fill(children, levels);
      else this.#fill(children, [...levels, repeatsRow ? underName(levels, words, row) : row]);
      if (!isList) this.#fill(separator, levels);
    }
  }

  #isTrue({ condition }: ConditionSegment, levels: readonly ValueGroup[]): boolean {
    this.#countTag();
    const answer = evaluate(condition, (name) => lookUp(levels, name.split('.')).value);
    if (typeof answer === 'boolean') return answer;
    throw new RenderFault('invalid-value', answer.problem);
  }

  /** Puts right what Word would call damaged: a table without rows, a cell that does not end with a paragraph. */
  #require(what: 'end-paragraph' | 'paragraph' | 'row', mark: number): void {
    const inside = this.#out.slice(mark).join('');
    if (what === 'row') {
      if (!inside.includes('<w:tr')) this.#out.length = mark;
      return;
    }
    const isThere =
      what === 'paragraph'
        ? /<w:(?:p|tbl|sdt)[\s/>]/.test(inside)
        : /(?:<\/w:(?:p|sdt)>|<w:p(?:\s[^<>]*)?\/>)\s*$/.test(inside);
    if (!isThere) this.#out.push('<w:p/>');
  }
}

/** The rows a section shows; null stands for showing it once on the level it is on. */
function rowsOf(value: unknown, name: string): (ValueGroup | null)[] {
  if (isGroup(value)) return [value];
  if (!Array.isArray(value)) return [null];
  if (value.every(isGroup)) return value;
  throw new RenderFault('wrong-shape', `Each row of “${name}” must be a group of named values.`);
}

/** A level in which the list's own name means one row: `items.name` is looked up in it. */
function underName(levels: readonly ValueGroup[], words: readonly string[], row: ValueGroup): ValueGroup {
  const [first = '', ...rest] = words;
  if (rest.length === 0) return { [first]: row };
  const owner = lookUp(levels, [first]).value;
  return {
    [first]: { ...(isGroup(owner) ? owner : {}), ...underName([isGroup(owner) ? owner : {}], rest, row) },
  };
}
