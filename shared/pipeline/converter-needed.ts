import type { DocumentFormat } from '../domain/document.ts';
import { fail } from '../domain/fault.ts';
import { variable } from '../environment/variable.ts';

/** Throws, in the words of the table of errors, `converter-unavailable` when a PDF is wanted of a stage that was put up without a converter. */
export function requireConverter(formats: readonly DocumentFormat[]): void {
  if (formats.includes('pdf') && variable('CONVERTER') === 'none') fail('converter-unavailable', '');
}
