/**
 * How a name finds its value. Both the check of the values and the renderer use these rules, so that what
 * passed the check is what gets printed.
 */

/** A group of named values, as JSON gives it. */
export type ValueGroup = Record<string, unknown>;

/** True for a plain object; lists, dates, class instances and null are no groups. */
export function isGroup(value: unknown): value is ValueGroup {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** An own property of a group; null counts as absent. Inherited properties are never seen. */
function ownValue(group: ValueGroup, key: string): unknown {
  return Object.hasOwn(group, key) ? (group[key] ?? undefined) : undefined;
}

/** Where the search for a name ended. */
export interface Answer {
  /** Undefined when nothing answers the name. */
  value: unknown;
  /** Index of the level that answered the first word of the name; the innermost one if none did. */
  level: number;
  /** How many words of the dotted name were followed. */
  words: number;
}

/**
 * Looks a dotted name up, innermost level first. The first level that has the first word decides, even if
 * the rest of the name is missing there: `person.name` never mixes the persons of two levels.
 */
export function lookUp(levels: readonly ValueGroup[], words: readonly string[]): Answer {
  const first = words[0] ?? '';
  for (let level = levels.length - 1; level >= 0; level--) {
    const group = levels[level];
    let value = group ? ownValue(group, first) : undefined;
    if (value === undefined) continue;
    for (let index = 1; index < words.length; index++) {
      if (!isGroup(value)) return { value: undefined, level, words: index };
      value = ownValue(value, words[index] ?? '');
      if (value === undefined) return { value, level, words: index + 1 };
    }
    return { value, level, words: words.length };
  }
  return { value: undefined, level: levels.length - 1, words: 1 };
}

/** Whether `${#name}` shows: a list with rows, a group, yes, a number other than 0, a text with letters. */
export function isShown(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'string') return value.trim() !== '';
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return value === true || isGroup(value);
}
