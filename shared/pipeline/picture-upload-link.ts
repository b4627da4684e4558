import { maxPictureBytes, maxPictureUploadBytes } from '../domain/picture-upload.ts';
import { presignUpload, type UploadLink } from '../files/uploads.ts';
import { uploadLinkExpiry } from './upload-link.ts';

/** The link for a picture that goes under this key, as strict as what the caller announced of it. */
export async function pictureUploadFor(
  key: string,
  announced: { size?: number | undefined; sha256?: string | undefined },
  at: Date,
): Promise<UploadLink & { maxBytes: number; expiresAt: string }> {
  const link = await presignUpload({
    key,
    // What kind of picture it is shows when it is inspected; nobody would believe what a browser says of it.
    contentType: 'application/octet-stream',
    // An empty file may arrive unless a size was announced: its owner gets the sentence of the inspection.
    minBytes: announced.size ?? 0,
    maxBytes: announced.size ?? maxPictureUploadBytes,
    sha256: announced.sha256,
  });
  return {
    ...link,
    maxBytes: announced.size ?? maxPictureBytes,
    expiresAt: uploadLinkExpiry(at).toISOString(),
  };
}
