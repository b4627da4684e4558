/** The canonical form of a request, which Signature Version 4 signs. */

/** Splits a request target at its first `?`, without normalising the path as `URL` would. */
export function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

/**
 * S3 signs the path encoded once; every other service signs the path as sent, normalised and encoded again.
 * Undefined for a path that cannot be decoded.
 */
export function canonicalPath(path: string, forS3: boolean): string | undefined {
  if (forS3) {
    try {
      return path
        .split('/')
        .map((segment) => encodeRfc3986(decodeURIComponent(segment)))
        .join('/');
    } catch {
      return undefined;
    }
  }
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const trailingSlash = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.map(encodeRfc3986).join('/')}${trailingSlash}`;
}

/** All parameters but the signature itself, encoded and in order. */
export function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encodeRfc3986(name), encodeRfc3986(value)])
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map((pair) => pair.join('='))
    .join('&');
}

/** A header value trimmed, with single spaces. */
export function canonicalHeader(value: string | undefined): string {
  return (value ?? '').trim().replace(/\s+/g, ' ');
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
