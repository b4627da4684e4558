import * as documents from '../data/documents.ts';
import { archivedName } from '../domain/archive-names.ts';
import { askedFiles, type Document } from '../domain/document.ts';
import type { User } from '../domain/user.ts';
import type { ZipFile } from '../engines/zip/write-zip.ts';
import { readArtefact } from '../files/artefacts.ts';
import { documentKey } from '../files/keys.ts';
import { type ArchiveStep, jsonFile, stepsAhead, unlessGone } from './archive-step.ts';
import { valuesOf } from './large-values.ts';
import { readAhead } from './read-ahead.ts';

/** Documents with the files that were asked for and the values they were made from. */
export async function* archivedDocuments({ accountId }: User, after?: string): AsyncGenerator<ArchiveStep> {
  yield* readAhead(documents.all(accountId, after), stepsAhead, documentStep);
}

/** Without lines, as if it had never been, when it was deleted while we read. */
async function documentStep(document: Document): Promise<ArchiveStep> {
  const { accountId, documentId, name, createdAt } = document;
  const folder = `documents/${createdAt.slice(0, 7)}`;
  const files = await unlessGone(
    () => filesOf(document, `${folder}/${archivedName(name, documentId)}`),
    () => documents.find(accountId, documentId),
  );
  if (!files) return { files: [], lines: [], after: documentId };
  const { state, failure, templateId, version, batch, pdf } = document;
  return {
    files,
    lines: [
      {
        list: 'documents',
        cells: {
          ...{ documentId, name, state, failure: failure?.message, templateId, version },
          ...{ batchId: batch?.batchId, row: batch?.row, pages: pdf?.pages, createdAt, folder },
        },
      },
    ],
    after: documentId,
  };
}

async function filesOf(document: Document, path: string): Promise<ZipFile[]> {
  const { accountId, documentId, createdAt, updatedAt } = document;
  const { templateId, version, parts, cover, name, formats, batch, state, failure, keepUntil } = document;
  const shown = {
    ...{ documentId, name, state, failure, formats, templateId, version, parts, cover, batch },
    ...{ createdAt, updatedAt, keepUntil },
    values: await valuesOf(document),
  };
  const artefacts = await Promise.all(
    askedFiles(document).map(async ({ format, sha256 }) => ({
      name: `${path}.${format}`,
      content: await readArtefact(documentKey(accountId, documentId, sha256, format)),
      date: new Date(createdAt),
    })),
  );
  return [jsonFile(`${path}.json`, shown, createdAt), ...artefacts];
}
