import {
  type TemplateFault,
  TemplateRefused,
  type TemplateWarning,
} from '../../shared/domain/template-fault.ts';
import type { Inspection } from '../../shared/engines/docx/inspect-template.ts';
import { type ListedField, listFields } from './list-fields.ts';
import { counted } from './output.ts';
import { placesWords, placeWords } from './place-words.ts';
import { textTable } from './text-table.ts';

type Outcome = Inspection | TemplateRefused;

/** A fault or warning; `where` is empty when it is about the file as a whole. */
interface JsonRemark {
  code: string;
  message: string;
  where: string;
  /** The text the remark is about. */
  around: string;
}

/** What `inspect --json` prints; scripts depend on it. */
export interface JsonVerdict {
  file: string;
  verdict: 'accepted' | 'rejected';
  /** `ok`, or the code of the first fault. */
  code: string;
  message: string;
  fields: { name: string; kind: string; type: string; required: boolean; where: string }[];
  faults: JsonRemark[];
  warnings: JsonRemark[];
}

/** The verdict on a file for scripts. */
export function verdictJson(file: string, outcome: Outcome): JsonVerdict {
  if (outcome instanceof TemplateRefused) {
    const { code = '', message = '' } = outcome.faults[0] ?? {};
    const faults = outcome.faults.map(jsonRemark);
    return { file, verdict: 'rejected', code, message, fields: [], faults, warnings: [] };
  }
  const listed = listFields(outcome.fields);
  return {
    file,
    verdict: 'accepted',
    code: 'ok',
    message: acceptance(listed.length),
    fields: listed.map(({ name, field }) => ({
      name,
      kind: field.kind,
      type: field.type,
      required: field.required,
      where: placesWords(field.places),
    })),
    faults: [],
    warnings: outcome.warnings.map(jsonRemark),
  };
}

/** The verdict on a file for people. @param width characters of a line */
export function verdictLines(file: string, outcome: Outcome, width: number): string[] {
  if (outcome instanceof TemplateRefused) {
    const count = counted(outcome.faults.length, 'fault');
    return [`${file}: rejected, ${count}.`, '', ...remarkTable('FAULT', outcome.faults, width), ''];
  }
  const { fields, warnings } = outcome;
  const listed = listFields(fields);
  return [
    `${file}: accepted. ${acceptance(listed.length)}`,
    '',
    ...(listed.length > 0 ? [...fieldTable(listed, width), ''] : []),
    ...(warnings.length > 0 ? [...remarkTable('LOOK AT', warnings, width), ''] : []),
  ];
}

function acceptance(count: number): string {
  if (count === 0) return 'The template asks for no fields.';
  return `The template asks for ${counted(count, 'field')}.`;
}

function jsonRemark({ code, message, where }: TemplateFault | TemplateWarning): JsonRemark {
  return { code, message, where: where ? placeWords(where) : '', around: where?.around ?? '' };
}

function fieldTable(listed: readonly ListedField[], width: number): string[] {
  const rows = listed.map(({ name, field }) => [
    name,
    field.kind,
    field.type,
    field.required ? 'yes' : 'no',
    placesWords(field.places),
  ]);
  return textTable(['FIELD', 'KIND', 'TYPE', 'REQUIRED', 'WHERE'], rows, width);
}

function remarkTable(
  heading: string,
  remarks: readonly (TemplateFault | TemplateWarning)[],
  width: number,
): string[] {
  const rows = remarks
    .map(jsonRemark)
    .map(({ code, where, around, message }) => [code, where, around, message]);
  return textTable([heading, 'WHERE', 'TEXT', 'WHAT TO DO'], rows, width);
}
