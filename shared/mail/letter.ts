/** A mail before it becomes text and HTML; what people typed has been made harmless by {@link spoken}. */
export interface Letter {
  subject: string;
  /** Each is a paragraph; a code stands in a line of its own, to be copied. */
  paragraphs: readonly (string | { code: string })[];
}

/** Longest name that a mail repeats: longer ones are advertisements. */
const longestName = 60;

/** Everything that could end a header or a line, or turn the direction of what follows. */
const unspeakable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** Before a letter, digit or slash, what mail programs make a link or an address of. */
const linking = /([.:@/\\])(?=[\p{L}\p{N}/\\])/gu;

/** Shown as nothing, and no mail program makes a link across it. */
const wordJoiner = '\u2060';

/**
 * A name as a mail may repeat it to somebody who did not choose it: one line, short, and without anything that becomes
 * a link, or else our mails would carry the advertisements of others.
 */
export function spoken(name: string): string {
  const characters = [...name.replace(unspeakable, ' ').replace(/\s+/g, ' ').trim()];
  const short = characters.length > longestName ? [...characters.slice(0, longestName - 1), '…'] : characters;
  return short.join('').replace(linking, `$1${wordJoiner}`);
}

/** The time as its readers count it. */
export const spokenTime = (time: string): string =>
  `${new Date(time).toLocaleString('en-NG', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Africa/Lagos' })} (Lagos time)`;

export const textOf = ({ paragraphs }: Letter): string =>
  `${paragraphs.map((each) => (typeof each === 'string' ? each : `    ${each.code}`)).join('\n\n')}\n`;

/** No pictures, no links and no styles from elsewhere: nothing tells that it was opened. */
export function htmlOf({ subject, paragraphs }: Letter): string {
  const body = paragraphs.map((each) =>
    typeof each === 'string' ? `<p>${escaped(each)}</p>` : `<p><code>${escaped(each.code)}</code></p>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family:sans-serif;max-width:36em;margin:2em auto;line-height:1.5;overflow-wrap:anywhere">',
    ...body,
    '</body>',
    '</html>',
  ].join('\n');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
