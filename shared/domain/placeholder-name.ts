// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { PlaceholderRefusal } from './placeholder-refusal.ts';

/** Longest name, dots included. */
const LONGEST_NAME = 100;
/** What JavaScript itself has on every object; a value of that name could only be an attack. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);
/** Words of the language that a name cannot be told from; `no` is a fine name, only conditions cannot ask about it. */
const KEYWORDS = new Set(['if', 'else']);
/** Latin letters only, so that no look-alike of another alphabet can pass; marks serve Yoruba and Igbo. */
const WORD = /^(?=\p{L})\p{Script=Latin}(?:(?=\p{L})\p{Script=Latin}|\p{Mn}|[0-9_])*$/u;
/** Format characters, spaces other than the plain one, and soft hyphens: people cannot see them. */
const INVISIBLE = /[\p{Cf}\p{Cc}\u00AD]/u;

/** Returns the name when it can be used. @throws PlaceholderRefusal with what to type instead */
export function checkName(written: string): string {
  const name = written.replace(/ ?\. ?/g, '.');
  const shown = name.length > 60 ? `${name.slice(0, 60).toWellFormed()}…` : name;
  if (name.length > LONGEST_NAME) {
    throw new PlaceholderRefusal(
      'bad-name',
      `The name “${shown}” is longer than ${LONGEST_NAME} characters; shorten it.`,
    );
  }
  const words = name.split('.');
  if (words.some((word) => RESERVED.has(word)) || KEYWORDS.has(name.toLowerCase())) {
    throw new PlaceholderRefusal('bad-name', `The name “${shown}” is reserved; choose another one.`);
  }
  if (words.every((word) => WORD.test(word))) return name;
  if (INVISIBLE.test(name)) {
    throw new PlaceholderRefusal(
      'bad-name',
      `The name “${shown}” contains an invisible character; type it again by hand.`,
    );
  }
  throw new PlaceholderRefusal('bad-name', `“${shown}” is no usable name: ${advice(name)}.`);
}

/** Whether a text could be a name, as far as its characters go. */
export const looksLikeName = (text: string): boolean => text.split('.').every((word) => WORD.test(word));

const FOREIGN_LETTER = /(?!\p{Script=Latin})\p{L}/u;

function advice(name: string): string {
  const rule = 'start with a letter and use only letters, digits and _';
  const foreign = FOREIGN_LETTER.exec(name)?.[0];
  if (foreign !== undefined)
    return `“${foreign}” is a letter of another alphabet, even if it looks like ours; ${rule}`;
  const filter = /^([^:]+):\s*([^:]+)$/.exec(name);
  if (filter && looksLikeName((filter[1] ?? '').trim())) {
    return `${rule}; a filter stands after a bar, as in \${${filter[1]?.trim()}|default:none}`;
  }
  const better = name.replace(/[^\p{L}\p{Mn}0-9_.]+/gu, '_').replace(/^[^\p{L}]+|[_.]+$/gu, '');
  const usable = better.split('.').every((word) => WORD.test(word) && !RESERVED.has(word));
  return usable ? `${rule}, for example \${${better}}` : rule;
}
