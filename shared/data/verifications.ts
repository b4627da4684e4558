import * as z from 'zod';
import type { Document } from '../domain/document.ts';
import { entity } from './entity.ts';
import { commit, maxWrites, type Write } from './write.ts';

/** Which document a verification code belongs to. */
interface Verification {
  code: string;
  accountId: string;
  documentId: string;
  revision: number;
}

const Verifications = entity<Verification>({
  name: 'verification',
  // Comes and goes with its document.
  audit: 'none',
  schema: z.object({
    code: z.string(),
    accountId: z.string(),
    documentId: z.string(),
    revision: z.number(),
  }),
  keys: ({ code }) => keyOf(code),
});

/** It never changes, so it keeps the revision it was made with. */
const verificationOf = (code: string, accountId: string, documentId: string): Verification => ({
  code,
  accountId,
  documentId,
  revision: 1,
});

export const keyOf = (code: string) => ({ pk: `verification#${code}`, sk: 'verification' });

export const find = (code: string): Promise<Verification | undefined> => Verifications.get(keyOf(code));

/** What removes a document's code together with the document; nothing for one without a code. */
export const removalOf = ({ verificationCode: code, accountId, documentId }: Document): Write[] =>
  code === undefined ? [] : [Verifications.removal(verificationOf(code, accountId, documentId))];

/**
 * Makes the codes of documents lead to them; documents without a code are passed over. A code is never given twice.
 * Do this before the documents are stored: a code that leads nowhere says so, a printed code must not lead nowhere.
 */
export async function insertFor(documents: readonly Document[]): Promise<boolean> {
  const writes = documents.flatMap(({ verificationCode: code, accountId, documentId }) =>
    code === undefined ? [] : [Verifications.insertion(verificationOf(code, accountId, documentId))],
  );
  for (let first = 0; first < writes.length; first += maxWrites) {
    if (!(await commit(writes.slice(first, first + maxWrites)))) return false;
  }
  return true;
}
