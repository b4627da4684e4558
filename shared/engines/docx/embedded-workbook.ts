import { refuse, TemplateRefused } from '../../domain/template-fault.ts';
import { readContainer, unpack } from './container.ts';
import { DOCX_LIMITS } from './limits.ts';

const UNWANTED = /(?:^|\/)(?:vba|activex|embeddings|externallinks|macrosheets|dialogsheets)/i;
const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';

/**
 * Checks the workbook Word keeps behind a chart: a sound zip without macros, objects and links.
 *
 * @param name of the part, for the refusal
 * @param most bytes that may still be unpacked
 * @returns bytes unpacked
 * @throws TemplateRefused
 */
export function checkWorkbook(content: Buffer, name: string, most: number): number {
  try {
    let unpacked = 0;
    let types = '';
    for (const entry of readContainer(content)) {
      if (UNWANTED.test(entry.name)) refuseWorkbook(name);
      const part = unpack(entry, most - unpacked);
      unpacked += part.length;
      if (entry.name.toLowerCase() !== '[content_types].xml') continue;
      if (part.length > DOCX_LIMITS.partBytes / 10) refuseWorkbook(name);
      types = part.toString('utf8');
    }
    if (!types.includes(`"${WORKBOOK_TYPE}"`) || /macroEnabled|vbaProject/i.test(types)) refuseWorkbook(name);
    return unpacked;
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    if (error.faults.some((fault) => fault.code === 'unpacks-too-large')) throw error;
    return refuseWorkbook(name);
  }
}

function refuseWorkbook(name: string): never {
  return refuse(
    'embedded-document',
    'The Excel workbook behind a chart is damaged, or holds more than figures. Replace the chart by a picture of it.',
    name,
  );
}
