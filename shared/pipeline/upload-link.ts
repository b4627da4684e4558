import { docxMediaType } from '../domain/media-types.ts';
import { maxTemplateBytes, maxUploadBytes, type TemplateVersion } from '../domain/template.ts';
import { uploadKey } from '../files/keys.ts';
import { presignUpload, type UploadLink, uploadLinkLife } from '../files/uploads.ts';

/** When an upload link made now stops working. */
export const uploadLinkExpiry = (at: Date): Date => new Date(at.getTime() + uploadLinkLife * 1000);

/** The link for a version's file, as strict as what the caller announced of it. */
export async function uploadFor(
  { accountId, templateId, version }: TemplateVersion,
  announced: { size?: number | undefined; sha256?: string | undefined },
  at: Date,
): Promise<UploadLink & { maxBytes: number; expiresAt: string }> {
  const link = await presignUpload({
    key: uploadKey(accountId, templateId, version),
    contentType: docxMediaType,
    // An empty file may arrive unless a size was announced: its author gets the sentence of the inspection.
    minBytes: announced.size ?? 0,
    maxBytes: announced.size ?? maxUploadBytes,
    sha256: announced.sha256,
  });
  return {
    ...link,
    maxBytes: announced.size ?? maxTemplateBytes,
    expiresAt: uploadLinkExpiry(at).toISOString(),
  };
}
