/** More than the longest name of a place. */
const LONGEST = 80;

/** What names of places are compared by: letters only, without accents; empty when it cannot be a name. */
export function placeKey(text: string): string {
  if (text.length > LONGEST) return '';
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}
