import type { Field } from '../../domain/field.ts';
import { RenderFault } from '../../domain/render-fault.ts';
import { isGroup, type ValueGroup } from '../../domain/scope.ts';
import type { TemplateWarning } from '../../domain/template-fault.ts';
import { checkRendered } from './check-rendered.ts';
import { type CompiledPart, compilePart } from './compile-part.ts';
import { packEntry, writeContainer } from './container-writer.ts';
import type { OpenedDocx } from './gate.ts';
import { DOCX_LIMITS } from './limits.ts';
import { PackageAdditions } from './package-additions.ts';
import { PictureWriter } from './picture-writer.ts';
import { type ReadTemplate, readTemplate } from './read-template.ts';
import type { RenderResources } from './render-resources.ts';
import { Rendering } from './rendering.ts';
import { RichWriter } from './rich-writer.ts';
import { type TextArea, textAreaOf } from './text-area.ts';

/** A template read once, ready to be filled any number of times. */
export interface CompiledTemplate {
  fields: Field[];
  warnings: TemplateWarning[];
  /**
   * Fills the template. Equal values and resources give equal bytes; parts without placeholders keep their packed
   * bytes. Prepare the values with `prepareValues` first: this only defends itself.
   *
   * @returns a DOCX file, checked
   * @throws RenderFault
   */
  render(values: unknown, resources?: RenderResources): Buffer;
}

/** Reads a template for rendering. @throws TemplateRefused with all faults found */
export function compileTemplate(bytes: Buffer): CompiledTemplate {
  return compileRead(readTemplate(bytes));
}

/** Makes a template that was read ready for rendering. */
export function compileRead(template: ReadTemplate): CompiledTemplate {
  const { fields, warnings, docx } = template;
  const parts = filledParts(template);
  if (parts.length === 0) {
    const same = writeContainer(docx.entries);
    return { fields, warnings, render: () => Buffer.from(same) };
  }
  const area = textAreaOf(docx.textParts[0]?.xml ?? '');
  return {
    fields,
    warnings,
    render: (values, resources = {}) => render({ docx, parts, area }, values, resources),
  };
}

function filledParts(template: ReadTemplate): CompiledPart[] {
  const texts = template.parts
    .filter(({ read }) => read.spots.size > 0 || read.literals.length > 0)
    .map(({ read, layout }) => compilePart(read, layout));
  const plain = template.plainParts.filter(({ isFilled }) => isFilled).map(({ compiled }) => compiled);
  return [...texts, ...plain];
}

interface Prepared {
  docx: OpenedDocx;
  parts: readonly CompiledPart[];
  area: TextArea;
}

function render({ docx, parts, area }: Prepared, values: unknown, resources: RenderResources): Buffer {
  if (!isGroup(values))
    throw new RenderFault('wrong-shape', 'The values must be one object with a name for each field.');
  const additions = new PackageAdditions(docx);
  const rendering = new Rendering(new PictureWriter(additions, resources, area), new RichWriter(additions));
  const rendered = new Map(parts.map((part) => [part.name, fillPart(part, rendering, values)]));
  const filled = docx.entries.map((entry) => {
    const xml = rendered.get(entry.name);
    return xml === undefined ? entry : packEntry(entry.name, Buffer.from(xml));
  });
  const document = writeContainer(additions.apply(filled));
  if (document.length > DOCX_LIMITS.outputBytes)
    throw new RenderFault('output-too-large', 'The document is too large.');
  return document;
}

function fillPart(compiled: CompiledPart, rendering: Rendering, values: ValueGroup): string {
  const filled = rendering.render(compiled, values);
  const xml = compiled.repeatsDrawings ? renumberDrawings(filled) : filled;
  checkRendered(xml, rendering.expectedTags);
  return xml;
}

/** Word calls a document damaged when pictures share a number, as repeated ones would. */
function renumberDrawings(xml: string): string {
  let number = 0;
  return xml.replace(
    /(<wp:docPr\b[^>]*?\sid=")\d+(")/g,
    (_, before: string, after: string) => `${before}${++number}${after}`,
  );
}
