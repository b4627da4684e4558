import type { Field } from '../../domain/field.ts';
import type { TemplateWarning } from '../../domain/template-fault.ts';
import { readTemplate } from './read-template.ts';

/** What a template asks for, and what its author should look at. */
export interface Inspection {
  fields: Field[];
  warnings: TemplateWarning[];
}

/**
 * Finds the fields of a Word template in its body, headers, footers and notes.
 *
 * @param bytes the DOCX file
 * @throws TemplateRefused with all faults found
 */
export function inspectTemplate(bytes: Buffer): Inspection {
  const { fields, warnings } = readTemplate(bytes);
  return { fields, warnings };
}
