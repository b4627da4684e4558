import { installedLetters } from './installed-letters.ts';

/** Letters, digits, signs. Marks go with their letter; private codes mean something in one font only. */
const visible = /[\p{L}\p{N}\p{S}\p{P}]/u;

/** Every font has these: nothing is asked for their sake. Up to U+024F, the Latin letters of Europe and Africa. */
const beyondLatin = /[\u0250-\u{10FFFF}]/u;

/** The letters of a text that no font of this machine has, each once, in their order: a PDF shows boxes for them. */
export async function lettersWithoutFont(text: string): Promise<string[]> {
  if (!beyondLatin.test(text)) return [];
  const isInstalled = await installedLetters();
  if (isInstalled === undefined) return [];
  return [...new Set(text)].filter(
    (letter) => visible.test(letter) && !isInstalled(letter.codePointAt(0) ?? 0),
  );
}
