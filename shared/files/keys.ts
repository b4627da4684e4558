import type { PictureFormat } from '../domain/asset.ts';

/** Object keys. Every key begins with the account, as every key of the table does. */

export const uploadKey = (accountId: string, templateId: string, version: number): string =>
  `accounts/${accountId}/templates/${templateId}/${version}.docx`;

/** The template version an upload belongs to; undefined for a key that we never gave out. */
export function parseUploadKey(
  key: string,
): { accountId: string; templateId: string; version: number } | undefined {
  const [, accountId, templateId, version] =
    /^accounts\/(acc_[0-9a-f]{32})\/templates\/(tpl_[0-9a-f]{32})\/(\d{1,6})\.docx$/.exec(key) ?? [];
  return accountId && templateId && version ? { accountId, templateId, version: Number(version) } : undefined;
}

/**
 * Artefacts are named by their content: a second writer of the same thing writes the same bytes to the same
 * key, and a writer of something else cannot overwrite what a record points to.
 */
export const templateKey = (accountId: string, templateId: string, sha256: string): string =>
  `accounts/${accountId}/templates/${templateId}/${sha256}.docx`;

export const documentKey = (accountId: string, documentId: string, sha256: string): string =>
  `accounts/${accountId}/documents/${documentId}/${sha256}.docx`;

/** Values too large for the table. */
export const valuesKey = (accountId: string, documentId: string): string =>
  `accounts/${accountId}/documents/${documentId}/values.json`;

/** All objects of a document. */
export const keysOf = (document: {
  accountId: string;
  documentId: string;
  sha256?: string | undefined;
  valuesStored: boolean;
}): string[] => [
  ...(document.sha256 ? [documentKey(document.accountId, document.documentId, document.sha256)] : []),
  ...(document.valuesStored ? [valuesKey(document.accountId, document.documentId)] : []),
];

/** Ends in `.picture`, by which S3 tells a picture from a template; what is inside shows when it is inspected. */
export const assetUploadKey = (accountId: string, assetId: string): string =>
  `accounts/${accountId}/assets/${assetId}.picture`;

/** The asset an upload belongs to; undefined for a key that we never gave out. */
export function parseAssetUploadKey(key: string): { accountId: string; assetId: string } | undefined {
  const [, accountId, assetId] =
    /^accounts\/(acc_[0-9a-f]{32})\/assets\/(ast_[0-9a-f]{32})\.picture$/.exec(key) ?? [];
  return accountId && assetId ? { accountId, assetId } : undefined;
}

/** Under the asset and not the account alone, so that deleting one of two equal pictures leaves the other. */
export const assetKey = (
  accountId: string,
  assetId: string,
  { sha256, format }: { sha256: string; format: PictureFormat },
): string => `accounts/${accountId}/assets/${assetId}/${sha256}.${format}`;
