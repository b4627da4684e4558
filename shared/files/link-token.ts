import { createHmac, timingSafeEqual } from 'node:crypto';
import { type DocumentFormat, documentFormats } from '../domain/document.ts';
import { variable } from '../environment/variable.ts';

/** What a link to a document stands for. */
export interface LinkedDocument {
  accountId: string;
  documentId: string;
  format: DocumentFormat;
}

/** Milliseconds that a link in a list is good: 30 days. */
export const linkLife = 30 * 24 * 60 * 60_000;

const accountPrefix = 'acc_';
const documentPrefix = 'doc_';

/** Bytes of the digits of an id; of the format; of the second it ends at; of the signature: 128 bits cannot be guessed. */
const idBytes = 16;
const formatAt = 2 * idBytes;
const expiryAt = formatAt + 1;
const signatureAt = expiryAt + 4;
const tokenBytes = signatureAt + 16;

/** 71 letters, digits, `-` and `_` that open one file of one document until `expiresAt`, and nothing else. */
export function toLinkToken({ accountId, documentId, format }: LinkedDocument, expiresAt: Date): string {
  const token = Buffer.alloc(tokenBytes);
  token.write(accountId.slice(accountPrefix.length), 0, idBytes, 'hex');
  token.write(documentId.slice(documentPrefix.length), idBytes, idBytes, 'hex');
  token.writeUInt8(documentFormats.indexOf(format), formatAt);
  token.writeUInt32BE(Math.floor(expiresAt.getTime() / 1000), expiryAt);
  sign(token.subarray(0, signatureAt)).copy(token, signatureAt);
  return token.toString('base64url');
}

/** What a token opens at a time; undefined alike for one that we never made and for one that has ended. */
export function fromLinkToken(text: string, at: Date): LinkedDocument | undefined {
  const token = Buffer.from(text, 'base64url');
  // Decoding forgives other characters; a token has one spelling only.
  if (token.length !== tokenBytes || token.toString('base64url') !== text) return undefined;
  const signed = token.subarray(0, signatureAt);
  if (!timingSafeEqual(token.subarray(signatureAt), sign(signed))) return undefined;
  const format = documentFormats[token.readUInt8(formatAt)];
  if (format === undefined || at.getTime() >= token.readUInt32BE(expiryAt) * 1000) return undefined;
  return {
    accountId: accountPrefix + token.toString('hex', 0, idBytes),
    documentId: documentPrefix + token.toString('hex', idBytes, formatAt),
    format,
  };
}

/** Whether we made a token, however long ago: who follows an old link does not guess. */
export const isOurLink = (text: string): boolean => fromLinkToken(text, new Date(0)) !== undefined;

/** The purpose stands before the content, so that nothing else signed with this key could be taken for a token. */
const sign = (content: Buffer): Buffer =>
  createHmac('sha256', variable('LINK_KEY'))
    .update('document link\n')
    .update(content)
    .digest()
    .subarray(0, tokenBytes - signatureAt);
