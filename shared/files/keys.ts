import type { PictureFormat } from '../domain/asset.ts';
import type { AvatarFormat, AvatarPicture, AvatarSize } from '../domain/avatar.ts';
import type { PictureSizeName } from '../domain/preview.ts';

/** Object keys. Every key begins with the account, as every key of the table does. */

/** Everything of an account lies below. */
export const accountFolder = (accountId: string): string => `accounts/${accountId}`;

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

export const documentKey = (
  accountId: string,
  documentId: string,
  sha256: string,
  format: 'docx' | 'pdf',
): string => `accounts/${accountId}/documents/${documentId}/${sha256}.${format}`;

/** Values too large for the table. */
export const valuesKey = (accountId: string, documentId: string): string =>
  `accounts/${accountId}/documents/${documentId}/values.json`;

/** Everything of a document lies below. */
export const documentFolder = (accountId: string, documentId: string): string =>
  `accounts/${accountId}/documents/${documentId}`;

/** Ends in `.picture`, by which S3 tells a picture from a template; what is inside shows when it is inspected. */
export const assetUploadKey = (accountId: string, assetId: string): string =>
  `accounts/${accountId}/assets/${assetId}.picture`;

/** The asset an upload belongs to; undefined for a key that we never gave out. */
export function parseAssetUploadKey(key: string): { accountId: string; assetId: string } | undefined {
  const [, accountId, assetId] =
    /^accounts\/(acc_[0-9a-f]{32})\/assets\/(ast_[0-9a-f]{32})\.picture$/.exec(key) ?? [];
  return accountId && assetId ? { accountId, assetId } : undefined;
}

/** Everything of an asset lies below. */
export const assetFolder = (accountId: string, assetId: string): string =>
  `accounts/${accountId}/assets/${assetId}`;

/** Under the asset and not the account alone, so that deleting one of two equal pictures leaves the other. */
export const assetKey = (
  accountId: string,
  assetId: string,
  { sha256, format }: { sha256: string; format: PictureFormat },
): string => `${assetFolder(accountId, assetId)}/${sha256}.${format}`;

/** One upload of a user's picture. */
export interface AvatarUpload {
  accountId: string;
  userId: string;
  avatarId: string;
}

/** Ends in `.picture` as that of an asset does: the same inspection takes both. */
export const avatarUploadKey = ({ accountId, userId, avatarId }: AvatarUpload): string =>
  `accounts/${accountId}/avatars/${userId}/${avatarId}.picture`;

/** The upload under a key; undefined for a key that we never gave out. */
export function parseAvatarUploadKey(key: string): AvatarUpload | undefined {
  const [, accountId, userId, avatarId] =
    /^accounts\/(acc_[0-9a-f]{32})\/avatars\/(usr_[0-9a-f]{32})\/(avt_[0-9a-f]{32})\.picture$/.exec(key) ??
    [];
  return accountId && userId && avatarId ? { accountId, userId, avatarId } : undefined;
}

/** The files of one upload of a user's picture lie below. */
export const avatarFolder = (accountId: string, avatarId: string): string =>
  `accounts/${accountId}/avatars/${avatarId}`;

/** Named by the uploaded file, from which all squares follow. */
export const avatarKey = (
  accountId: string,
  { avatarId, sha256 }: AvatarPicture,
  size: AvatarSize,
  format: AvatarFormat,
): string => `${avatarFolder(accountId, avatarId)}/${sha256}/${size}.${format}`;

/** Ends in `.table`, by which S3 tells a spreadsheet; which kind it is shows when it is read. */
export const tableUploadKey = (accountId: string, batchId: string): string =>
  `accounts/${accountId}/batches/${batchId}.table`;

/** The batch an upload belongs to; undefined for a key that we never gave out. */
export function parseTableUploadKey(key: string): { accountId: string; batchId: string } | undefined {
  const [, accountId, batchId] =
    /^accounts\/(acc_[0-9a-f]{32})\/batches\/(bat_[0-9a-f]{32})\.table$/.exec(key) ?? [];
  return accountId && batchId ? { accountId, batchId } : undefined;
}

/** All working files of a batch lie below; its documents do not. */
export const batchFolder = (accountId: string, batchId: string): string =>
  `accounts/${accountId}/batches/${batchId}`;

/** Rows of the spreadsheet as they were read, `rowsPerBlock` in each block, counted from 0. */
export const rowsKey = (accountId: string, batchId: string, block: number): string =>
  `${batchFolder(accountId, batchId)}/rows/${block}.json`;

/** The same rows as a dry run of this number judged and named them. */
export const checkedRowsKey = (accountId: string, batchId: string, check: number, block: number): string =>
  `${batchFolder(accountId, batchId)}/checks/${check}/${block}.json`;

/** What a run goes by whatever is changed later: fields, mapping and settings as the dry run took them. */
export const batchPlanKey = (accountId: string, batchId: string, check: number): string =>
  `${batchFolder(accountId, batchId)}/checks/${check}/plan.json`;

/** Every cell that the dry run of this number found not to fit. */
export const batchFaultsKey = (accountId: string, batchId: string, check: number): string =>
  `${batchFolder(accountId, batchId)}/checks/${check}/faults.json`;

/** The Word file of a row that was made to look at. */
export const batchPreviewKey = (accountId: string, batchId: string, sha256: string): string =>
  `${batchFolder(accountId, batchId)}/previews/${sha256}.docx`;

/** Everything of a template: its Word files, and pictures of its pages. */
export const templateFolder = (accountId: string, templateId: string): string =>
  `accounts/${accountId}/templates/${templateId}`;

/**
 * A page as a picture. What is shown names its content, so whoever makes it again makes the same. It lies in the folder
 * of the document, template or batch that it shows, and goes with it.
 */
export function previewKey(
  { accountId, shown }: { accountId: string; shown: string },
  page: number,
  size: PictureSizeName,
): string {
  const [ownerId = '', content = ''] = shown.split('/');
  const kinds: Record<string, string> = { doc: 'documents', tpl: 'templates', bat: 'batches' };
  const kind = kinds[ownerId.slice(0, 3)] ?? 'previews';
  return `accounts/${accountId}/${kind}/${ownerId}/pictures/${content}/${page}-${size}.webp`;
}

/** All documents of a batch as one file, as the request of this number made it. */
export const batchResultKey = (accountId: string, batchId: string, kind: string, number: number): string =>
  `${batchFolder(accountId, batchId)}/results/${number}.${kind}`;

/** All objects a result may have: its own, and that of the request it replaces. */
export const keysOfResult = (result: {
  accountId: string;
  batchId: string;
  kind: string;
  number: number;
  replaces?: number | undefined;
}): string[] => {
  const { accountId, batchId, kind, number, replaces } = result;
  return [number, ...(replaces === undefined ? [] : [replaces])].map((each) =>
    batchResultKey(accountId, batchId, kind, each),
  );
};

/** Everything of a paper about money lies below; it goes with the account. */
export const paperFolder = (accountId: string, paperId: string): string =>
  `accounts/${accountId}/papers/${paperId}`;

export const paperKey = (accountId: string, paperId: string, sha256: string): string =>
  `${paperFolder(accountId, paperId)}/${sha256}.pdf`;

/** All parts of an archive of everything about a user lie below; it goes with the account. */
export const archiveFolder = ({ accountId, archiveId }: { accountId: string; archiveId: string }): string =>
  `accounts/${accountId}/archives/${archiveId}`;

/** A part of an archive as one attempt stored it: a late attempt cannot overwrite what the record speaks of. */
export const archivePartKey = (
  archive: { accountId: string; archiveId: string },
  part: number,
  attempt: number,
): string => `${archiveFolder(archive)}/${part}-${attempt}.zip`;
