import type { Field } from '../../domain/field.ts';
import { RenderFault } from '../../domain/render-fault.ts';
import { sampleValues } from '../../domain/sample-values.ts';
import { refuse, type TemplateWarning } from '../../domain/template-fault.ts';
import { checkValues } from '../../domain/values.ts';
import { type CompiledTemplate, compileRead } from './compile-template.ts';
import { readContainer, unpack } from './container.ts';
import { DOCX_LIMITS } from './limits.ts';
import { readTemplate } from './read-template.ts';
import { scanXml, XmlDamage } from './xml-scan.ts';

/** What a template asks for, and what its author should look at. */
export interface Inspection {
  fields: Field[];
  warnings: TemplateWarning[];
}

/**
 * Finds the fields of a Word template in its body, headers, footers and notes. Fills it once on trial, so
 * that a template that passes can also be rendered.
 *
 * @param bytes the DOCX file
 * @throws TemplateRefused with all faults found
 */
export function inspectTemplate(bytes: Buffer): Inspection {
  const read = readTemplate(bytes);
  const compiled = compileRead(read);
  fillOnTrial(compiled, new Set(read.docx.textParts.map((part) => part.name)));
  return { fields: compiled.fields, warnings: compiled.warnings };
}

function fillOnTrial(template: CompiledTemplate, textParts: ReadonlySet<string>): void {
  const values = sampleValues(template.fields);
  if (checkValues(template.fields, values).length > 0) return;
  try {
    for (const entry of readContainer(template.render(values))) {
      if (!textParts.has(entry.name)) continue;
      const xml = unpack(entry, DOCX_LIMITS.unpackedBytes).toString('utf8');
      scanXml(xml, { open() {}, close() {}, text() {} });
    }
  } catch (error) {
    // Sections eight deep can outgrow the limits with two rows each, and still be fine with real values.
    if (error instanceof RenderFault && /^(too-many-tags|output-too-large)$/.test(error.code)) return;
    if (!(error instanceof RenderFault || error instanceof XmlDamage)) throw error;
    const advice =
      'Put section tags in paragraphs of their own, save the document again in Word and upload that.';
    refuse(
      'cannot-be-filled',
      `The document could be read, but a trial to fill it failed. ${advice}`,
      error.message,
    );
  }
}
