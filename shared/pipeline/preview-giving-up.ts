import type * as z from 'zod';
import type { PreviewMessage } from '../contract/jobs.ts';
import * as previews from '../data/previews.ts';
import { failPreview, previewGivenUp } from '../domain/preview.ts';

/** Ends the attempt of a message that was given up, so that whoever asks hears of it; false when it has ended already. */
export async function giveUpPreview(
  { accountId, shown, block, attempt }: z.output<typeof PreviewMessage>,
  now: () => Date,
): Promise<boolean> {
  const preview = await previews.find(accountId, shown, block);
  const failed = preview && failPreview(preview, attempt, previewGivenUp, now());
  return preview !== undefined && failed !== undefined && previews.replace(preview, failed);
}
