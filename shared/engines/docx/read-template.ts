// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Field } from '../../domain/field.ts';
import { collectFields } from '../../domain/field-tree.ts';
import {
  clip,
  type TemplateFault,
  TemplateRefused,
  type TemplateWarning,
} from '../../domain/template-fault.ts';
import { type OpenedDocx, openDocx } from './gate.ts';
import { DOCX_LIMITS } from './limits.ts';
import { type ReadPart, readPart } from './read-part.ts';
import { XmlDamage } from './xml-scan.ts';

/** A template that passed every check. */
export interface ReadTemplate {
  docx: OpenedDocx;
  parts: ReadPart[];
  fields: Field[];
  warnings: TemplateWarning[];
}

/** Opens a template and reads its placeholders. @throws TemplateRefused with every fault found */
export function readTemplate(bytes: Buffer): ReadTemplate {
  const docx = openDocx(bytes);
  const parts: ReadPart[] = [];
  let count = 0;
  for (const textPart of docx.textParts) {
    const part = readOrRefuse(() => readPart(textPart, count), textPart.name);
    parts.push(part);
    count += part.spots.size;
  }
  const faults = parts.flatMap((part) => part.faults);
  if (faults.length > 0) throw new TemplateRefused(faults.slice(0, DOCX_LIMITS.faults));
  const { fields, faults: conflicts } = collectFields(parts.flatMap((part) => part.nodes));
  if (conflicts.length > 0) throw new TemplateRefused(conflicts.slice(0, DOCX_LIMITS.faults));
  return { docx, parts, fields, warnings: collectWarnings(docx, parts, count) };
}

function readOrRefuse(read: () => ReadPart, name: string): ReadPart {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof XmlDamage)) throw error;
    const fault: TemplateFault = {
      code: 'damaged-file',
      message: `The document is damaged (${error.message}). Open it in Word, save it again and upload that.`,
      where: { around: clip(name) },
    };
    throw new TemplateRefused([fault]);
  }
}

/** Parts people see in Word in which placeholders stay as they are. */
const UNFILLED_PARTS = /(^|\/)(docProps\/\w+\.xml|comments\w*\.xml|\w+\.xml\.rels)$/i;

function collectWarnings(docx: OpenedDocx, parts: readonly ReadPart[], count: number): TemplateWarning[] {
  const warnings = parts.flatMap((part) => part.warnings);
  for (const [name, content] of docx.xmlParts) {
    if (!UNFILLED_PARTS.test(name)) continue;
    const found = /\$(?:\{|%7B)[^<"]{0,60}/i.exec(content.toString('utf8'))?.[0];
    if (found === undefined) continue;
    const message = 'A placeholder in a link address, comment or document property is not filled.';
    warnings.push({ code: 'not-filled', message, where: { around: clip(found) } });
  }
  for (const link of docx.removedLinks) {
    const message = 'The link to the Word template this document was made from is removed.';
    warnings.push({ code: 'link-removed', message, where: { around: clip(link) } });
  }
  if (count === 0) {
    warnings.push({
      code: 'no-placeholders',
      message:
        'The document has no placeholders, so every copy will be the same. Write them like ${customer_name}.',
    });
  }
  return warnings.slice(0, DOCX_LIMITS.faults);
}
