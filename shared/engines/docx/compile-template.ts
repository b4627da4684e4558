// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Field } from '../../domain/field.ts';
import { RenderFault } from '../../domain/render-fault.ts';
import { isGroup } from '../../domain/scope.ts';
import type { SectionNode, TemplateNode } from '../../domain/section-tree.ts';
import {
  clip,
  type TemplateFault,
  TemplateRefused,
  type TemplateWarning,
} from '../../domain/template-fault.ts';
import type { ContainerEntry } from './container.ts';
import { packEntry, writeContainer } from './container-writer.ts';
import { DOCX_LIMITS } from './limits.ts';
import { countTokens, normalisePart } from './normalise-part.ts';
import { layoutFault, type ReadPart } from './read-part.ts';
import { type ReadTemplate, readTemplate } from './read-template.ts';
import { ValuePrinter } from './value-printer.ts';
import { type EnginePart, WordEngine } from './word-engine.ts';

/** A template read once, ready to be filled any number of times. */
export interface CompiledTemplate {
  fields: Field[];
  warnings: TemplateWarning[];
  /**
   * Fills the template. Equal values give equal bytes. Check the values with `checkValues` first: this only
   * defends itself.
   *
   * @returns a DOCX file
   * @throws RenderFault
   */
  render(values: unknown): Buffer;
}

/** Reads a template for rendering. @throws TemplateRefused with all faults found */
export function compileTemplate(bytes: Buffer): CompiledTemplate {
  return compileRead(readTemplate(bytes));
}

/** Makes a template that was read ready for rendering. @throws TemplateRefused when sections overlap */
export function compileRead(template: ReadTemplate): CompiledTemplate {
  const { fields, warnings, docx } = template;
  if (!template.parts.some(isFilled)) {
    const same = writeContainer(docx.entries);
    return { fields, warnings, render: () => Buffer.from(same) };
  }
  const renderer = new Renderer(template.parts, docx.entries);
  return { fields, warnings, render: (values) => renderer.render(values) };
}

/** Whether the part says `${` anywhere, be it only literally. */
const isFilled = (read: ReadPart): boolean => read.spots.size > 0 || read.literals.length > 0;

class Renderer {
  readonly #entries: readonly ContainerEntry[];
  readonly #engine: WordEngine;
  readonly #printer: ValuePrinter;
  /** Parts in which a section repeats pictures or shapes. */
  readonly #repeatsDrawings: Set<string>;

  constructor(parts: readonly ReadPart[], entries: readonly ContainerEntry[]) {
    this.#entries = entries;
    this.#repeatsDrawings = new Set(parts.filter(repeatsDrawings).map((read) => read.part.name));
    // docxtemplater needs the body to know the kind of document, even if nothing is to be filled in it.
    const used = parts.filter((read) => isFilled(read) || read.part.part === 'body');
    const nodes = parts.flatMap((read) => read.nodes);
    this.#printer = new ValuePrinter(nodes);
    try {
      this.#engine = new WordEngine(used.map(enginePart), this.#printer);
    } catch (error) {
      throw new TemplateRefused(compilationFaults(nodes, error));
    }
  }

  render(values: unknown): Buffer {
    if (!isGroup(values))
      throw new RenderFault('wrong-shape', 'The values must be one object with a name for each field.');
    const rendered = this.#engine.render(values);
    this.#refuseLeftovers(rendered);
    const entries = this.#entries.map((entry) => {
      const content = rendered.get(entry.name);
      if (!content) return entry;
      const repeats = this.#repeatsDrawings.has(entry.name);
      return packEntry(entry.name, repeats ? renumberDrawings(content) : content);
    });
    const document = writeContainer(entries);
    if (document.length > DOCX_LIMITS.outputBytes)
      throw new RenderFault('output-too-large', 'The document is too large.');
    return document;
  }

  /**
   * A document must not go out with a placeholder in it. Values may print `${…}`, so only the tokens that
   * stand for placeholders count; the search for `${` alone settles nearly every document.
   */
  #refuseLeftovers(rendered: ReadonlyMap<string, Uint8Array>): void {
    let bytes = 0;
    let tokens = 0;
    for (const content of rendered.values()) {
      bytes += content.byteLength;
      const view = asBuffer(content);
      if (view.includes('${')) tokens += countTokens(view.toString('utf8'));
    }
    if (bytes > DOCX_LIMITS.outputBytes)
      throw new RenderFault('output-too-large', 'The document is too large.');
    if (tokens > this.#printer.tokensInValues) {
      throw new RenderFault('leftover-placeholder', 'The rendered document still holds a placeholder.');
    }
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function enginePart({ part, ...read }: ReadPart): EnginePart {
  const xml = normalisePart({ part, ...read });
  // docxtemplater does not know endnotes; they are built like footnotes.
  const kind = part.part === 'body' ? 'main' : part.part === 'endnotes' ? 'footnotes' : part.part;
  return { name: part.name, xml, kind };
}

/** What docxtemplater found wrong, mostly in the way sections lie in the document. */
function compilationFaults(nodes: readonly TemplateNode[], error: unknown): TemplateFault[] {
  const texts = errorTexts(error);
  if (texts.length === 0) throw error;
  const blamed = new Set([...texts.join(' ').matchAll(/\bmt(\d+)\b/g)].map((match) => Number(match[1])));
  const faults = allSections(nodes)
    .filter((section) => blamed.has(section.spot.id))
    .map(layoutFault);
  if (faults.length > 0) return faults;
  const message =
    'The document could be read, but not prepared for filling. Save it again in Word and upload that.';
  return [{ code: 'cannot-be-filled', message, where: { around: clip(texts.join(' ')) } }];
}

function allSections(nodes: readonly TemplateNode[]): SectionNode[] {
  return nodes.flatMap((node) => (node.type === 'section' ? [node, ...allSections(node.children)] : []));
}

/** The texts of docxtemplater's error and of those it collects in `properties.errors`; none of other errors. */
function errorTexts(error: unknown): string[] {
  const properties: unknown = error instanceof Error ? Reflect.get(error, 'properties') : undefined;
  if (!(error instanceof Error) || !isGroup(properties)) return [];
  const inner = Array.isArray(properties.errors) ? properties.errors.flatMap(errorTexts) : [];
  return [error.message, String(properties.xtag), String(properties.explanation), ...inner];
}

function repeatsDrawings(read: ReadPart): boolean {
  return allSections(read.nodes).some((section) => {
    const start = read.spots.get(section.spot.id)?.finding.start ?? 0;
    const end = section.closing ? (read.spots.get(section.closing.id)?.finding.start ?? 0) : 0;
    return read.text.drawings.some((drawing) => drawing > start && drawing < end);
  });
}

/** Word calls a document damaged when pictures share a number, as repeated ones would. */
function renumberDrawings(content: Uint8Array): Buffer {
  let number = 0;
  const xml = asBuffer(content).toString('utf8');
  return Buffer.from(
    xml.replace(
      /(<wp:docPr\b[^>]*?\sid=")\d+(")/g,
      (_, before: string, after: string) => `${before}${++number}${after}`,
    ),
  );
}
