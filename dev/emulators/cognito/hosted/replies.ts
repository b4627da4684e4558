/** Replies of the hosted pages, and reading what comes to them. */
import type { EmulatorReply, EmulatorRequest } from '../../emulator.ts';

/** A refusal by its OAuth name; where it goes depends on the endpoint. */
export class OAuthError extends Error {
  /** `invalid_request`, `access_denied`; RFC 6749, sections 4.1.2.1 and 5.2. */
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.error = error;
  }
}

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** Sends the browser on, with parameters added; those that are undefined are left out. */
export function redirect(address: string, parameters: Record<string, string | undefined>): EmulatorReply {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { status: 302, headers: { location: url.href, ...noStore }, body: '' };
}

export const json = (status: number, body: object): EmulatorReply => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8', ...noStore },
  body: JSON.stringify(body),
});

/** Said to the person in front of the browser: there is no client to tell, or it cannot be trusted. */
export const dead = (status: number, text: string): EmulatorReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...noStore },
  body: `${text}\n`,
});

/** Parameters of an address or a form. @throws OAuthError for one that is repeated (RFC 6749, section 3.1) */
export function parametersOf(text: string): Record<string, string> {
  const parameters = new URLSearchParams(text);
  for (const name of parameters.keys()) {
    if (parameters.getAll(name).length > 1) throw new OAuthError('invalid_request', `${name} is repeated`);
  }
  return Object.fromEntries(parameters);
}

/** What stands behind the question mark of a request. */
export const queryOf = ({ target }: EmulatorRequest): string => target.split('?').slice(1).join('?');

/** @throws OAuthError for a body that is no form */
export function formOf({ headers, body }: EmulatorRequest): Record<string, string> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) {
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  return parametersOf(body.toString('utf8'));
}
