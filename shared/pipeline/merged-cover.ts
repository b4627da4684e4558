import type { Cover } from '../domain/pdf-options.ts';
import type { MergedPart, MergeOptions } from '../engines/pdf/merge-pdfs.ts';

/** The option of merging that puts a cover with a table of contents in front; loaded by the first that has one. */
export async function mergedCover(cover: Cover | undefined): Promise<Pick<MergeOptions, 'cover'>> {
  if (!cover) return {};
  const [{ coverPage }, { findFonts }] = await Promise.all([
    import('../engines/pdf/cover-page.ts'),
    import('../engines/pdf/find-fonts.ts'),
  ]);
  const fonts = await findFonts();
  return {
    cover: (parts: readonly MergedPart[]) =>
      coverPage({ ...cover, contents: parts.map(({ name, page }) => ({ name, page })) }, fonts),
  };
}
