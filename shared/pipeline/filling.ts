import type { Document, DocumentFailure } from '../domain/document.ts';
import { Fault } from '../domain/fault.ts';
import { pictureReferences } from '../domain/picture-references.ts';
import { RenderFault } from '../domain/render-fault.ts';
import { variable } from '../environment/variable.ts';
import { compiledTemplate } from './compiled-templates.ts';
import { valuesOf } from './large-values.ts';
import { picturesFor } from './pictures.ts';

/** What it takes to fill a template for one document. */
type Fillable = Pick<Document, 'accountId' | 'templateId' | 'version' | 'verificationCode'>;

/** The filled Word file of a document, or why it can never be made. */
export async function fillDocument(
  document: Document,
): Promise<{ docx: Buffer } | { failure: DocumentFailure }> {
  return fillWith(document, () => valuesOf(document));
}

/** As {@link fillDocument}, with values from wherever they lie. */
export async function fillWith(
  { accountId, templateId, version, verificationCode }: Fillable,
  readValues: () => Promise<Record<string, unknown>>,
): Promise<{ docx: Buffer } | { failure: DocumentFailure }> {
  try {
    if (templateId === undefined || version === undefined) throw new Error('a document without a template');
    const template = await compiledTemplate(accountId, templateId, version);
    const values = await readValues();
    const references = pictureReferences(template.fields, values).map(({ reference }) => reference);
    const pictures = await picturesFor(accountId, references);
    const verifyLink = verificationCode && verificationLink(verificationCode);
    return {
      docx: template.render(values, { pictures: (reference) => pictures.get(reference), verifyLink }),
    };
  } catch (error) {
    if (error instanceof RenderFault) return { failure: { code: error.code, message: error.message } };
    if (isGone(error)) return { failure: templateGone };
    throw error;
  }
}

const templateGone: DocumentFailure = {
  code: 'template-gone',
  message: 'The template was deleted before the document was made.',
};

/** A table that is busy is no reason to give a document up. */
const isGone = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'not-found' || error.code === 'template-not-ready');

/** What the QR code of a document says. */
export const verificationLink = (code: string): string => `${variable('PUBLIC_ORIGIN')}/verify/${code}`;
