/**
 * Characters that would steer a terminal or turn a line around instead of being seen: controls, marks of writing
 * direction, line and paragraph separators, the byte order mark.
 */
const STEERING = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** Text from a document, a table or a command line, on one line and harmless to a terminal. */
export function printable(text: string): string {
  return text.replace(/\s+/g, ' ').replace(STEERING, '\uFFFD').toWellFormed();
}

/** JSON on exactly one line for every reader: some split lines at more characters than `\n`. */
export function oneLineJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007F-\u009F\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
