const ALLOWED = /^(?:$|#|https?:|mailto:|tel:)/i;
/** The whole address, or its beginning, comes from a value; Word may write the brace as `%7B`. */
const FILLED = /^\$(?:\{|%7B)/i;
const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Whether a link may go to an address: the web, mail, telephone, a place in the document, nowhere. An address that
 * begins with a placeholder passes here and has to be judged again when it is filled.
 */
export function allowsAddress(address: string): boolean {
  const plain = address.trim();
  return ALLOWED.test(plain) || FILLED.test(plain);
}

/** Whether the target of an internal relationship leads out of the file all the same: `http:…`, `\\server`. */
export function leadsOutside(target: string): boolean {
  const plain = target.trim().replaceAll('\\', '/');
  return HAS_SCHEME.test(plain) || plain.startsWith('//');
}

/** Whether a target climbs above the root of the package, also when the dots are percent-encoded. */
export function climbsOut(source: string, target: string): boolean {
  return climbs(source, target) || climbs(source, unescaped(target));
}

function climbs(source: string, target: string): boolean {
  const path = (target.split(/[?#]/)[0] ?? '').replaceAll('\\', '/');
  let depth = path.startsWith('/') ? 0 : source.split('/').length - 1;
  for (const segment of path.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

function unescaped(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
