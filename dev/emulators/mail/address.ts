/**
 * E-mail addresses as SES takes them: `a@b.example` or `Name <a@b.example>`, the local part in ASCII.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html
 */

/** SES counts the whole field, display name included. */
const LONGEST_FIELD = 320;
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 253;

/** The address without a display name, in lower case; the text itself when it holds no angle brackets. */
export function bareAddress(text: string): string {
  return (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
}

/** Says what is wrong with an address, in the words SES uses; undefined when nothing is. */
export function addressFault(text: string): string | undefined {
  if (text.length > LONGEST_FIELD) return 'Address length is more than 320 characters long';
  if (hasControlCharacter(text)) return 'Address contains control characters';
  const bracketed = /^([^<>]*)<([^<>]*)>\s*$/.exec(text);
  if (!bracketed && /[<>]/.test(text)) return 'Illegal address';
  const address = (bracketed?.[2] ?? text).trim();
  const at = address.lastIndexOf('@');
  if (at < 0) return "Missing final '@domain'";
  return localPartFault(address.slice(0, at)) ?? domainFault(address.slice(at + 1));
}

function localPartFault(localPart: string): string | undefined {
  if (localPart === '') return 'Missing local name';
  if (localPart.length > LONGEST_LOCAL_PART) return 'Local name is too long';
  if (/[^\x20-\x7e]/.test(localPart)) return 'Local address contains non-ASCII characters';
  if (/^"(?:[^"\\]|\\.)+"$/.test(localPart)) return undefined;
  if (/\s/.test(localPart)) return 'Local address contains control or whitespace';
  if (!/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/.test(localPart))
    return 'Local address contains illegal character';
  if (/^\.|\.\.|\.$/.test(localPart)) return 'Local address contains dot in an illegal place';
  return undefined;
}

function domainFault(domain: string): string | undefined {
  if (domain === '') return 'Missing domain';
  if (domain.length > LONGEST_DOMAIN) return 'Domain is too long';
  if (domain.startsWith('.')) return 'Domain starts with dot';
  const labels = domain.split('.');
  if (labels.length < 2 || labels.includes('')) return 'Domain contains dot-dot or has no top level';
  const wellFormed = labels.every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label));
  return wellFormed ? undefined : 'Domain contains illegal character';
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\x7f');
}
