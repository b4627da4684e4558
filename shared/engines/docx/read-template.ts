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
import { linksInSections } from './links-in-sections.ts';
import { type PlainPart, readPlainPart } from './plain-part.ts';
import { type ReadPart, readPart } from './read-part.ts';
import { repeatRows } from './repeat-rows.ts';
import { SectionLayout } from './section-layout.ts';
import { XmlDamage } from './xml-scan.ts';

/** A template that passed every check. */
export interface ReadTemplate {
  docx: OpenedDocx;
  parts: { read: ReadPart; layout: SectionLayout }[];
  plainParts: PlainPart[];
  fields: Field[];
  warnings: TemplateWarning[];
}

/** Opens a template and reads its placeholders. @throws TemplateRefused with every fault found */
export function readTemplate(bytes: Buffer): ReadTemplate {
  const docx = openDocx(bytes);
  let count = 0;
  const reads = docx.textParts.map((textPart) => {
    const read = readOrRefuse(() => readPart(textPart, count), textPart.name);
    count += read.spots.size;
    return read;
  });
  const plainParts = docx.plainParts.map((part) => {
    const plain = readOrRefuse(() => readPlainPart(part, count), part.name);
    count += plain.nodes.length;
    return plain;
  });
  refuseAll([...reads, ...plainParts].flatMap((part) => part.faults));
  const rowFaults = repeatRows(reads);
  const parts = reads.map((read) => ({ read, layout: new SectionLayout(read) }));
  const nodes = [...reads, ...plainParts].flatMap((part) => part.nodes);
  const { fields, faults: conflicts } = collectFields(nodes);
  refuseAll([...rowFaults, ...parts.flatMap(({ layout }) => layout.faults), ...conflicts]);
  refuseAll(linksInSections(parts, plainParts));
  return { docx, parts, plainParts, fields, warnings: collectWarnings(docx, reads, count) };
}

function refuseAll(faults: readonly TemplateFault[]): void {
  if (faults.length === 0) return;
  const told = faults.slice(0, DOCX_LIMITS.faults);
  if (faults.length > told.length) {
    const message = `There are more faults; these are the first ${told.length}. Mend them and upload the file again.`;
    told.push({ code: 'more-faults', message });
  }
  throw new TemplateRefused(told);
}

function readOrRefuse<Part>(read: () => Part, name: string): Part {
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

function collectWarnings(docx: OpenedDocx, reads: readonly ReadPart[], count: number): TemplateWarning[] {
  const warnings = reads.flatMap((read) => read.warnings);
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
