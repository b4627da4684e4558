import type { FieldPart, TableCell } from './field.ts';

/** Stable codes of everything that makes a template unusable; clients may switch on them. */
export type TemplateFaultCode =
  // the file
  | 'empty-file'
  | 'file-too-large'
  | 'not-docx'
  | 'old-word-format'
  | 'password-protected'
  | 'has-macros'
  | 'damaged-file'
  | 'unpacks-too-large'
  | 'too-many-parts'
  | 'too-complex'
  | 'duplicate-part'
  | 'unsafe-part-name'
  | 'has-doctype'
  | 'unsupported-encoding'
  | 'external-link'
  | 'unsafe-target'
  | 'unusual-namespaces'
  // what the document carries along
  | 'unsupported-part'
  | 'embedded-document'
  | 'embedded-object'
  | 'imported-content'
  | 'forbidden-field'
  | 'unsupported-picture'
  | 'damaged-picture'
  | 'picture-too-large'
  | 'damaged-font'
  // the placeholders
  | 'unclosed-placeholder'
  | 'empty-placeholder'
  | 'bad-name'
  | 'unknown-filter'
  | 'bad-filter-argument'
  | 'bad-filter-order'
  | 'filter-on-section'
  | 'nameless-close'
  | 'bad-condition'
  | 'more-faults'
  | 'misplaced-else'
  | 'bad-picture-size'
  | 'bad-signature'
  | 'unfillable-place'
  | 'unopened-section'
  | 'unclosed-section'
  | 'crossed-sections'
  | 'section-crosses-layout'
  | 'sections-too-deep'
  | 'conflicting-use'
  | 'too-many-fields'
  | 'too-many-placeholders'
  | 'paragraph-too-long'
  | 'cannot-be-filled';

/** Where a fault is, for a person with the document open in Word. */
export interface FaultPlace {
  /** Absent for faults of the file itself. */
  part?: FieldPart | undefined;
  /** Paragraph number within the part, counted from 1. */
  paragraph?: number | undefined;
  /** The innermost table cell around it; absent outside tables. */
  cell?: TableCell | undefined;
  /** The text, part name or address the fault is about, at most 80 characters. */
  around: string;
}

/** One thing wrong with a template; the message tells its author what to do. */
export interface TemplateFault {
  code: TemplateFaultCode;
  message: string;
  where?: FaultPlace;
}

/** Things an author should look at although the template works. */
export interface TemplateWarning {
  code: 'no-placeholders' | 'not-filled' | 'literal-placeholder' | 'link-removed';
  message: string;
  where?: FaultPlace;
}

/** Thrown when a template cannot be used. Holds every fault found, at least one. */
export class TemplateRefused extends Error {
  override readonly name = 'TemplateRefused';
  readonly faults: readonly TemplateFault[];

  constructor(faults: readonly TemplateFault[]) {
    super(faults.map((fault) => `${fault.code}: ${fault.message}`).join('\n'));
    this.faults = faults;
  }
}

/** Shortens quoted text to what a message or a place may hold. */
export function clip(text: string, limit = 80): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 1).toWellFormed()}…`;
}

/** Refuses with a single fault about the file; `around` quotes the spot. */
export function refuse(code: TemplateFaultCode, message: string, around?: string): never {
  const fault: TemplateFault = { code, message };
  if (around !== undefined) fault.where = { around: clip(around) };
  throw new TemplateRefused([fault]);
}
