import { parseRichText } from '../../domain/rich-text.ts';
import type { CompiledPart } from './compile-part.ts';
import type { PackageAdditions } from './package-additions.ts';
import { writeBlocks, writeFlat } from './rich-runs.ts';
import type { RichSegment } from './segments.ts';

/** Writes the rich texts of one document. */
export class RichWriter {
  readonly #additions: PackageAdditions;
  #part = '';

  constructor(additions: PackageAdditions) {
    this.#additions = additions;
  }

  /** Goes on with the next part. */
  enter({ name }: CompiledPart): void {
    this.#part = name;
  }

  /** Paragraphs where the placeholder has one for itself, runs otherwise. */
  write({ runProperties, paragraph, inLink }: RichSegment, text: string): string {
    const blocks = parseRichText(text);
    const links = inLink ? null : this.#additions.linksOf(this.#part);
    if (!paragraph) return writeFlat(blocks, { runProperties, links });
    const paragraphProperties = paragraph.properties;
    return writeBlocks(blocks, { paragraphProperties, runProperties, links, lists: this.#additions.lists });
  }
}
