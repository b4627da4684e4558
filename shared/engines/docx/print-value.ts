import { applyFilters, type FilterCall, hasDefault, type Printable } from '../../domain/filters.ts';
import { isLinkAddress } from '../../domain/link-address.ts';
import { RenderFault } from '../../domain/render-fault.ts';
import { unstorableReason } from '../../domain/storable-text.ts';

/**
 * The text a placeholder prints; line ends are `\n`.
 *
 * @throws RenderFault when the value is missing or does not suit the filters
 */
export function printValue(value: unknown, name: string, filters: readonly FilterCall[]): string {
  // What its owner made optional and nobody gave; filters that want a number or a date have nothing to print then.
  if (value === '' && !hasDefault(filters)) return '';
  const printed = applyFilters(printable(value, name), filters);
  if ('problem' in printed) throw new RenderFault('invalid-value', `“${name}” must be ${printed.problem}.`);
  if (printed.text === undefined) throw new RenderFault('missing-value', `“${name}” is missing.`);
  const reason = unstorableReason(printed.text);
  if (reason) throw new RenderFault('invalid-value', `“${name}” ${reason}.`);
  return /[\r\u2028\u2029\u0085]/.test(printed.text)
    ? printed.text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    : printed.text;
}

function printable(value: unknown, name: string): Printable | readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RenderFault('invalid-value', `“${name}” must be a finite number.`);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value;
  throw new RenderFault('wrong-shape', `“${name}” must be a text or number.`);
}

const SPECIAL = /[&<>"]/;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as XML holds it, in elements and in attributes. */
export const escapeXml = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character) : text;

/** A text inside `w:t`: breaks and tabs become the elements Word has for them. */
export function runText(text: string): string {
  const escaped = escapeXml(text);
  if (!/[\n\t]/.test(escaped)) return escaped;
  return escaped.replace(/[\n\t]/g, (character) => {
    const element = character === '\n' ? '<w:br/>' : '<w:tab/>';
    return `</w:t>${element}<w:t xml:space="preserve">`;
  });
}

/** The address of a link, or a piece of one. @throws RenderFault for an address that could do harm */
export function addressText(text: string, name: string, whole: boolean): string {
  // An e-mail address behind `mailto:` keeps its sign.
  if (!whole) return escapeXml(encodeURIComponent(text).replaceAll('%40', '@'));
  if (isLinkAddress(text)) return escapeXml(text.trim());
  throw new RenderFault(
    'invalid-value',
    `“${name}” must be the address of a link that starts with https:, http:, mailto: or tel:.`,
  );
}
