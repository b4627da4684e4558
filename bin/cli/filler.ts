import { type PictureUse, pictureReferences } from '../../shared/domain/picture-references.ts';
import { prepareValues } from '../../shared/domain/prepare-values.ts';
import { RenderFault } from '../../shared/domain/render-fault.ts';
import type { ValueGroup } from '../../shared/domain/scope.ts';
import type { CompiledTemplate } from '../../shared/engines/docx/compile-template.ts';
import type { Picture } from '../../shared/engines/docx/picture.ts';
import type { PictureFolder } from './picture-folder.ts';

/** One thing wrong with given values. */
export interface FillFault {
  /** Which value: `customer.name`, `items[2].price`; empty for the values as a whole. */
  path: string;
  message: string;
}

/** Values that passed every check, with the pictures they name. */
export interface ReadyValues {
  values: ValueGroup;
  pictures: ReadonlyMap<string, Picture>;
}

/** Fills one template again and again. */
export class Filler {
  readonly #template: CompiledTemplate;
  readonly #folder: PictureFolder;
  readonly #verifyLink: string | undefined;

  /** @param verifyLink what a QR code in the template says */
  constructor(template: CompiledTemplate, folder: PictureFolder, verifyLink?: string) {
    this.#template = template;
    this.#folder = folder;
    this.#verifyLink = verifyLink;
  }

  /** Checks values and reads the pictures they name. */
  async prepare(given: unknown): Promise<ReadyValues | { faults: FillFault[] }> {
    const prepared = prepareValues(this.#template.fields, given);
    if ('faults' in prepared) return prepared;
    const named = pictureReferences(this.#template.fields, prepared.values);
    const { pictures, problems } = await this.pictures(named);
    const faults = problems.map(({ use, message }) => ({ path: use.path, message }));
    return faults.length > 0 ? { faults } : { values: prepared.values, pictures };
  }

  /** Reads the pictures that values name; those that cannot be used are among the problems. */
  async pictures<Use extends PictureUse>(
    named: readonly Use[],
  ): Promise<{ pictures: Map<string, Picture>; problems: { use: Use; message: string }[] }> {
    const pictures = new Map<string, Picture>();
    const problems: { use: Use; message: string }[] = [];
    for (const use of named) {
      const loaded = pictures.get(use.reference) ?? (await this.#folder.load(use.reference));
      if ('problem' in loaded) problems.push({ use, message: loaded.problem });
      else pictures.set(use.reference, loaded);
    }
    return { pictures, problems };
  }

  /** The document, or why it cannot be written although the values fit: they make it too large. */
  render({ values, pictures }: ReadyValues): Buffer | { faults: FillFault[] } {
    try {
      return this.#template.render(values, {
        pictures: (reference) => pictures.get(reference),
        verifyLink: this.#verifyLink,
      });
    } catch (error) {
      if (!(error instanceof RenderFault)) throw error;
      return { faults: [{ path: '', message: error.message }] };
    }
  }
}
