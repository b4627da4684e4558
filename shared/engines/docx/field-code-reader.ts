import { type FieldRefusal, judgeFieldCode, judgeStrayCode, NESTED_FIELD } from './field-codes.ts';

interface OpenField {
  code: string;
  /** Before its `separate` mark. */
  inCode: boolean;
}

/**
 * Puts the codes of complex fields together, which Word spreads over runs and paragraphs and nests, and judges each
 * when it is complete.
 */
export class FieldCodes {
  readonly #open: OpenField[] = [];
  readonly #report: (refusal: FieldRefusal) => void;
  #stray = '';

  constructor(report: (refusal: FieldRefusal) => void) {
    this.#report = report;
  }

  /** Whether text belongs to the code of a field. */
  get inCode(): boolean {
    return this.#open.at(-1)?.inCode ?? false;
  }

  begin(): void {
    const around = this.#open.at(-1);
    if (around?.inCode) around.code += NESTED_FIELD;
    this.#open.push({ code: '', inCode: true });
  }

  separate(): void {
    const field = this.#open.at(-1);
    if (field?.inCode) this.#judge(field);
  }

  end(): void {
    const field = this.#open.pop();
    if (field?.inCode) this.#judge(field);
  }

  /** Text within a field code, or code (`w:instrText`) wherever it stands. */
  text(text: string, isCode: boolean): void {
    const field = this.#open.at(-1);
    if (field?.inCode) field.code += text;
    else if (isCode) this.#stray += text;
  }

  /** A field written in one element, `w:fldSimple`. */
  simple(code: string): void {
    const around = this.#open.at(-1);
    if (around?.inCode) around.code += NESTED_FIELD;
    this.#tell(judgeFieldCode(code));
  }

  /** Judges what was not closed. */
  finish(): void {
    while (this.#open.length > 0) this.end();
    this.#tell(judgeStrayCode(this.#stray));
  }

  #judge(field: OpenField): void {
    field.inCode = false;
    this.#tell(judgeFieldCode(field.code));
  }

  #tell(refusal: FieldRefusal | null): void {
    if (refusal) this.#report(refusal);
  }
}
