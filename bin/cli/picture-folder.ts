import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PictureRefused } from '../../shared/domain/picture-fault.ts';
import { maxPictureBytes } from '../../shared/domain/picture-upload.ts';
import type { Picture } from '../../shared/engines/docx/picture.ts';
import { CommandFailure } from './command-failure.ts';
import { printable } from './printable.ts';
import { readUpTo } from './read-file.ts';

/** Bytes of pictures kept ready; thousands of rows often share one logo. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** A file name alone: no path, no address, nothing hidden. */
const BARE_NAME = /^[\p{L}\p{N}][^/\\:\p{Cc}]{0,199}$/u;

/** The pictures that values may name: PNG and JPEG files of one folder, written anew as the service does it. */
export class PictureFolder {
  readonly #folder: string;
  readonly #kept = new Map<string, Picture>();
  #keptBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The picture of a name, or a sentence that says why there is none. */
  async load(reference: string): Promise<Picture | { problem: string }> {
    const known = this.#kept.get(reference);
    if (known) return known;
    try {
      const picture = await this.#read(reference);
      this.#keep(reference, picture);
      return picture;
    } catch (error) {
      if (!(error instanceof PictureRefused || error instanceof CommandFailure)) throw error;
      return { problem: `“${printable(reference)}” cannot be used: ${error.message}` };
    }
  }

  async #read(reference: string): Promise<Picture> {
    if (!BARE_NAME.test(reference)) throw new CommandFailure('Give the name of a file, without a folder.');
    const file = join(this.#folder, reference);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile())
      throw new CommandFailure(`There is no such file in ${printable(this.#folder)}.`);
    // sharp takes longer to load than everything else, and most templates hold no pictures.
    const { reencodeImage } = await import('../../shared/engines/image/reencode-image.ts');
    return await reencodeImage(readUpTo(file, maxPictureBytes + 1));
  }

  /** Forgets what was kept longest when there is too much. */
  #keep(reference: string, picture: Picture): void {
    this.#kept.set(reference, picture);
    this.#keptBytes += picture.bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES || oldest === reference) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes.length;
    }
  }
}
