import { fail } from './fault.ts';

/** Words that name this product: whoever guesses passwords of its users tries them first (ASVS 5.0, 6.1.2). */
const ownWords = ['mytypist', 'typist', 'document', 'documents', 'template', 'naija', 'nigeria'];

/** Parts of names and addresses that are shorter stand in too many good passwords. */
const shortestWord = 4;

/** Characters that must be left of a password without the words that stand near: fewer are guessed. */
const leastOfItsOwn = 4;

/** In small letters, without what people put between and around words. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Without the digits that people add because they must. */
const core = (text: string): string => text.replace(/^\d+|\d+$/g, '');

/**
 * Throws `weak-password` for a password that is among those attackers try first, as it is or with capitals, signs and a
 * number around it, and for one that is hardly more than the person's own name or address. What kinds of characters it
 * has does not matter (ASVS 5.0, 6.2.4, 6.2.5, 6.2.11).
 *
 * @param common passwords that many people use, in small letters
 */
export function requireStrongPassword(
  password: string,
  person: { email: string; name?: string | undefined },
  common: ReadonlySet<string>,
): void {
  const text = plain(password);
  if (common.has(password.toLowerCase()) || common.has(text) || common.has(core(text)))
    fail(
      'weak-password',
      'This password is among the first that attackers try. Choose another one: four words together are easy to keep in mind.',
    );
  if (new Set(text).size < leastOfItsOwn)
    fail('weak-password', 'This password repeats too few characters. Choose another one.');
  if (ownPart(text, person).length < leastOfItsOwn)
    fail(
      'weak-password',
      'This password is easily guessed from your name, your address or ours. Choose another one.',
    );
}

/** What is left of a password when everything is taken away that stands near. */
function ownPart(text: string, { email, name = '' }: { email: string; name?: string | undefined }): string {
  const words = [...ownWords, ...`${email} ${name}`.split(/[^\p{L}\p{N}]+/u).map(plain)]
    .filter((word) => word.length >= shortestWord)
    .toSorted((left, right) => right.length - left.length);
  const left = words.reduce((rest, word) => rest.replaceAll(word, ''), text);
  return left === text ? text : core(left);
}
