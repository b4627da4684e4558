import { RenderFault } from '../../domain/render-fault.ts';
import type { CompiledPart } from './compile-part.ts';
import type { PackageAdditions } from './package-additions.ts';
import { fitBox, inlineDrawing, type Picture } from './picture.ts';
import { qrPicture } from './qr-picture.ts';
import type { RenderResources } from './render-resources.ts';
import { replacePlaceholderPicture } from './replace-picture.ts';
import type { PictureSegment } from './segments.ts';
import type { TextArea } from './text-area.ts';

/** Pixels at 96 dpi: three centimetres, which every telephone can read. */
const QR_BOX = { width: 113, height: 113 };

/** Writes the pictures of one document. */
export class PictureWriter {
  readonly #additions: PackageAdditions;
  readonly #resources: RenderResources;
  readonly #area: TextArea;
  #part = '';
  #number = 0;
  #qr: Picture | undefined;

  constructor(additions: PackageAdditions, resources: RenderResources, area: TextArea) {
    this.#additions = additions;
    this.#resources = resources;
    this.#area = area;
  }

  /** Goes on with the next part. */
  enter({ name, largestDrawing }: CompiledPart): void {
    this.#part = name;
    this.#number = largestDrawing;
  }

  /**
   * The XML of a picture; empty for a picture that is optional and not given.
   *
   * @throws RenderFault when the value names no picture
   */
  write(segment: PictureSegment, value: unknown): string {
    const picture = segment.qr ? this.#qrCode() : this.#find(segment.name, value);
    if (!picture) return '';
    const id = this.#additions.picture(this.#part, picture);
    const { altText, drawing } = segment;
    if (drawing === null) return this.#inline(segment, picture, id);
    const replaced = replacePlaceholderPicture(drawing, id, picture, altText, this.#additions.names);
    if (replaced === null) throw new RenderFault('engine', `“${segment.name}” replaces no single picture.`);
    return replaced;
  }

  /** In a run: the text before it ends, and goes on behind it. */
  #inline({ altText, box, name, qr }: PictureSegment, picture: Picture, relationshipId: string): string {
    const extent = fitBox(picture, box ?? (qr ? QR_BOX : undefined), this.#area);
    const id = ++this.#number;
    const drawing = inlineDrawing({ relationshipId, id, name, altText, ...extent }, this.#additions.names);
    return `</w:t>${drawing}<w:t xml:space="preserve">`;
  }

  #find(name: string, value: unknown): Picture | undefined {
    if (value === undefined || value === null)
      throw new RenderFault('missing-value', `“${name}” is missing.`);
    if (value === '') return undefined;
    const picture = typeof value === 'string' ? this.#resources.pictures?.(value) : undefined;
    if (picture) return picture;
    throw new RenderFault('invalid-value', `“${name}” names no picture that was uploaded.`);
  }

  #qrCode(): Picture {
    const link = this.#resources.verifyLink;
    if (link === undefined)
      throw new RenderFault(
        'missing-value',
        'The template has a QR code, but there is no verification link for it to say.',
      );
    this.#qr ??= qrPicture(link);
    return this.#qr;
  }
}
