import type { TemplateFaultCode } from './template-fault.ts';

/** Thrown while one placeholder is read; becomes a fault with the place where it stands. */
export class PlaceholderRefusal extends Error {
  readonly code: TemplateFaultCode;

  constructor(code: TemplateFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
