import type { Picture } from './picture.ts';

/** What a rendering may use besides the values. */
export interface RenderResources {
  /** The picture a value names; undefined when there is none. */
  pictures?: ((reference: string) => Picture | undefined) | undefined;
  /** What the QR code of the document says: the address of its verification page. */
  verifyLink?: string | undefined;
}
