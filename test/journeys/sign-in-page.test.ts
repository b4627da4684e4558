import { createHash, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createContext, runInContext } from 'node:vm';
import { expect, inject, test } from 'vitest';
import { until } from '../../dev/journey.ts';
import { SIGN_IN_PATH, signInPages } from '../../dev/sign-in-page.ts';
import { returnPath } from '../../shared/contract/auth-social.ts';
import { errorTable } from '../../shared/contract/errors.ts';
import { consent, follow, landing } from '../support/browser.ts';

/** The page of `npm start` on which a developer logs in through a provider, with as much of a browser as it needs. */

const baseUrl = inject('baseUrl');

interface Button {
  textContent: string;
  onclick: () => Promise<void>;
}

async function scriptOf(path: string): Promise<string> {
  const request = { method: 'GET', target: path, headers: {}, body: Buffer.alloc(0) };
  const reply = await signInPages.get(path)?.(request);
  const script = /<script>([\s\S]*)<\/script>/.exec(String(reply?.body))?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  expect(reply?.headers['content-security-policy']).toContain(`script-src 'sha256-${hash}'`);
  return script;
}

/** Opens the page as a browser of one person does, who keeps `storage` for as long as the tab is open. */
async function open(path: string, hash: string, storage: Map<string, string>) {
  const buttons: Button[] = [];
  const page = {
    buttons,
    said: { textContent: '' },
    location: { origin: 'http://127.0.0.1:3000', pathname: path, hash, href: '' },
  };
  const context = createContext({
    crypto,
    btoa,
    TextEncoder,
    URLSearchParams,
    location: page.location,
    history: {
      replaceState: () => {
        page.location.hash = '';
      },
    },
    fetch: (address: string, init?: RequestInit) => fetch(`${baseUrl}${address}`, init),
    sessionStorage: {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => void storage.set(name, value),
      removeItem: (name: string) => void storage.delete(name),
    },
    document: {
      createElement: (): Button => ({ textContent: '', onclick: async () => {} }),
      querySelector: (name: string) =>
        name === 'nav' ? { append: (button: Button) => page.buttons.push(button) } : page.said,
    },
  });
  runInContext(await scriptOf(path), context);
  await until('the buttons', async () => (page.buttons.length > 0 ? true : undefined));
  return page;
}

/** From a click on the button to what the browser brings back. */
async function goThrough(storage: Map<string, string>, email: string, deny = false): Promise<string> {
  const page = await open(SIGN_IN_PATH, '', storage);
  expect(page.buttons.map(({ textContent }) => textContent)).toEqual(
    ['Google', 'Facebook', 'Apple'].map((name) => `Continue with ${name}, played by the local provider`),
  );
  await page.buttons[0]?.onclick();
  await setImmediate();
  const steps = await follow(baseUrl, `${baseUrl}${page.location.href}`);
  const [last] = (await consent(baseUrl, steps.at(-1) ?? missing(), { email, deny })).slice(-1);
  return `#${landing(last?.headers.get('location') ?? '') ?? missing()}`;
}

const missing = (): never => {
  throw new Error('the browser went astray');
};

const outcome = (said: { textContent: string }): Promise<string> =>
  until('an outcome', async () => said.textContent || undefined);

test('logs somebody in, and forgets what it kept for that', async () => {
  const storage = new Map<string, string>();
  const email = `page-${randomUUID()}@mytypist.local`;
  const back = await goThrough(storage, email);
  const page = await open(returnPath, back, storage);
  expect(await outcome(page.said)).toMatch(new RegExp(`^Logged in\\.[^]*"email": "${email}"`));
  expect([storage.size, page.location.hash]).toEqual([0, '']);
});

test('logs nobody in who brings along what another browser began', async () => {
  const back = await goThrough(new Map(), `page-${randomUUID()}@mytypist.local`);
  const page = await open(returnPath, back, new Map([['verifier', 'x'.repeat(43)]]));
  expect(await outcome(page.said)).toMatch(/^This sign-in has expired/);
});

test('says in a sentence that somebody cancelled', async () => {
  const storage = new Map<string, string>();
  const back = await goThrough(storage, `page-${randomUUID()}@mytypist.local`, true);
  const page = await open(returnPath, back, storage);
  expect(await outcome(page.said)).toBe(errorTable['sign-in-refused'].sentence);
});
