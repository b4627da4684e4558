import type { Field } from '../../domain/field.ts';
import { prepareValues } from '../../domain/prepare-values.ts';
import { RenderFault } from '../../domain/render-fault.ts';
import { sampleValues } from '../../domain/sample-values.ts';
import { refuse, type TemplateWarning } from '../../domain/template-fault.ts';
import { compileRead } from './compile-template.ts';
import { qrPicture } from './qr-picture.ts';
import { readTemplate } from './read-template.ts';

/** What a template asks for, and what its author should look at. */
export interface Inspection {
  fields: Field[];
  warnings: TemplateWarning[];
}

/**
 * Finds the fields of a Word template wherever placeholders may stand. Fills it once on trial, so that a template that
 * passes can also be rendered.
 *
 * @param bytes the DOCX file
 * @throws TemplateRefused with all faults found
 */
export function inspectTemplate(bytes: Buffer): Inspection {
  const compiled = compileRead(readTemplate(bytes));
  const { fields, warnings } = compiled;
  const prepared = prepareValues(fields, sampleValues(fields));
  if ('values' in prepared) fillOnTrial(() => compiled.render(prepared.values, trialResources));
  return { fields, warnings };
}

const trialPicture = qrPicture('trial');
const trialResources = { pictures: () => trialPicture, verifyLink: 'https://example.com/verify/trial' };

function fillOnTrial(fill: () => Buffer): void {
  try {
    fill();
  } catch (error) {
    if (!(error instanceof RenderFault)) throw error;
    // Sections eight deep can outgrow the limits with two rows each, and still be fine with real values.
    if (error.code === 'too-many-tags' || error.code === 'output-too-large') return;
    const advice =
      'Put section tags in paragraphs of their own, save the document again in Word and upload that.';
    refuse(
      'cannot-be-filled',
      `The document could be read, but a trial to fill it failed. ${advice}`,
      error.message,
    );
  }
}
