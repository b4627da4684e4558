import { refuse } from '../../domain/template-fault.ts';
import { DOCX_LIMITS } from './limits.ts';
import { readPictureHeader } from './picture-header.ts';

const million = (pixels: number): number => pixels / 1_000_000;

/** Judges the pictures of one file by their content, whatever they are called, and counts their pixels. */
export class PictureCheck {
  #pixels = 0;

  /** @throws TemplateRefused */
  judge(content: Buffer, name: string): void {
    const header = readPictureHeader(content) ?? refuseDamage(name);
    const pixels = header.width * header.height;
    if (pixels === 0) {
      refuse(
        'damaged-picture',
        'A picture in the document has no size. Insert it again as PNG or JPEG.',
        name,
      );
    }
    if (pixels > DOCX_LIMITS.picturePixels) {
      const size = `${header.width} × ${header.height}`;
      refuse(
        'picture-too-large',
        `A picture has ${size} pixels; ${million(DOCX_LIMITS.picturePixels)} million are the most. Make it smaller and insert it again.`,
        name,
      );
    }
    this.#pixels += pixels;
    if (this.#pixels <= DOCX_LIMITS.allPicturePixels) return;
    refuse(
      'picture-too-large',
      `The pictures have more than ${million(DOCX_LIMITS.allPicturePixels)} million pixels together. Use “Compress Pictures” in Word.`,
      name,
    );
  }
}

function refuseDamage(name: string): never {
  return refuse(
    'damaged-picture',
    'A picture in the document is not what its name says, or is damaged. Insert it again as PNG or JPEG.',
    name,
  );
}
