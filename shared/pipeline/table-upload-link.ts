import { type Batch, maxTableBytes, maxTableUploadBytes } from '../domain/batch.ts';
import { tableUploadKey } from '../files/keys.ts';
import { presignUpload, type UploadLink } from '../files/uploads.ts';
import { uploadLinkExpiry } from './upload-link.ts';

/** The link for a spreadsheet, as strict as what the caller announced of it. */
export async function tableUploadFor(
  { accountId, batchId }: Batch,
  announced: { size?: number | undefined; sha256?: string | undefined },
  at: Date,
): Promise<UploadLink & { maxBytes: number; expiresAt: string }> {
  const link = await presignUpload({
    key: tableUploadKey(accountId, batchId),
    // What kind of table it is shows when it is read; browsers have a dozen names for a CSV file.
    contentType: 'application/octet-stream',
    // An empty file may arrive unless a size was announced: its owner gets the sentence of the reader.
    minBytes: announced.size ?? 0,
    maxBytes: announced.size ?? maxTableUploadBytes,
    sha256: announced.sha256,
  });
  return {
    ...link,
    maxBytes: announced.size ?? maxTableBytes,
    expiresAt: uploadLinkExpiry(at).toISOString(),
  };
}
