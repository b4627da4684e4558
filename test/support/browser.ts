import { returnPath } from '../../shared/contract/auth-social.ts';

/** A browser that does what it is told one step at a time: real requests, no redirect followed unseen. */

/** What the local provider's page is filled in with. */
export interface AtProvider {
  email?: string;
  name?: string;
  /** Whether the provider says that it has checked the address; it does unless told. */
  verified?: boolean;
  /** The number of their account there; made from the address unless told. */
  subject?: string;
  /** Cancels instead. */
  deny?: boolean;
}

export interface Step {
  status: number;
  headers: Headers;
  text: string;
  /** Where it was asked. */
  address: string;
}

/** The origin that the templates of the tests were made for; the shared cloud listens on a port of its own. */
const madeFor = 'http://127.0.0.1:3000';

/** The same address at the cloud that really runs. */
export const hereAt = (baseUrl: string, address: string): string =>
  address.startsWith(`${madeFor}/`) ? `${baseUrl}${address.slice(madeFor.length)}` : address;

export async function visit(address: string, init: RequestInit = {}): Promise<Step> {
  const reply = await fetch(address, { ...init, redirect: 'manual' });
  return { status: reply.status, headers: reply.headers, text: await reply.text(), address };
}

/** Follows redirects until a page comes, or the browser would leave the cloud or land on the application's own page. */
export async function follow(baseUrl: string, address: string, init: RequestInit = {}): Promise<Step[]> {
  const steps: Step[] = [];
  let next: string | undefined = hereAt(baseUrl, address);
  let request = init;
  while (next !== undefined) {
    const step = await visit(next, request);
    steps.push(step);
    const location = step.headers.get('location');
    next = location === null || landing(location) ? undefined : hereAt(baseUrl, location);
    if (!next?.startsWith(`${baseUrl}/`)) next = undefined;
    request = {};
    if (steps.length > 10) throw new Error('the redirects do not end');
  }
  return steps;
}

/** What an application's page finds behind the # when the browser lands there. */
export function landing(address: string): URLSearchParams | undefined {
  const [page = '', fragment = ''] = address.split('#');
  return page === `${madeFor}${returnPath}` ? new URLSearchParams(fragment) : undefined;
}

const attribute = (html: string, name: string): string =>
  (new RegExp(`${name}="([^"]*)"`).exec(html)?.[1] ?? '').replaceAll('&amp;', '&');

/** From a provider's page to wherever its form leads. */
export function consent(baseUrl: string, page: Step, person: AtProvider): Promise<Step[]> {
  const { email = '', name = '', verified = true, subject = '', deny = false } = person;
  const form = new URLSearchParams({
    email,
    name,
    subject,
    ...(verified ? { verified: 'true' } : {}),
    ...(deny ? { deny: 'true' } : {}),
  });
  const action = new URL(attribute(page.text, 'action'), page.address);
  return follow(baseUrl, action.href, { method: 'POST', body: form });
}
