import type { PreviewSubject } from '../domain/preview.ts';

/** Something to make pictures of, as it is now. */
export interface Shown {
  accountId: string;
  subject: PreviewSubject;
  /** See `Preview.shown`. */
  shown: string;
  /** Where that is known before any picture is made. */
  pages?: number | undefined;
}
