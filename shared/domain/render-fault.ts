// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
/** Why a document could not be rendered. `engine` and `leftover-placeholder` are defects of ours. */
export type RenderFaultCode =
  | 'missing-value'
  | 'wrong-shape'
  | 'invalid-value'
  | 'too-many-tags'
  | 'output-too-large'
  | 'leftover-placeholder'
  | 'engine';

/** Thrown when values cannot be rendered; values that passed `checkValues` only meet the size limits. */
export class RenderFault extends Error {
  override readonly name = 'RenderFault';
  readonly code: RenderFaultCode;

  constructor(code: RenderFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
