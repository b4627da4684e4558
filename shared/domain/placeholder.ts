// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Condition } from './condition.ts';
import type { FilterCall } from './filters.ts';
import { parseCondition } from './parse-condition.ts';
import { type PictureBox, readPictureBox } from './picture-box.ts';
import { readFilters } from './placeholder-filters.ts';
import { checkName, looksLikeName } from './placeholder-name.ts';
import { PlaceholderRefusal } from './placeholder-refusal.ts';
import type { TemplateFaultCode } from './template-fault.ts';

/** What stands between `${` and `}`; the grammar is written down in `docs/placeholders.md`. Nothing is evaluated. */
export type Placeholder =
  | { kind: 'value'; name: string; filters: FilterCall[] }
  | { kind: 'image'; name: string; qr: boolean; box?: PictureBox }
  | { kind: 'signature'; role: string; drawn: boolean }
  | { kind: 'open'; name: string; inverted: boolean }
  | { kind: 'if'; condition: Condition }
  | { kind: 'else' }
  | { kind: 'close'; name: string };

type ParsedPlaceholder =
  | { placeholder: Placeholder }
  | { fault: { code: TemplateFaultCode; message: string } };

/** The name that closes `${#if …}`. */
export const IF = 'if';

const OPENS_CONDITION = /^#\s*if(?![\p{L}\p{Mn}\p{N}_.])/iu;
const ELSE = /^else$/i;
/** `elseif_total` is a name like any other. */
const ELSE_IF = /^(?:else\s*if|elif)(?![\p{L}\p{Mn}\p{N}_.|])/iu;
const PICTURE_WITH_BOX = /^([^:|]+):([^|]*)$/;

/** Reads the text between `${` and `}`. */
export function parsePlaceholder(inside: string): ParsedPlaceholder {
  try {
    return { placeholder: parse(inside.normalize('NFC').trim()) };
  } catch (error) {
    if (error instanceof PlaceholderRefusal) return { fault: { code: error.code, message: error.message } };
    throw error;
  }
}

/** Reads a stored chain such as `['default:0', 'naira']`; null when it is not a valid chain. */
export function parseFilters(written: readonly string[]): FilterCall[] | null {
  const parsed = parsePlaceholder(['x', ...written].join('|'));
  if ('fault' in parsed || parsed.placeholder.kind !== 'value') return null;
  return parsed.placeholder.filters;
}

function parse(text: string): Placeholder {
  if (text === '')
    throw new PlaceholderRefusal('empty-placeholder', 'A placeholder needs a name: ${customer_name}.');
  const condition = OPENS_CONDITION.exec(text);
  if (condition) return { kind: 'if', condition: parseCondition(text.slice(condition[0].length)) };
  if (ELSE.test(text)) return { kind: 'else' };
  if (ELSE_IF.test(text)) {
    throw new PlaceholderRefusal(
      'misplaced-else',
      'There is no “else if”; put another ${#if …}…${/if} between ${else} and ${/if}.',
    );
  }
  const sign = text.charAt(0);
  if (sign === '%') return parsePicture(text.slice(1).trim());
  if (sign === '#' || sign === '^' || sign === '/') return parseSection(sign, text.slice(1).trim());
  return parseValue(text);
}

function parseSection(sign: '#' | '^' | '/', rest: string): Placeholder {
  if (rest === '') {
    if (sign === '/') {
      throw new PlaceholderRefusal(
        'nameless-close',
        'Say which section ends here: ${/items} instead of ${/}.',
      );
    }
    throw new PlaceholderRefusal('empty-placeholder', `A section needs a name: \${${sign}items}.`);
  }
  if (rest.includes('|')) {
    throw new PlaceholderRefusal(
      'filter-on-section',
      'A section takes no filters; put them on the values inside it.',
    );
  }
  if (sign === '/' && rest.toLowerCase() === IF) return { kind: 'close', name: IF };
  const name = checkName(rest);
  return sign === '/' ? { kind: 'close', name } : { kind: 'open', name, inverted: sign === '^' };
}

/** `%logo`, `%logo:200:80`, `%qr`, `%signature:tenant`, without the sign. */
function parsePicture(rest: string): Placeholder {
  if (rest.includes('|')) {
    throw new PlaceholderRefusal('filter-on-section', 'A picture takes no filters; write ${%logo:200:80}.');
  }
  const [name = '', ...sizes] = rest.split(':').map((piece) => piece.trim());
  const signature = parseSignature(name, sizes, true);
  if (signature) return signature;
  const box = readPictureBox(sizes);
  const qr = name.toLowerCase() === 'qr';
  return { kind: 'image', name: qr ? 'qr' : checkName(name), qr, ...(box ? { box } : {}) };
}

function parseSignature(name: string, rest: readonly string[], drawn: boolean): Placeholder | null {
  if (name.toLowerCase() !== 'signature' || rest.length === 0) return null;
  const [role = '', ...more] = rest;
  if (more.length > 0 || role.includes('.') || !looksLikeName(role)) {
    throw new PlaceholderRefusal(
      'bad-signature',
      'Say who signs with one name after the colon: ${signature:tenant}.',
    );
  }
  return { kind: 'signature', role: checkName(role), drawn };
}

function parseValue(text: string): Placeholder {
  const withBox = PICTURE_WITH_BOX.exec(text);
  const name = withBox?.[1]?.trim() ?? '';
  if (withBox && looksLikeName(name)) {
    const pieces = (withBox[2] ?? '').split(':').map((piece) => piece.trim());
    const signature = parseSignature(name, pieces, false);
    if (signature) return signature;
    // A size starts with a digit or names a side; anything else is a mistake about filters.
    if (pieces.every((piece) => piece === '' || /^\d|=/.test(piece))) {
      const box = readPictureBox(pieces);
      return { kind: 'image', name: checkName(name), qr: false, ...(box ? { box } : {}) };
    }
  }
  const bar = text.indexOf('|');
  if (bar === -1) return { kind: 'value', name: checkName(text), filters: [] };
  return {
    kind: 'value',
    name: checkName(text.slice(0, bar).trim()),
    filters: readFilters(text.slice(bar + 1)),
  };
}
