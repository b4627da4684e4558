import { createHash } from 'node:crypto';
import * as documents from '../data/documents.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  type DocumentFailure,
  failDocument,
} from '../domain/document.ts';
import { Fault } from '../domain/fault.ts';
import { docxMediaType } from '../domain/media-types.ts';
import { pictureReferences } from '../domain/picture-references.ts';
import { RenderFault } from '../domain/render-fault.ts';
import { variable } from '../environment/variable.ts';
import { storeArtefact } from '../files/artefacts.ts';
import { documentKey } from '../files/keys.ts';
import { compiledTemplate } from './compiled-templates.ts';
import { valuesOf } from './large-values.ts';
import { picturesFor } from './pictures.ts';

/**
 * Takes one document from queued to ready or failed. A document that is finished already, or that somebody else
 * finishes meanwhile, is left alone. Throws only for what may be better the next time.
 */
export async function renderDocument(
  document: Document,
  now: () => Date,
): Promise<'ready' | 'failed' | 'skipped'> {
  const begun = beginRendering(document, now());
  if (!begun || !(await documents.replace(document, begun))) return 'skipped';
  const made = await fill(begun);
  if ('failure' in made) return conclude(begun, failDocument(begun, made.failure, now()), 'failed');
  const sha256 = createHash('sha256').update(made.bytes).digest('hex');
  await storeArtefact(documentKey(begun.accountId, begun.documentId, sha256), made.bytes, docxMediaType);
  return conclude(begun, concludeRendering(begun, { sha256, size: made.bytes.length }, now()), 'ready');
}

/** Fails documents whose message was given up. */
export async function giveUpDocument(
  document: Document,
  failure: DocumentFailure,
  now: () => Date,
): Promise<boolean> {
  const failed = failDocument(document, failure, now());
  return failed !== undefined && (await documents.replace(document, failed));
}

async function conclude<Outcome extends string>(
  begun: Document,
  concluded: Document | undefined,
  outcome: Outcome,
): Promise<Outcome | 'skipped'> {
  return concluded && (await documents.replace(begun, concluded)) ? outcome : 'skipped';
}

/** The filled file, or why these values can never fill this template: trying again would not help. */
async function fill(document: Document): Promise<{ bytes: Buffer } | { failure: DocumentFailure }> {
  try {
    const template = await compiledTemplate(document.accountId, document.templateId, document.version);
    const values = await valuesOf(document);
    const references = pictureReferences(template.fields, values).map(({ reference }) => reference);
    const pictures = await picturesFor(document.accountId, references);
    const verifyLink = document.verificationCode && verificationLink(document.verificationCode);
    return {
      bytes: template.render(values, { pictures: (reference) => pictures.get(reference), verifyLink }),
    };
  } catch (error) {
    if (error instanceof RenderFault) return { failure: { code: error.code, message: error.message } };
    if (isGone(error))
      return {
        failure: { code: 'template-gone', message: 'The template was deleted before the document was made.' },
      };
    throw error;
  }
}

/** A table that is busy is no reason to give a document up. */
const isGone = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'not-found' || error.code === 'template-not-ready');

/** What the QR code of a document says. */
const verificationLink = (code: string): string => `${variable('PUBLIC_ORIGIN')}/verify/${code}`;
