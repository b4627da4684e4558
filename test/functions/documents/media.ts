import { readContainer, unpack } from '../../../shared/engines/docx/container.ts';

/** The pictures of a Word file. */
export const mediaOf = (file: Buffer): Buffer[] =>
  readContainer(file)
    .filter(({ name }) => name.startsWith('word/media/'))
    .map((entry) => unpack(entry, Number.MAX_SAFE_INTEGER));
